"""Opens office files with LibreOffice and looks at their pages, as a reader's machine would."""

import io
import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

FONTS = Path(__file__).parents[1] / "data" / "fonts"
PATIENCE_S = 120
FONT_SETTINGS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


@cache
def _home() -> TemporaryDirectory:
    """A profile of LibreOffice that knows the shipped Chinese face only: no font a document asks for by name."""
    home = TemporaryDirectory(prefix="office")
    settings = FONT_SETTINGS.format(fonts=FONTS, cache=Path(home.name) / "cache")
    Path(home.name, "fonts.conf").write_text(settings, encoding="utf-8")
    return home


def to_pdf(file: Path) -> Path:
    """The PDF that LibreOffice makes of an office file, beside it.

    Raises
    ------
    AssertionError
        If it complains or makes none.
    """
    return to_pdfs([file])[0]


def to_pdfs(files: Sequence[Path]) -> list[Path]:
    """The PDFs of office files of one folder, beside them, in one run.

    Raises
    ------
    AssertionError
        If LibreOffice complains or does not make them all.
    """
    home = _home().name
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{home}/profile"]
    command += ["--convert-to", "pdf", "--outdir", str(files[0].parent), *map(str, files)]
    surroundings = {**os.environ, "FONTCONFIG_FILE": f"{home}/fonts.conf", "HOME": home}
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, env=surroundings, check=False)
    made = [file.with_suffix(".pdf") for file in files]
    assert done.returncode == 0, done.stderr
    assert all(file.is_file() for file in made), done.stdout + done.stderr
    assert "error" not in done.stderr.lower(), done.stderr
    return made


def pages_of(pdf: Path, *, dpi: int = 50) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    with TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-png", "-r", str(dpi), str(pdf), f"{folder}/page"], check=True)
        return [Image.open(io.BytesIO(page.read_bytes())).convert("RGB") for page in sorted(Path(folder).iterdir())]


def words_of(pdf: Path) -> str:
    """The text of a PDF without blanks, so that wrapped lines read as written."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return "".join(told.stdout.split())


def fonts_of(pdf: Path) -> set[str]:
    """Names of the fonts in a PDF, without the tag of a subset."""
    told = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True)
    return {line.split()[0].rpartition("+")[2] for line in told.stdout.splitlines()[2:]}
