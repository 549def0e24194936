"""HTML to tagged PDF (PDF/UA-1), in a child process with its own clock and memory limit (``ui.apart``).

The renderer may hang or eat memory on a hostile or merely enormous document.

Nothing is fetched: only ``data:`` addresses resolve, so text in a document can reach neither the network nor
the disk. A document's title, language and creation date come from its own ``<title>``, ``lang`` and
``<meta name="dcterms.created">``; the same input gives the same bytes.
"""

import errno
import gc
import os
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from ui.apart import MEMORY, OutOfMemory, OutOfTime, run_apart

SECONDS = 120

TOO_SLOW = "The document took longer than {seconds} seconds to make, so it was stopped."
TOO_LARGE = "The document needed more memory than it may use, so it was stopped."
BROKEN = "The document could not be made: {why}."


class RenderFailed(Exception):  # noqa: N818
    """The PDF was not made; the words are fit to show."""


class RenderTimeout(RenderFailed):
    """The PDF was stopped by its clock."""


def write_pdf(
    html: str, *, stylesheets: Sequence[Path], to: Path, seconds: float = SECONDS, memory: int = MEMORY
) -> None:
    """Render in a child process and put the finished file at ``to`` in one step.

    ``memory`` is in bytes, beyond what the parent already has. Raises RenderTimeout or RenderFailed; then
    ``to`` is as it was and nothing is left beside it.
    """
    handle, name = tempfile.mkstemp(prefix=f".{to.name}.", suffix=".part", dir=to.parent)
    os.close(handle)
    part = Path(name)
    try:
        _render_apart(html, stylesheets, part, seconds=seconds, memory=memory)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def write_pdf_here(
    html: str, *, stylesheets: Sequence[Path], to: Path, variant: str | None = "pdf/ua-1"
) -> None:
    """Render in this process, with no limits: what the child does, and what benchmarks time."""
    styles = [_stylesheet(path, path.stat().st_mtime_ns) for path in stylesheets]
    document = HTML(string=html, url_fetcher=_only_data(), base_url=None)
    with to.open("wb") as file:
        document.write_pdf(file, stylesheets=styles, font_config=_fonts(), pdf_variant=variant)
        file.flush()
        os.fsync(file.fileno())


def warm(stylesheets: Sequence[Path] = ()) -> None:
    """Load everything a first document would wait for, and keep it out of the collector's way.

    For the parent of worker processes: what it has loaded, each fork shares.
    """
    with tempfile.TemporaryDirectory() as folder:
        html = "<html lang=en-GB><title>Warm</title><body><h1>Warm</h1><p><b>Warm</b></p>"
        write_pdf_here(html, stylesheets=stylesheets, to=Path(folder) / "warm.pdf")
    gc.collect()
    gc.freeze()


def _only_data() -> URLFetcher:
    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)


@lru_cache(maxsize=1)
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@lru_cache(maxsize=16)
def _stylesheet(path: Path, modified_ns: int) -> CSS:
    return CSS(string=path.read_text(), url_fetcher=_only_data(), font_config=_fonts())


def _render_apart(html: str, stylesheets: Sequence[Path], part: Path, *, seconds: float, memory: int) -> None:
    """Render in a fork, and say in words what became of it."""
    parent = os.getpid()

    def render() -> None:
        write_pdf_here(html, stylesheets=stylesheets, to=part)
        if os.getppid() != parent:  # killed meanwhile: nobody will move or remove the file
            part.unlink(missing_ok=True)

    try:
        run_apart(render, seconds=seconds, memory=memory)
    except OutOfTime as fault:
        raise RenderTimeout(TOO_SLOW.format(seconds=round(seconds))) from fault
    except OutOfMemory as fault:
        raise RenderFailed(TOO_LARGE) from fault
    except Exception as fault:
        raise RenderFailed(_why(fault)) from fault


def _why(fault: Exception) -> str:
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return BROKEN.format(why="the disk is full")
    return BROKEN.format(why=type(fault).__name__)
