"""The region's days as a page: a table, a picture of either side, and each deployment of the year."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from learning.lent import DaysLent, Lent, days_lent
from learning.models import Associate, Deployment
from learning.spans import days_of_year, in_days, year_words
from regions.models import Region
from regions.roles import Permission
from ui.charts import About, Bar, bars_chart


@dataclass(frozen=True)
class Row:
    authority: str
    given: str
    received: str


@dataclass(frozen=True)
class DaysPage:
    region: Region
    regions: list[Region]
    year: int
    years: list[tuple[int, str]]
    rows: list[Row]
    total: str
    to_come: str  # empty where none is
    pictures: list[tuple[str, SafeString]]
    deployments: list[tuple[Deployment, bool]]  # and whether the person may open the record

    @property
    def days(self):
        return days_of_year(self.year)

    @property
    def words(self) -> str:
        return year_words(self.year)


def days_page(region: Region, person, asked: str) -> DaysPage:
    """Four queries, however many deployments there are."""
    lent = days_lent(region, asked)
    seen = set(Associate.objects.visible_to(person).filter(region=region).values_list("pk", flat=True))
    return DaysPage(
        region=region,
        regions=person.regions_where(Permission.READ_ASSOCIATES),
        year=lent.year,
        years=[(year, year_words(year)) for year in lent.years],
        rows=[Row(one.authority.name, in_days(one.given), in_days(one.received)) for one in lent.rows],
        total=in_days(lent.total),
        to_come=in_days(lent.to_come) if lent.to_come else "",
        pictures=pictures_of(lent) if lent.total else [],
        deployments=[(one, one.associate_id in seen) for one in lent.deployments],
    )


def pictures_of(lent: DaysLent) -> list[tuple[str, SafeString]]:
    return [
        ("Days given", picture(lent.rows, "given")),
        ("Days received", picture(lent.rows, "received")),
    ]


def picture(rows: list[Lent], side: str) -> SafeString:
    """Bars of those with any days, the longest first."""
    ordered = sorted(rows, key=lambda row: (-getattr(row, side), row.authority.name))
    shown = [(row.authority.name, getattr(row, side)) for row in ordered if getattr(row, side)]
    words = "; ".join(f"{name} {in_days(half_days)}" for name, half_days in shown)
    bars = [Bar(name, half_days / 2, in_days(half_days)) for name, half_days in shown]
    about = About(f"Days {side} by each authority", words, f"days-{side}")
    return mark_safe(bars_chart(bars, about=about))  # noqa: S308 - charts escape their words
