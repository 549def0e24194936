"""What is done for a priority, and what is said of it: activities, milestones, how it goes, quarterly words."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import record
from plans.actions.support import CHANGED, CannotDo
from plans.models import Activity, Commentary, Milestone, Priority
from plans.quarters import quarter_of
from plans.states import PlanState
from regions.models import Person
from selfeval.actions.improvement import SavedMeanwhile


@transaction.atomic
def add_activity(*, priority: Priority, by: Person, **fields) -> Activity:
    """``fields``: kind, title, owner, lead, starts_on, ends_on, match. Raises CannotDo for a closed plan."""
    refuse_closed(priority)
    made = Activity.objects.create(priority=priority, by=by, **fields)
    record("activity_added", made, by=by, priority=priority.pk)
    return made


def refuse_closed(priority: Priority) -> None:
    if priority.plan.state == PlanState.CLOSED:
        raise CannotDo("The plan is closed.")


@transaction.atomic
def change_activity(*, activity: Activity, built_on: int, by: Person, **fields) -> None:
    """Raises SavedMeanwhile for an outdated version, CannotDo for a closed plan."""
    refuse_closed(activity.priority)
    found = Activity.objects.filter(pk=activity.pk, version=built_on)
    if not found.update(**fields, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED)
    record("activity_changed", activity, by=by, fields=sorted(fields))


@transaction.atomic
def set_rag(*, activity: Activity, rag: str, because: str, by: Person) -> None:
    refuse_closed(activity.priority)
    Activity.objects.filter(pk=activity.pk).update(rag=rag, rag_because=because, rag_at=timezone.now())
    record("activity_rag_set", activity, by=by, rag=rag)


@transaction.atomic
def add_milestone(*, activity: Activity, text: str, due_on, by: Person) -> Milestone:
    refuse_closed(activity.priority)
    made = Milestone.objects.create(activity=activity, text=text, due_on=due_on)
    record("milestone_added", made, by=by, activity=activity.pk)
    return made


@transaction.atomic
def set_milestone(*, milestone: Milestone, is_done: bool, by: Person) -> None:
    refuse_closed(milestone.activity.priority)
    Milestone.objects.filter(pk=milestone.pk).update(done_on=timezone.localdate() if is_done else None)
    record("milestone_done" if is_done else "milestone_undone", milestone, by=by)


@transaction.atomic
def comment(*, priority: Priority, text: str, by: Person, quarter: date | None = None) -> Commentary:
    """On a quarter, given by its first day; the one that today is in where none is given."""
    refuse_closed(priority)
    quarter = quarter or quarter_of(timezone.localdate())
    made = Commentary.objects.create(priority=priority, quarter=quarter, text=text, by=by)
    record("commentary_written", made, by=by, priority=priority.pk)
    return made
