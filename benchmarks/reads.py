"""How fast one authority's figures are read for a pack: our layouts against Django's default indexes.

    python -m benchmarks.reads [--rounds 40]

One authority, 40 indicators, 10 years, 10 neighbours, region and England (13 areas), from 641,070 rows in
SQLite. The default layout has an index on each foreign key and none on the three together. A pack reads stored
comparisons, one row an indicator with its series; as rows, like the other layouts, and as the objects it works with.
"""

import argparse
import json
import tempfile
import time

from benchmarks.imports import rows_to_store, set_up
from benchmarks.timing import in_turns, print_ratio

INDICATORS, YEARS = 40, 10
AUTHORITY, ENGLAND, REGION = 202, 970, 986
AREAS = [AUTHORITY, *range(203, 213), REGION, ENGLAND]
COLUMNS = "indicator_id, area_id, slot, value, symbol"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=40)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="sli-portal-bench-") as folder:
        set_up(folder, on_postgres=False)
        measure(options.rounds)


def measure(rounds):
    from django.db import connection, transaction  # noqa: PLC0415 - the settings read the environment

    from indicators.importing import bulk  # noqa: PLC0415
    from indicators.models import Indicator  # noqa: PLC0415

    rows = rows_to_store(None)
    with transaction.atomic():
        bulk.insert(rows)
    wanted = sorted(rows["indicator_id"].unique().tolist())[:INDICATORS]
    compare_everything(list(Indicator.objects.all()), sorted(rows["slot"].unique().tolist())[-YEARS:])
    with connection.cursor() as cursor:
        make_default_layout(cursor)
        where = condition(wanted)
        sides = {
            "default layout": lambda: read(cursor, "default_layout", where),
            "our long table": lambda: read(cursor, bulk.TABLE, f"replaced_by_id IS NULL AND {where}"),
            "stored comparisons": lambda: read_comparisons(cursor, wanted),
            "the same as objects": lambda: comparisons(wanted),
        }
        assert_equal(sides, wanted)
        found = in_turns(sides, rounds=rounds, clock=time.perf_counter)
    print(f"{len(rows):,} rows, {INDICATORS * 13 * YEARS:,} wanted at most")
    found.print_table(base="stored comparisons")
    ratio = found.ratio("default layout", "stored comparisons").of_fastest
    print_ratio("R1_from_default_layout", ratio, at_least=10)


def compare_everything(indicators, slots):
    """Every comparison of every indicator, stored as a load stores them."""
    from indicators import comparing  # noqa: PLC0415
    from indicators.models import Period  # noqa: PLC0415
    from indicators.reading import read_figures  # noqa: PLC0415

    Period.objects.bulk_create(
        Period(indicator=indicator, slot=slot, label=str(slot)) for indicator in indicators for slot in slots
    )
    comparing.keep(comparing.work_out(read_figures(indicators)))


def make_default_layout(cursor):
    """The same rows as Django would lay them out with nothing said: a key of its own, an index on each
    foreign key, and the planner's statistics as fresh as ours."""
    cursor.execute(f"CREATE TABLE default_layout AS SELECT id, {COLUMNS} FROM indicators_observation")
    for column in ("indicator_id", "area_id"):
        cursor.execute(f"CREATE INDEX default_{column} ON default_layout ({column})")


def condition(indicators):
    return (
        f"indicator_id IN ({', '.join(map(str, indicators))}) AND area_id IN ({', '.join(map(str, AREAS))}) "
        f"AND slot > {2025 - YEARS}"
    )


def read(cursor, table, wanted):
    return cursor.execute(f"SELECT {COLUMNS} FROM {table} WHERE {wanted}").fetchall()


def read_comparisons(cursor, indicators):
    cursor.execute(
        "SELECT * FROM indicators_comparison WHERE authority_id = %s AND indicator_id IN "
        f"({', '.join(map(str, indicators))})",
        [AUTHORITY],
    )
    series = [column[0] for column in cursor.description].index("series")
    return [(*row[:series], json.loads(row[series]), *row[series + 1 :]) for row in cursor.fetchall()]


def comparisons(indicators):
    from indicators.models import Comparison  # noqa: PLC0415

    return list(Comparison.objects.filter(authority=AUTHORITY, indicator__in=indicators))


def assert_equal(sides, indicators):
    """Raises SystemExit unless all layouts give the same figures."""
    long = sorted(sides["default layout"]())
    if long != sorted(sides["our long table"]()):
        raise SystemExit("The two layouts do not give the same figures.")
    series = {one.indicator_id: one.series for one in sides["the same as objects"]()}
    names = {AUTHORITY: "authority", ENGLAND: "england"}
    for indicator, area, slot, value, _ in long:
        if area in names:
            of = series[indicator]
            if of[names[area]][of["labels"].index(str(slot))] != value:
                raise SystemExit("The stored comparisons do not give the figures of the table.")
    if len(sides["stored comparisons"]()) != len(indicators):
        raise SystemExit("There is not one stored comparison an indicator.")


if __name__ == "__main__":
    main()
