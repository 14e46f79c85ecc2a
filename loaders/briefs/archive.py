"""All files of a briefing in one archive: a picture of each scope, one file of every other format, and what each is."""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from zipfile import ZipFile

from loaders.archives import undated
from loaders.briefs import naming
from loaders.briefs.content import brief
from loaders.briefs.options import BriefOptions
from loaders.briefs.pictures import composed
from loaders.briefs.subject import MapScope
from loaders.catalog import Catalog
from loaders.progress import Report, part_of
from loaders.typography import chinese, legal

Writer = Callable[[Catalog, Sequence[MapScope], BriefOptions, Report], bytes]
README = "说明.txt"
PICTURES = {"png": "PNG图片", "svg": "SVG矢量图"}
KINDS = {
    "png": "图片,可直接插入文档和幻灯",
    "svg": "矢量图,放大不失真,可用 Inkscape、Illustrator 或 PowerPoint 打开",
    "pdf": "地图,每页一幅,可直接打印",
    "pptx": "幻灯,标题与清单可修改",
    "docx": "Word 简报:附图、项目清单、任务与责任单位、来源",
    "xlsx": "项目台账、任务清单与统计",
    "html": "离线网页,用浏览器打开即可查看,不需联网",
}
MAPS_SHARE = 0.5  # of the progress: pictures and PDF


def archive(
    documents: Mapping[str, Writer],
    catalog: Catalog,
    scopes: Sequence[MapScope],
    options: BriefOptions,
    progress: Report,
) -> bytes:
    """A picture of each scope as PNG and SVG, all as one PDF, and a file of every format of `documents`."""
    files: dict[str, bytes] = {}
    for name, content in _maps(catalog, scopes, options, part_of(progress, 0.0, MAPS_SHARE)):
        files[_unused(name, files)] = content
    for done, (ending, write) in enumerate(documents.items()):
        share = (1 - MAPS_SHARE) / len(documents)
        step = part_of(progress, MAPS_SHARE + done * share, MAPS_SHARE + (done + 1) * share)
        files[naming.file_name(catalog, scopes, ending)] = write(catalog, scopes, options, step)
    told = _readme(catalog, scopes, files)
    packed = io.BytesIO()
    with ZipFile(packed, "w") as target:
        for name, content in {README: told, **files}.items():
            target.writestr(name, content)
    progress(README, 1.0)
    return undated(packed.getvalue())


def _maps(
    catalog: Catalog, scopes: Sequence[MapScope], options: BriefOptions, progress: Report
) -> Iterator[tuple[str, bytes]]:
    """Every map as pictures, and all as pages of one PDF; each is drawn once."""
    from geo.print_canvas import paged

    pages, title = [], ""
    for done, scope in enumerate(scopes, start=1):
        page = composed(catalog, scope)
        pages.append(page.canvas)
        title = title or page.title
        for ending, folder in PICTURES.items():
            name = naming.file_name(catalog, [scope], ending)
            yield (f"{folder}/{name}" if len(scopes) > 1 else name), page.saved(ending, dpi=options.dpi)
        progress(page.title, done / len(scopes))
    yield naming.file_name(catalog, scopes, "pdf"), paged(pages, title=title)


def _unused(name: str, files: Mapping[str, bytes]) -> str:
    """The name, with a number where several scopes are of the same day, county and subject."""
    stem, _, ending = name.rpartition(".")
    number, found = 1, name
    while found in files:
        number += 1
        found = f"{stem}_{number}.{ending}"
    return found


def _listed(files: Mapping[str, bytes]) -> Iterator[str]:
    """What each file is; a folder is one line."""
    folders = Counter(name.partition("/")[0] for name in files)
    ending_of = {name.partition("/")[0]: name.rpartition(".")[2] for name in files}
    for name, count in folders.items():
        many = f"({count} 幅)" if count > 1 else ""
        yield f"{name}{many}  {KINDS.get(ending_of[name], '')}".rstrip()


def _readme(catalog: Catalog, scopes: Sequence[MapScope], files: Mapping[str, bytes]) -> bytes:
    """What the files are, whence, and under which condition; UTF-8 with a mark and line ends as Notepad wants them."""
    told = [brief(catalog, scope) for scope in scopes]
    first = told[0]
    lines = [naming.short_title(catalog, scopes), "", *(one.title for one in told), "", "文件"]
    lines += _listed(files)
    notes = dict.fromkeys(note for one in told for note in one.notes[1:])
    lines += ["", "说明", *(f"{label}:{text}" for label, text in (*notes, *first.credits)), "", first.warning, ""]
    return "\r\n".join(chinese(legal(line)) for line in lines).encode("utf-8-sig")
