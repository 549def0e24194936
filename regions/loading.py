"""Places from the starter set's list into the database; a second load changes nothing."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from regions.models import Area, LocalAuthority, Region

# What regions call a self-evaluation, where it is not that.
SELF_EVALUATION_NAMES = {"north-west": "self-view", "yorkshire-and-the-humber": "self-assessment"}


@transaction.atomic
def load_areas(path: Path) -> int:
    """Add or update every place of the list, and say how many rows changed.

    The file has the columns ``code, gss, gss_also, name, type, parent, sub_region, opened,
    closed, followed_by, longitude, latitude``; codes are DfE's three-digit numbers, dates ISO, lists split by spaces.
    A former authority has no longitude and latitude.
    """
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    kinds = {"country": country, "region": region, "sub_region": sub_region}
    in_order = sorted(rows, key=lambda row: row["type"] not in kinds)  # regions before authorities
    changed = sum(put(*kinds.get(row["type"], authority)(row)) for row in in_order)
    return changed + sum(follow(row) for row in rows if row["followed_by"])


def at_first(fields):
    """What a region starts with and may change afterwards: its own name for a self-evaluation."""
    name = SELF_EVALUATION_NAMES.get(fields.get("slug"))
    return {"self_evaluation_name": name} if name else {}


def put(model, code, fields):
    """Whether the row had to be added or updated."""
    found = model.objects.filter(pk=code).first()
    if found is None:
        found = model(pk=code, **at_first(fields))
    if all(getattr(found, name) == value for name, value in fields.items()):
        return False
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()
    return True


def place(row, kind):
    """The fields that every place has."""
    return {"kind": kind, "name": row["name"], "gss": row["gss"], "gss_also": row["gss_also"].split()}


def country(row):
    return Area, int(row["code"]), place(row, Area.Kind.COUNTRY)


def sub_region(row):
    return Area, int(row["code"]), place(row, Area.Kind.SUB_REGION)


def region(row):
    return Region, int(row["code"]), place(row, Area.Kind.REGION) | {"slug": slugify(row["name"])}


def authority(row):
    fields = place(row, Area.Kind.AUTHORITY) | {
        "region_id": int(row["parent"]),
        "sub_region_id": int(row["sub_region"]) if row["sub_region"] else None,
        "authority_kind": row["type"],
        "opened_on": date.fromisoformat(row["opened"]) if row["opened"] else None,
        "closed_on": date.fromisoformat(row["closed"]) if row["closed"] else None,
        "longitude": float(row["longitude"]) if row["longitude"] else None,
        "latitude": float(row["latitude"]) if row["latitude"] else None,
    }
    return LocalAuthority, int(row["code"]), fields


def follow(row):
    """Link a former authority to those that took its place."""
    former = LocalAuthority.objects.get(pk=int(row["code"]))
    successors = {int(code) for code in row["followed_by"].split()}
    if set(former.successors.values_list("pk", flat=True)) == successors:
        return False
    former.successors.set(successors)
    return True
