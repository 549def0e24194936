"""Figures and packs, dull on purpose: a test gives only the values that matter to it."""

from datetime import date

from datapacks.models import DataPack
from files.models import StoredFile
from indicators.comparing import keep, work_out
from indicators.models import (
    DataVersion,
    Indicator,
    IndicatorSet,
    NeighbourLink,
    NeighbourSet,
    Observation,
    Period,
    SetMember,
    Upload,
)
from indicators.reading import read_figures
from regions.models import LocalAuthority


def make_indicator(slug="north", *, polarity="low", unit="percent", in_set=True, **fields):
    defaults = {
        "title": f"Figure {slug}",
        "topic": "Care",
        "year_type": "financial",
        "source": "Test figures",
        "position": Indicator.objects.count() + 1,
    }
    indicator = Indicator.objects.create(slug=slug, unit=unit, polarity=polarity, **defaults | fields)
    if in_set:
        chosen, _ = IndicatorSet.objects.get_or_create(name="Annual set", region=None)
        SetMember.objects.create(indicator_set=chosen, indicator=indicator, position=indicator.position)
    return indicator


def make_version():
    return DataVersion.objects.create(source_name="test", layout="portal", sha256="0" * 64)


def give_figures(indicator, by_area, *, version, first_year=2021):
    """``by_area``: {area code: [value or symbol, ...]}, one a year from ``first_year``; then compare."""
    years = range(first_year, first_year + max(len(values) for values in by_area.values()))
    Period.objects.bulk_create(Period(indicator=indicator, slot=year, label=str(year)) for year in years)
    Observation.objects.bulk_create(
        Observation(
            version=version,
            indicator=indicator,
            area_id=area,
            slot=year,
            value=None if isinstance(value, str) else value,
            symbol=value if isinstance(value, str) else "",
        )
        for area, values in by_area.items()
        for year, value in zip(years, values, strict=False)
    )
    keep(work_out(read_figures([indicator])))


def make_neighbours(label="May 2025"):
    """Every authority is every other's neighbour, in order of number, ten at most."""
    neighbours = NeighbourSet.objects.create(label=label, published_on=date(2025, 5, 1))
    codes = list(LocalAuthority.objects.order_by("pk").values_list("pk", flat=True))
    for code in codes:
        for rank, other in enumerate([other for other in codes if other != code][:10], 1):
            NeighbourLink.objects.create(
                neighbour_set=neighbours,
                authority_id=code,
                neighbour_id=other,
                rank=rank,
                closeness="close",
            )
    return neighbours


def make_file(content=b"%PDF-"):
    """A kept file, in the storage and the database."""
    import hashlib

    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    stored = StoredFile(
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), media_type="application/pdf"
    )
    default_storage.save(stored.storage_name, ContentFile(content))
    return StoredFile.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": stored.size, "media_type": stored.media_type}
    )[0]


def make_upload(person, content=b"indicator,area,period,value\n"):
    """A file handed in and not read yet."""
    return Upload.objects.create(file=make_file(content), name="figures.csv", uploaded_by=person)


def make_pack(authority, *, version=None, content=None, **fields):
    """A pack as the worker would have kept it, with small stand-ins for its files."""
    from datapacks.assembly import assemble

    made, versions = assemble(authority)
    return DataPack.objects.create(
        authority=authority,
        content=content or made.to_json(),
        content_sha256=fields.pop("content_sha256", "1" * 64),
        pdf=make_file(b"%PDF-1.7 stand-in " + str(authority.pk).encode()),
        workbook=make_file(b"PK stand-in " + str(authority.pk).encode()),
        **versions | ({"data_version": version} if version else {}) | fields,
    )
