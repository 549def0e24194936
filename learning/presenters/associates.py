"""The register of associates as pages: who is on it, who is found, and the record of one."""

from dataclasses import dataclass

from django.utils import timezone

from learning.finding import Period, Wanted, fits, listed_with_everything, periods_of, themes_under
from learning.models import Associate, Deployment
from learning.spans import ago_words, days_words
from regions.models import Region
from regions.roles import Permission

LEVEL_COLOURS = {"national": "purple", "regional": "blue", "local": "grey"}


@dataclass(frozen=True)
class PeriodLine:
    period: Period

    @property
    def words(self) -> str:
        """How much, and what is left of it where somebody has been lent."""
        given, left = self.period.entry.half_days, self.period.half_days_left
        if not left:
            return f"all {days_words(given)} taken"
        return days_words(given) if left == given else f"{days_words(left)} left of {days_words(given)}"


@dataclass(frozen=True)
class AssociateLine:
    """One person of the list, who comes as from ``listed_with_everything``."""

    associate: Associate

    @property
    def colour(self) -> str:
        return LEVEL_COLOURS[self.associate.level]

    @property
    def specialisms(self) -> list[str]:
        return themes_under(self.associate)

    @property
    def conflicts(self) -> list[str]:
        return [one.name for one in self.associate.conflicts.all()]

    @property
    def trained(self) -> str:
        """How long ago, in words; empty for who is not trained yet."""
        day = self.associate.trained_on
        return ago_words(day, timezone.localdate()) if day else ""

    @property
    def periods(self) -> list[PeriodLine]:
        """Those that are not over."""
        return [PeriodLine(one) for one in periods_of(self.associate) if not one.is_over]


@dataclass(frozen=True)
class RegisterPage:
    region: Region
    regions: list[Region]
    found: list[AssociateLine]
    total: int
    left: list[Associate]  # the register; for who keeps it
    mine: Associate | None
    may_manage: bool


def people_of(region: Region, person) -> list[Associate]:
    """Who is on the register, as far as the person reads it. Five queries, however many there are."""
    return listed_with_everything(Associate.objects.visible_to(person).filter(region=region))


def register_page(region: Region, person, people: list[Associate], wanted: Wanted | None) -> RegisterPage:
    """``wanted`` is None for what cannot be looked for: then nobody is found. One query for who keeps it."""
    may_manage = person.may(Permission.MANAGE_ASSOCIATES, at=region)
    return RegisterPage(
        region=region,
        regions=person.regions_where(Permission.READ_ASSOCIATES),
        found=[AssociateLine(one) for one in people if wanted and fits(one, wanted)],
        total=len(people),
        left=list(region.associates.exclude(left_on=None)) if may_manage else [],
        mine=next((one for one in people if one.person_id == person.pk), None),
        may_manage=may_manage,
    )


@dataclass(frozen=True)
class AssociatePage:
    associate: Associate
    line: AssociateLine
    periods: list[PeriodLine]
    deployments: list[Deployment]
    is_mine: bool
    reads_register: bool
    may_manage: bool

    @property
    def may_correct(self) -> bool:
        return (self.may_manage or self.is_mine) and self.associate.left_on is None

    @property
    def days_lent(self) -> str:
        return days_words(sum(one.half_days for one in self.deployments))


def associate_page(associate: Associate, person) -> AssociatePage:
    """``associate`` with region, home and person. Six queries, however much there is of it."""
    return AssociatePage(
        associate=associate,
        line=AssociateLine(associate),
        periods=[PeriodLine(one) for one in periods_of(associate)],
        deployments=list(associate.deployments.select_related("home", "receiving")),
        is_mine=Associate.objects.own_of(person).filter(pk=associate.pk).exists(),
        reads_register=person.may(Permission.READ_ASSOCIATES, at=associate.region),
        may_manage=person.may(Permission.MANAGE_ASSOCIATES, at=associate.region),
    )
