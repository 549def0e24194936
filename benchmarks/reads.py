"""How fast one authority's figures are read for a pack: our key against Django's default indexes.

    python -m benchmarks.reads [--rounds 40]

One authority, 40 indicators, 10 years, 10 neighbours, region and England (13 areas), from 641,070 rows in
SQLite. The default layout has an index on each foreign key and none on the three together.
"""

import argparse
import tempfile
import time

from benchmarks.imports import rows_to_store, set_up
from benchmarks.timing import in_turns, print_ratio

INDICATORS, YEARS = 40, 10
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

    rows = rows_to_store(None)
    with transaction.atomic():
        bulk.insert(rows)
    with connection.cursor() as cursor:
        make_default_layout(cursor)
        wanted = condition(rows)
        sides = {
            "default": lambda: read(cursor, "default_layout", wanted),
            "ours": lambda: read(cursor, bulk.TABLE, f"replaced_by_id IS NULL AND {wanted}"),
        }
        if sorted(sides["default"]()) != sorted(sides["ours"]()):
            raise SystemExit("The two layouts do not give the same figures.")
        found = in_turns(sides, rounds=rounds, clock=time.perf_counter)
    print(f"{len(rows):,} rows, {INDICATORS * 13 * YEARS:,} wanted at most")
    found.print_table(base="ours")
    print_ratio("R1_from_default_layout", found.ratio("default", "ours").of_fastest, at_least=10)


def make_default_layout(cursor):
    """The same rows as Django would lay them out with nothing said: a key of its own, an index on each
    foreign key, and the planner's statistics as fresh as ours."""
    cursor.execute(f"CREATE TABLE default_layout AS SELECT id, {COLUMNS} FROM indicators_observation")
    for column in ("indicator_id", "area_id"):
        cursor.execute(f"CREATE INDEX default_{column} ON default_layout ({column})")


def condition(rows):
    indicators = sorted(rows["indicator_id"].unique().tolist())[:INDICATORS]
    areas = [202, *range(203, 213), 986, 970]
    return (
        f"indicator_id IN ({', '.join(map(str, indicators))}) AND area_id IN ({', '.join(map(str, areas))}) "
        f"AND slot > {2025 - YEARS}"
    )


def read(cursor, table, wanted):
    return cursor.execute(f"SELECT {COLUMNS} FROM {table} WHERE {wanted}").fetchall()


if __name__ == "__main__":
    main()
