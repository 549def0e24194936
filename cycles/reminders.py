"""Who is reminded of a step, when, and in which words. A reminder is an e-mail in the outbox, once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from cycles.models import Phase
from cycles.rules import in_words
from cycles.working_days import DAYS_LATE, between, in_christmas_pause, reminder_days
from outbox.actions import post
from regions.models import Person, Post
from regions.roles import Role

KIND = "step-due"

# An app above puts in, by kind of step, who still has something to do; without it, ``everyone``.
audience: dict[str, Callable[[Phase], Iterable[Person]]] = {}
# And what else it tells people on a day; each must tell nobody twice.
also_told: list[Callable[[date], None]] = []


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


def everyone(phase: Phase) -> Iterable[Person]:
    """The directors and coordinators of the region's authorities."""
    posts = Post.objects.held_on(timezone.localdate()).filter(
        role__in=[Role.DCS, Role.LA_COORDINATOR],
        authority__region=phase.cycle.region_id,
        authority__closed_on=None,
    )
    return Person.objects.filter(is_active=True, posts__in=posts).distinct()


def people_for(phase: Phase) -> list[Person]:
    return list(audience.get(phase.kind, everyone)(phase))


def days_of(phase: Phase) -> list[date]:
    """The days on which reminders of the step go out, past ones among them."""
    if not phase.reminds or phase.is_off or phase.done_on:
        return []
    return reminder_days(phase.due_on)


def words_on(day: date, phase: Phase) -> Words:
    """The e-mail of the day. It names the step and its date, and nothing that anybody wrote."""
    left = between(day, phase.due_on)
    away = f"{left} working day{'' if left == 1 else 's'} away"
    due = in_words(phase.due_on)
    return Words(
        subject=f"{phase.cycle}: {phase.name}, {due}",
        body=(
            f"“{phase.name}” in the {phase.cycle} cycle is due on {due}: {away}. "
            f"Sign in to see what is left: {settings.PORTAL_URL}{phase.cycle.get_absolute_url()}"
        ),
    )


def day_to_send(phase: Phase, today: date) -> date | None:
    """The reminder day that today is, or that passed a short while ago; None in the Christmas pause."""
    if in_christmas_pause(today) or today >= phase.due_on:
        return None
    passed = [day for day in days_of(phase) if timedelta() <= today - day <= timedelta(days=DAYS_LATE)]
    return max(passed, default=None)


def send(today: date) -> int:
    """Post what is to be said today; the second time on a day changes nothing. Returns how many were told."""
    waiting = Phase.objects.filter(reminds=True, is_off=False, done_on=None, due_on__gt=today).filter(
        cycle__opened_at__isnull=False, cycle__closed_at=None
    )
    told = 0
    for phase in waiting.select_related("cycle__region"):
        day = day_to_send(phase, today)
        if day is None:
            continue
        words = words_on(today, phase)
        for person in people_for(phase):
            about = f"step {phase.pk} due {phase.due_on} day {day}"
            post(kind=KIND, to=person.email, subject=words.subject, body=words.body, about=about)
            told += 1
    for tell in also_told:
        tell(today)
    return told
