"""What a data pack costs: ``python -m benchmarks.pack [--rounds 3]``.

Prints a table, then one line a goal: ``RATIO name value goal ok|short``. The sides of a ratio run in turn, each in
a fork of one warm process, on processor time, with the collector off but where its own effect is the question;
minima are compared.
"""

import argparse
import gc
import os
import statistics
import tempfile
import time
import traceback
from pathlib import Path

import django
import weasyprint.document

from benchmarks.pack_naive import naive_pack

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from datapacks.content import PackContent  # noqa: E402 - needs the settings
from datapacks.reports import STYLES, pack_html, warm  # noqa: E402
from tests.datapacks.example import example_pack  # noqa: E402
from ui.pdf import write_pdf, write_pdf_here  # noqa: E402

AUTHORITY = "354"
INDICATORS = 54


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--packs", type=int, default=6, help="packs of the batch on one and two processes")
    options = parser.parse_args()
    warm()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        times = interleaved(sides(work), options.rounds)
        one, two = batch(work, options.packs, processes=1), batch(work, options.packs, processes=2)
    report(times, one, two, options.packs)


def sides(work):
    """Each thing to time, by name."""
    stored = {count: example_pack(AUTHORITY, indicators=count).to_json() for count in (20, INDICATORS, 80)}
    to = work / "pack.pdf"
    html = pack_html(PackContent.from_json(stored[INDICATORS]))

    def pack(count=INDICATORS):
        write_pdf_here(pack_html(PackContent.from_json(stored[count])), stylesheets=STYLES, to=to)

    return {
        "naive": lambda: naive_pack(AUTHORITY, work / "naive.pdf"),
        "pack": pack,
        "pack, collector on": pack,
        "pack of 20": lambda: pack(20),
        "pack of 80": lambda: pack(80),
        "content and html": lambda: pack_html(PackContent.from_json(stored[INDICATORS])),
        "untagged": lambda: write_pdf_here(html, stylesheets=STYLES, to=to, variant=None),
        "tagged": lambda: write_pdf_here(html, stylesheets=STYLES, to=to),
        "floor": lambda: write_pdf_here(html, stylesheets=STYLES, to=to),
    }


def interleaved(sides, rounds):
    """{name: seconds of each round}, after a round that is not counted."""
    times = {name: [] for name in sides}
    for counted in range(rounds + 1):
        for name, work in sides.items():
            seconds = timed(work, collector=name in {"naive", "pack, collector on"}, floor=name == "floor")
            if counted:
                times[name].append(seconds)
    return times


def timed(work, *, collector, floor):
    """Processor seconds of the work in a fresh fork of this warm process, which is how packs are made.

    For the floor, from the moment the boxes are built: layout, drawing and writing alone.
    """
    reader, writer = os.pipe()

    def measure():
        begun = [time.process_time()]
        if not collector:
            gc.disable()
        if floor:
            note_layout(begun)
        work()
        os.write(writer, repr(time.process_time() - begun[-1]).encode())

    pid = forked(measure)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        seconds = float(pipe.read())
    os.waitpid(pid, 0)
    return seconds


def forked(work):
    """The process id of a child that does the work and ends, whatever happens."""
    if pid := os.fork():
        return pid
    try:
        work()
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


def note_layout(moments):
    """Have the print engine note when layout begins."""
    original = weasyprint.document.layout_document

    def noted(*arguments, **options):
        moments.append(time.process_time())
        return original(*arguments, **options)

    weasyprint.document.layout_document = noted


def batch(work, packs, *, processes):
    """Wall seconds for so many packs, each in its own child, on so many workers forked from this warm parent."""
    html = pack_html(example_pack(AUTHORITY))
    begun = time.monotonic()

    def share(worker):
        for number in range(worker, packs, processes):
            write_pdf(html, stylesheets=STYLES, to=work / f"{number}.pdf")

    for pid in [forked(lambda worker=worker: share(worker)) for worker in range(processes)]:
        os.waitpid(pid, 0)
    return time.monotonic() - begun


def report(times, one, two, packs):
    """The table and the ratios."""
    best = {name: min(seconds) for name, seconds in times.items()}
    print(f"{'':22}{'best':>9}{'median':>9}")
    for name, seconds in times.items():
        print(f"{name:22}{1000 * best[name]:7.0f}ms{1000 * statistics.median(seconds):7.0f}ms")
    print(f"{packs} packs: {one:.1f} s on one process, {two:.1f} s on two ({two / packs:.2f} s a pack)")
    print(f"{1000 * best['pack'] / INDICATORS:.1f} ms an indicator, everything included")
    print(f"{1000 * (best['pack of 80'] - best['pack of 20']) / 60:.1f} ms an extra indicator")
    ratio("P1 naive/pack", best["naive"] / best["pack"], at_least=6)
    ratio("P2 pack/floor", best["pack"] / best["floor"], at_most=1.4)
    ratio("P3 not-printing share", best["content and html"] / best["pack"], at_most=0.03)
    ratio("P4 one/two processes", one / two, at_least=1.7)
    ratio("P4 indicator at 80/20", (best["pack of 80"] / 80) / (best["pack of 20"] / 20), at_most=1.15)
    ratio("P5 tagged/untagged", best["tagged"] / best["untagged"], at_most=1.15)


def ratio(name, value, *, at_least=None, at_most=None):
    """One line for the record."""
    good = value >= at_least if at_least is not None else value <= at_most
    goal = f">={at_least}" if at_least is not None else f"<={at_most}"
    print(f"RATIO {name.replace(' ', '_')} {value:.3f} {goal} {'ok' if good else 'short'}")


if __name__ == "__main__":
    main()
