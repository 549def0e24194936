"""HTML to tagged PDF (PDF/UA-1), in a child process with its own clock and memory limit.

The renderer may hang or eat memory on a hostile or merely enormous document, and it can swallow a time limit
raised as an exception inside it; so it runs in a fork that can be killed. Forking a warm parent costs a few
milliseconds: the libraries and the parsed stylesheets are shared.

Nothing is fetched: only ``data:`` addresses resolve, so text in a document can reach neither the network nor
the disk. A document's title, language and creation date come from its own ``<title>``, ``lang`` and
``<meta name="dcterms.created">``; the same input gives the same bytes.
"""

import errno
import gc
import os
import resource
import select
import signal
import tempfile
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

SECONDS = 120
MEMORY = 2**30

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
    """Fork, wait for the child no longer than its clock, and say what became of it."""
    reader, writer = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _limit(seconds, memory)
        _be_the_child(html, stylesheets, part, writer, parent=parent)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        words, in_time = _words_before(pipe.fileno(), time.monotonic() + seconds)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if not in_time or status == -signal.SIGALRM:
        raise RenderTimeout(TOO_SLOW.format(seconds=round(seconds)))
    if status:
        # Native code that is refused memory ends the process without a word.
        raise RenderFailed(words or TOO_LARGE)


def _words_before(pipe: int, deadline: float) -> tuple[str, bool]:
    """What the child wrote before it ended (nothing when all went well), and whether it ended in time."""
    words = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([pipe], [], [], left)[0]:
            chunk = os.read(pipe, 4096)
            if not chunk:
                return words.decode(), True
            words += chunk
    return "", False


def _be_the_child(
    html: str, stylesheets: Sequence[Path], part: Path, writer: int, *, parent: int
) -> NoReturn:
    """Render and leave without running anything of the parent's."""
    status = 1
    try:
        write_pdf_here(html, stylesheets=stylesheets, to=part)
        if os.getppid() != parent:  # killed meanwhile: nobody will move or remove the file
            part.unlink(missing_ok=True)
        status = 0
    except MemoryError:
        os.write(writer, TOO_LARGE.encode())
    except Exception as fault:
        os.write(writer, _why(fault).encode())
    finally:
        os._exit(status)


def _limit(seconds: float, memory: int) -> None:
    """A clock of the child's own, in case the parent dies, and a ceiling on memory."""
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    gc.disable()  # a document's tens of thousands of boxes would be walked again and again
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    ceiling = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _why(fault: Exception) -> str:
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return BROKEN.format(why="the disk is full")
    return BROKEN.format(why=type(fault).__name__)
