"""Archives (XLSX, PPTX, DOCX and ZIP are such) that are the same bytes whenever they are made."""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

READABLE = 0o644  # what an unpacked file allows; nothing at all unless it is stated


def undated(content: bytes) -> bytes:
    """The same archive with every time of day set to the earliest one an archive can hold."""
    fixed = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name)
            entry.external_attr = READABLE << 16
            target.writestr(entry, source.read(name), compress_type=ZIP_DEFLATED)
    return fixed.getvalue()
