"""What changed lately, for a person's home page: what was loaded, confirmed, released or put on the list."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from challenges.models import FeedbackNote
from plans.models import Need, Offer, Plan
from regions.roles import Permission

LATELY = timedelta(days=30)
MOST = 6
# A plan's stamps, and what became of it then.
STAMPS = (
    ("ballot_at", "directors and lead members are asked"),
    ("confirmed_at", "is confirmed"),
    ("closed_at", "is closed"),
)


@dataclass(frozen=True)
class Change:
    at: datetime
    words: str
    url: str


def changes_for(person, newest) -> list[Change]:
    """The newest first, six at most, of the last 30 days. ``newest`` is the newest load of figures. Four queries."""
    since = timezone.now() - LATELY
    found = [
        *figures_loaded(person, newest),
        *plans_moved(person),
        *put_on_the_list(person, since, Need, "need"),
        *put_on_the_list(person, since, Offer, "offer"),
        *feedback_released(person, since),
    ]
    return sorted((one for one in found if one.at >= since), key=lambda one: one.at, reverse=True)[:MOST]


def figures_loaded(person, newest):
    if newest and person.may(Permission.VIEW_REGION):
        yield Change(newest.loaded_at, "New figures were loaded", reverse("indicators:index"))


def plans_moved(person):
    if not person.may(Permission.VIEW_REGION):
        return
    for plan in Plan.objects.visible_to(person).select_related("cycle__region"):
        for stamp, words in STAMPS:
            if at := getattr(plan, stamp):
                yield Change(at, f"{plan}: {words}", plan.get_absolute_url())


def put_on_the_list(person, since, model, word):
    """One line a region, however many there are."""
    if not person.may(Permission.READ_SUPPORT):
        return
    rows = model.objects.visible_to(person).filter(at__gte=since).exclude(by=person).order_by()
    for row in rows.values("region__name", "region__slug").annotate(number=Count("pk"), newest=Max("at")):
        words = f"{row['number']} new {word}{pluralize(row['number'])} in {row['region__name']}"
        yield Change(row["newest"], words, reverse("plans:menu", args=[row["region__slug"]]))


def feedback_released(person, since):
    notes = FeedbackNote.objects.released_to(person).filter(released_at__gte=since)
    for note in notes.select_related("turn__host", "turn__challenge"):
        words = f"Feedback after “{note.turn.challenge.name}” is released"
        yield Change(note.released_at, words, reverse("challenges:note", args=[note.turn_id]))
