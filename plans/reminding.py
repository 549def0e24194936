"""E-mails that a plan waits for a word: on a quarter that is over, or on activities of which nothing was said lately.

They name the plan and say how many, never what anybody wrote.
"""

from datetime import date

from django.conf import settings
from django.utils import timezone

from cycles.working_days import after as working_days_after
from outbox.actions import post
from outbox.models import Message
from plans.models import Activity, Plan, Priority
from plans.quarters import after, before, quarter_of, words_for
from plans.states import PlanState
from regions.models import Person, Post
from regions.roles import GRANTS, Permission, Role

COMMENTARY = "plan-commentary"
STALE = "plan-stale"
DUE_AFTER = 5  # working days of the new quarter: then its words are asked for
LATE_AFTER = 15  # and once more
MANAGERS = [role for role in Role if Permission.MANAGE_PLAN in GRANTS[role]]


def ask_for_words(today: date) -> None:
    """Of each confirmed plan; a second time on one day, or for the same quarter and call, tells nobody."""
    plans = Plan.objects.filter(state=PlanState.CONFIRMED, cycle__closed_at=None)
    for plan in plans.select_related("cycle__region"):
        ask_about_the_quarter(plan, today)
        ask_about_stale(plan, today)


def ask_about_the_quarter(plan: Plan, today: date) -> None:
    """The project manager and the sponsors of priorities without a word on the quarter that has ended."""
    quarter = before(quarter_of(today))
    call = call_on(quarter_of(today), today)
    silent = silent_priorities(plan, quarter)
    if call is None or not silent:
        return
    words = f"{len(silent)} of its priorities have no word on {words_for(quarter)} yet"
    for person in managers_of(plan) | {one.sponsor for one in silent if one.sponsor}:
        tell(person, plan, kind=COMMENTARY, about=f"{plan.pk} {quarter} {call}", words=words)


def call_on(quarter: date, today: date) -> str | None:
    """Which of the two calls the day belongs to; none while the quarter is young."""
    first, second = (working_days_after(quarter, number) for number in (DUE_AFTER, LATE_AFTER))
    if today >= second:
        return "late"
    return "due" if today >= first else None


def silent_priorities(plan: Plan, quarter: date) -> list[Priority]:
    """Those of a plan that was confirmed by the quarter's end of which nobody wrote what happened in it."""
    if plan.confirmed_at is None or timezone.localdate(plan.confirmed_at) >= after(quarter):
        return []
    live = plan.priorities.filter(dropped_at=None).exclude(commentaries__quarter=quarter)
    return list(live.select_related("sponsor"))


def ask_about_stale(plan: Plan, today: date) -> None:
    """Those who manage the plan, once a month."""
    number = len(stale_activities(plan, today))
    if not number:
        return
    words = f"nothing was said for a while of {number} of its activities"
    for person in managers_of(plan):
        tell(person, plan, kind=STALE, about=f"{plan.pk} {today:%Y-%m}", words=words)


def stale_activities(plan: Plan, today: date) -> list[Activity]:
    rows = Activity.objects.filter(priority__plan=plan, priority__dropped_at=None)
    days = plan.cycle.region.activity_stale_after
    return [one for one in rows if one.is_stale(today, days)]


def managers_of(plan: Plan) -> set[Person]:
    held = Post.objects.held_on(timezone.localdate()).filter(
        role__in=MANAGERS, region=plan.cycle.region_id, person__is_active=True
    )
    return {one.person for one in held.select_related("person")}


def tell(person: Person, plan: Plan, *, kind: str, about: str, words: str) -> None:
    post(
        kind=kind,
        to=person.email,
        subject=f"{plan}: a word is waited for",
        body=(f"{plan}: {words}. Sign in to write it: {settings.PORTAL_URL}{plan.get_absolute_url()}"),
        about=about,
    )


def is_still_waited_for(message: Message) -> bool:
    """Whether, as it is sent, the recipient sees the plan and it is neither closed nor complete."""
    pk, *rest = message.about.split()
    person = Person.objects.filter(email=message.recipient, is_active=True).first()
    plan = person and Plan.objects.visible_to(person).filter(pk=pk, state=PlanState.CONFIRMED).first()
    if plan is None:
        return False
    if message.kind == COMMENTARY:
        return bool(silent_priorities(plan, date.fromisoformat(rest[0])))
    return True


RECHECKS = {COMMENTARY: is_still_waited_for, STALE: is_still_waited_for}
