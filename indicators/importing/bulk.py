"""Many figures in and out of the database at its own speed: COPY in Postgres, executemany in SQLite.

The ORM's ``bulk_create`` makes an object a row and is eight times slower (benchmarks/imports.py).
Call everything here inside a transaction.
"""

import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from django.db import IntegrityError, connection

from indicators.importing.parsed import MEASURES
from indicators.models import DataVersion, Indicator
from regions.models import Area

TABLE = "indicators_observation"
STORED = ("version_id", "indicator_id", "area_id", "slot", "symbol", *MEASURES)
READ = ("id", "indicator_id", "area_id", "slot", "symbol", *MEASURES)
LOAD_LOCK = 0x51E0  # any number of our own: one load at a time


def lock_loads():
    """Wait until no other load is under way. A SQLite transaction is IMMEDIATE, so it holds the lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def insert(figures: pd.DataFrame) -> None:
    """Add the rows of a frame with the columns of STORED. NaN is stored as NULL.

    Raises IntegrityError when a row names a version, indicator or area that there is not.
    """
    check_keys(figures)
    # In the order of the unique index, which then grows at its end.
    figures = figures[list(STORED)].sort_values(["indicator_id", "area_id", "slot"])
    if connection.vendor == "postgresql":
        copy_in(TABLE, pa.Table.from_pandas(figures, preserve_index=False))
    else:
        # SQLite itself turns NaN into NULL, so the columns need no mapping.
        execute_many(TABLE, STORED, zip(*(figures[name].tolist() for name in STORED), strict=True))


def insert_rows(table, columns, rows):
    """Add rows, each a sequence in the order of the columns, to a table of ours. Keys are the database's to check."""
    if connection.vendor != "postgresql":
        execute_many(table, columns, rows)
        return
    if rows := list(rows):
        cells = zip(*rows, strict=True)
        copy_in(table, pa.table({name: column(each) for name, each in zip(columns, cells, strict=True)}))


def column(cells):
    """Cells as Arrow has them; a column of gaps alone is one of text, which can be written as CSV."""
    found = pa.array(cells)
    return found.cast(pa.string()) if pa.types.is_null(found.type) else found


def execute_many(table, columns, rows):
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names are ours
            rows,
        )


def check_keys(figures):
    """The check that a foreign key would make for each row, made once for all of them."""
    for column, model in (("version_id", DataVersion), ("indicator_id", Indicator), ("area_id", Area)):
        unknown = set(figures[column].unique().tolist()) - set(model.objects.values_list("pk", flat=True))
        if unknown:
            raise IntegrityError(f"No {model._meta.verbose_name} has the key {min(unknown)}.")


def replace(ids, version_id):
    """Mark the rows with these ids as replaced by the version."""
    if connection.vendor == "postgresql":
        sql, rows = f"UPDATE {TABLE} SET replaced_by_id = %s WHERE id = ANY(%s)", [(version_id, list(ids))]  # noqa: S608
    else:
        sql, rows = f"UPDATE {TABLE} SET replaced_by_id = %s WHERE id = %s", ((version_id, pk) for pk in ids)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def standing(indicator_ids, *, without: int | None = None) -> pd.DataFrame:
    """The standing figures of these indicators, with the columns of READ; NULL reads as NaN.

    ``without`` is the key of a version: then those that would stand if it were undone.
    """
    wanted = ", ".join(str(int(pk)) for pk in indicator_ids) or "NULL"
    stands = "replaced_by_id IS NULL"
    if without is not None:
        stands = f"({stands} OR replaced_by_id = {int(without)}) AND version_id <> {int(without)}"
    sql = (
        f"SELECT {', '.join(READ)} FROM {TABLE} "  # noqa: S608 - names are ours and ids are integers
        f"WHERE {stands} AND indicator_id IN ({wanted})"
    )
    if connection.vendor == "postgresql":
        return copy_out(sql)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    columns = zip(*rows, strict=True) if rows else ((),) * len(READ)
    kinds = dict.fromkeys(MEASURES, "float64") | {"symbol": "U1"}
    return pd.DataFrame(
        {
            name: pd.Series(np.array(cells, dtype=kinds.get(name, "int64")))
            for name, cells in zip(READ, columns, strict=True)
        }
    )


def copy_in(table, arrow):
    buffer = io.BytesIO()
    # A gap becomes an empty cell, which COPY reads as NULL; an empty text must stay text, so it is quoted.
    style = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    pa.csv.write_csv(arrow, buffer, style)
    buffer.seek(0)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(
            f"COPY {table} ({', '.join(arrow.column_names)}) FROM STDIN (FORMAT csv)", buffer
        )


def copy_out(sql):
    buffer = io.BytesIO()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(f"COPY ({sql}) TO STDOUT (FORMAT csv, HEADER)", buffer)
    buffer.seek(0)
    kinds = {name: pa.float64() for name in MEASURES} | {"symbol": pa.string()}
    options = pa.csv.ConvertOptions(column_types=kinds, strings_can_be_null=False)
    return pa.csv.read_csv(buffer, convert_options=options).to_pandas()
