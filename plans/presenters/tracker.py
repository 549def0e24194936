"""Every action of a region on one page: those agreed in challenges, and the milestones of its plan.

Who may read an action reads its words; who follows the region's year sees whose it is, its day and its state; nobody
else sees that it is there.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from challenges.models import AgreedAction
from challenges.presenters.agreeing import COLOURS
from challenges.readable import read_actions
from plans.models import Milestone, Plan
from regions.models import Region
from regions.roles import Permission

State = AgreedAction.State
OVER = {State.DONE, State.STOPPED}
CHOICES = (("open", "Open"), ("overdue", "Overdue"), ("done", "Done or stopped"), ("", "All"))


@dataclass(frozen=True)
class Row:
    words: str  # empty where the reader sees no more than how it stands
    whose: str
    owner: str
    due_on: date
    state: str
    colour: str
    is_over: bool
    is_overdue: bool
    url: str = ""
    thread: int | None = None  # the action whose thread may be followed

    def is_in(self, chosen: str) -> bool:
        return {
            "open": not self.is_over,
            "overdue": self.is_overdue,
            "done": self.is_over,
        }.get(chosen, True)


@dataclass(frozen=True)
class TrackerPage:
    region: Region
    chosen: str
    choices: list[tuple[str, str, int]]
    rows: list[Row]


def tracker_page(region: Region, person, chosen: str) -> TrackerPage:
    """Eight queries, however many actions there are."""
    today = timezone.localdate()
    rows = sorted(
        [*of_challenges(region, person, today), *of_the_plan(region, person, today)],
        key=lambda row: (row.is_over, row.due_on, row.whose),
    )
    chosen = chosen if chosen in dict(CHOICES) else "open"
    counted = Counter(value for row in rows for value, _ in CHOICES if row.is_in(value))
    return TrackerPage(
        region=region,
        chosen=chosen,
        choices=[(value, label, counted[value]) for value, label in CHOICES],
        rows=[row for row in rows if row.is_in(chosen)],
    )


def of_challenges(region: Region, person, today: date) -> list[Row]:
    actions = AgreedAction.objects.filter(
        turn__challenge__cycle__region=region, turn__challenge__cycle__closed_at=None
    )
    read = {one.pk for one in read_actions(actions, person)}
    follows = person.may(Permission.VIEW_STATUS, at=region)
    shown = actions if follows else actions.filter(pk__in=read)
    return [action_row(one, today, reads=one.pk in read) for one in shown.select_related("turn__host")]


def action_row(action: AgreedAction, today: date, *, reads: bool) -> Row:
    is_over = action.state in OVER
    return Row(
        words=action.text if reads else "",
        whose=action.turn.host.name,
        owner=action.owner if reads else "",
        due_on=action.due_on,
        state=action.get_state_display(),
        colour=COLOURS[action.state],
        is_over=is_over,
        is_overdue=not is_over and action.due_on < today,
        thread=action.pk if reads else None,
    )


def of_the_plan(region: Region, person, today: date) -> list[Row]:
    """Milestones of the plans that the person reads."""
    plans = Plan.objects.visible_to(person).filter(cycle__region=region, cycle__closed_at=None)
    rows = Milestone.objects.filter(activity__priority__plan__in=plans, activity__priority__dropped_at=None)
    return [milestone_row(one, today) for one in rows.select_related("activity__priority")]


def milestone_row(one: Milestone, today: date) -> Row:
    activity = one.activity
    return Row(
        words=f"{activity.title}: {one.text}",
        whose="The region’s plan",
        owner=activity.owner,
        due_on=one.due_on,
        state="Done" if one.done_on else "Planned",
        colour="green" if one.done_on else "grey",
        is_over=one.done_on is not None,
        is_overdue=one.done_on is None and one.due_on < today,
        url=f"{activity.priority.get_absolute_url()}#activity-{activity.pk}",
    )
