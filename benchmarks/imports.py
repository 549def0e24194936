"""How fast figures go in: ours against the database's own bulk load, and against Django's bulk_create.

    python -m benchmarks.imports [--lait FOLDER] [--postgres] [--rounds 3]

641,070 rows, the size of DfE's LAIT table: its own figures with --lait, else made-up ones. Every side
begins a transaction, adds the same rows and takes them back, foreign keys checked where there are any.
"""

import argparse
import io
import os
import tempfile
import time
from pathlib import Path

from benchmarks.timing import in_turns, print_ratio

INDICATORS, SERIES = 434, 3_771  # 3,771 indicators times periods, each with 170 areas
SAMPLE = 20_000  # rows for bulk_create, which takes the same time a row at any size


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--lait", type=Path)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--rounds", type=int, default=3)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="sli-portal-bench-") as folder:
        set_up(folder, options.postgres)
        measure(rows_to_store(options.lait), options.rounds)


def set_up(folder, on_postgres):
    """An empty portal with places, on a database of its own."""
    os.environ |= {"DEMO": "1", "DATA_DIR": folder, "BROKER_URL": "none", "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "sli_portal.settings"
    if on_postgres:
        from tests import postgres  # noqa: PLC0415 - starts a server only when asked for

        os.environ["DATABASE_URL"] = postgres.start()
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from regions.loading import load_areas  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    load_areas(settings.BASE_DIR / "starter" / "areas.csv")


def rows_to_store(lait):
    """A frame with the columns of bulk.STORED: indicators and a version that exist, and the figures."""
    from indicators.importing.reading import parse  # noqa: PLC0415
    from indicators.importing.storing import add_to_catalogue, new_indicator  # noqa: PLC0415
    from indicators.models import DataVersion, Indicator  # noqa: PLC0415

    version = DataVersion.objects.create(source_name="benchmark", layout="lait", sha256="0" * 64)
    if lait is None:
        made = Indicator.objects.bulk_create(plain_indicator(number) for number in range(INDICATORS))
        return made_up([indicator.pk for indicator in made], version.pk)
    started = time.perf_counter()
    parsed = parse(lait)
    print(f"read and checked in {time.perf_counter() - started:.2f} s: {len(parsed.figures):,} rows")
    made = [new_indicator(draft) for draft in parsed.drafts]
    add_to_catalogue(made)
    ids = [indicator.pk for indicator in made]
    figures = parsed.figures.rename(columns={"area": "area_id"})
    return figures.assign(version_id=version.pk, indicator_id=[ids[place] for place in figures["indicator"]])


def plain_indicator(number):
    from indicators.models import Indicator  # noqa: PLC0415

    return Indicator(slug=f"made-up-{number}", unit="percent", polarity="none", year_type="annual")


def made_up(indicator_ids, version_id):
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    from indicators.importing.parsed import MEASURES  # noqa: PLC0415
    from regions.models import Area  # noqa: PLC0415

    areas = list(Area.objects.order_by("pk").values_list("pk", flat=True))
    series, place = np.divmod(np.arange(SERIES * len(areas)), len(areas))
    values = np.random.default_rng(1).normal(50, 10, len(series)).round(1)
    missing = np.arange(len(series)) % 7 == 0  # as many as in DfE's table
    rows = pd.DataFrame(
        {
            "version_id": version_id,
            "indicator_id": np.array(indicator_ids)[series % INDICATORS],
            "area_id": np.array(areas)[place],
            "slot": 2025 - series // INDICATORS,
            "symbol": np.where(missing, "-", ""),
        }
    )
    return rows.assign(**dict.fromkeys(MEASURES, np.nan)).assign(value=np.where(missing, np.nan, values))


def measure(rows, rounds):
    from django.db import connection  # noqa: PLC0415

    from indicators.importing import bulk  # noqa: PLC0415

    rows = rows[list(bulk.STORED)]
    sides = {
        "bare": lambda: taken_back(lambda: bare(connection, rows)),
        "ours": lambda: taken_back(lambda: bulk.insert(rows)),
        "bulk_create": lambda: taken_back(lambda: by_objects(rows.head(SAMPLE))),
    }
    found = in_turns(sides, rounds=rounds, clock=time.perf_counter)
    found.seconds["bulk_create"] = [one * len(rows) / SAMPLE for one in found.seconds["bulk_create"]]
    print(f"{connection.vendor}, {len(rows):,} rows (bulk_create worked out from {SAMPLE:,})")
    found.print_table(base="bare")
    print(f"ours: {len(rows) / min(found.seconds['ours']) / 1e6:.2f} million rows a second")
    at_least = 6 if connection.vendor == "postgresql" else 4
    print_ratio(f"I1_{connection.vendor}_to_bare", found.ratio("ours", "bare").of_fastest, at_most=5)
    print_ratio(
        f"I1_{connection.vendor}_from_bulk_create",
        found.ratio("bulk_create", "ours").of_fastest,
        at_least=at_least,
    )


def taken_back(side):
    """Run one side in a transaction whose foreign keys are checked, and leave nothing."""
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic():
        side()
        if connection.vendor == "postgresql":
            connection.check_constraints()  # they would wait for the commit that never comes
        transaction.set_rollback(True)


def bare(connection, rows):
    """The least that holds the rows safe: a table without keys, then the one unique index."""
    columns = ", ".join(
        f"{name} {'text' if name == 'symbol' else 'double precision'}" for name in rows.columns
    )
    names = ", ".join(rows.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare ({columns})")
        if connection.vendor == "postgresql":
            cursor.cursor.copy_expert(f"COPY bare ({names}) FROM STDIN (FORMAT csv)", as_csv(rows))
        else:
            marks = ", ".join("?" * len(rows.columns))
            data = zip(*(rows[name].tolist() for name in rows.columns), strict=True)
            connection.connection.executemany(f"INSERT INTO bare ({names}) VALUES ({marks})", data)
        cursor.execute("CREATE UNIQUE INDEX bare_key ON bare (indicator_id, area_id, slot)")


def as_csv(rows):
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.csv  # noqa: PLC0415

    buffer = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False)
    pyarrow.csv.write_csv(pa.Table.from_pandas(rows, preserve_index=False), buffer, options)
    buffer.seek(0)
    return buffer


def by_objects(rows):
    from indicators.models import Observation  # noqa: PLC0415

    known = rows.astype(object).where(rows.notna(), None)
    Observation.objects.bulk_create(
        (Observation(**row) for row in known.to_dict("records")), batch_size=5_000
    )


if __name__ == "__main__":
    main()
