"""Who of the register fits what is looked for, and what is left of the days that somebody can be lent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from learning.models import Associate, Availability, Deployment
from learning.spans import last_day_of


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is empty leaves nobody out. ``month`` is its first day."""

    specialism: str = ""
    month: date | None = None
    not_from: int | None = None
    level: str = ""
    words: str = ""


@dataclass(frozen=True)
class Period:
    """An entry of availability, and what deployments that begin in it have left of its days."""

    entry: Availability
    half_days_left: int

    @property
    def is_over(self) -> bool:
        return self.entry.ends_on < timezone.localdate()

    def is_free_between(self, first: date, last: date) -> bool:
        return self.half_days_left > 0 and self.entry.starts_on <= last and self.entry.ends_on >= first


def listed_with_everything(associates) -> list[Associate]:
    """With all that is asked for below. Five queries, however many there are."""
    related = ("specialisms", "conflicts", "availability", "deployments")
    return list(associates.listed().select_related("home").prefetch_related(*related))


def fits(associate: Associate, wanted: Wanted) -> bool:
    return (
        (not wanted.specialism or wanted.specialism in themes_under(associate))
        and (not wanted.level or wanted.level == associate.level)
        and (wanted.month is None or is_free_in(associate, wanted.month))
        and (wanted.not_from is None or wanted.not_from not in never_lent_to(associate))
        and all(word in text_of(associate) for word in wanted.words.lower().split())
    )


def themes_under(associate: Associate) -> list[str]:
    return [one.theme for one in associate.specialisms.all()]


def is_free_in(associate: Associate, month: date) -> bool:
    """On some of the month's days that are still to come."""
    first = max(month, timezone.localdate())
    return any(one.is_free_between(first, last_day_of(month)) for one in periods_of(associate))


def never_lent_to(associate: Associate) -> set[int]:
    """The numbers of the home authority and of those not to be asked for."""
    return {associate.home_id, *(one.pk for one in associate.conflicts.all())}


def text_of(associate: Associate) -> str:
    words = (associate.name, associate.job_title, associate.home.name, associate.note)
    return " ".join([*words, *themes_under(associate)]).lower()


def periods_of(associate: Associate) -> list[Period]:
    deployments = list(associate.deployments.all())
    return [Period(one, half_days_left(one, deployments)) for one in associate.availability.all()]


def half_days_left(entry: Availability, deployments: Iterable[Deployment]) -> int:
    taken = sum(one.half_days for one in deployments if entry.starts_on <= one.starts_on <= entry.ends_on)
    return max(entry.half_days - taken, 0)
