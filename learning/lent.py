"""Days given and received by each authority of a region in a year of 1 April to 31 March: sums of half days."""

from dataclasses import dataclass

from django.db.models import Max, Min
from django.utils import timezone

from learning.models import Deployment
from learning.spans import days_of_year, year_of
from regions.models import LocalAuthority, Region


@dataclass
class Lent:
    """What one authority gave and received, in half days."""

    authority: LocalAuthority
    given: int = 0
    received: int = 0


@dataclass(frozen=True)
class DaysLent:
    region: Region
    year: int
    years: list[int]  # the newest first
    rows: list[Lent]
    deployments: list[Deployment]

    @property
    def total(self) -> int:
        """In half days: what is given by one is received by another."""
        return sum(one.half_days for one in self.deployments)

    @property
    def to_come(self) -> int:
        """In half days: of deployments that have not begun."""
        today = timezone.localdate()
        return sum(one.half_days for one in self.deployments if one.starts_on > today)


def days_lent(region: Region, asked: str = "") -> DaysLent:
    """``asked`` is a year of the list, as text; any other gives the current one. Three queries."""
    recorded = Deployment.objects.filter(associate__region=region)
    years = years_of(recorded)
    now = year_of(timezone.localdate())
    year = next((one for one in years if str(one) == asked), now)
    deployments = list(
        recorded.filter(starts_on__range=days_of_year(year))
        .select_related("associate", "home", "receiving")
        .order_by("starts_on", "associate__name")
    )
    return DaysLent(region, year, years, rows_of(region, deployments), deployments)


def years_of(recorded) -> list[int]:
    """From the first that has a deployment to the last, and the current one in any case."""
    ends = recorded.aggregate(first=Min("starts_on"), last=Max("starts_on"))
    known = [year_of(day) for day in (ends["first"], ends["last"], timezone.localdate()) if day]
    return list(range(max(known), min(known) - 1, -1))


def rows_of(region: Region, deployments: list[Deployment]) -> list[Lent]:
    """Every current authority, and those of before that gave or received."""
    rows = {one.pk: Lent(one) for one in LocalAuthority.objects.current().filter(region=region)}
    for one in deployments:
        rows.setdefault(one.home_id, Lent(one.home)).given += one.half_days
        rows.setdefault(one.receiving_id, Lent(one.receiving)).received += one.half_days
    return sorted(rows.values(), key=lambda row: row.authority.name)
