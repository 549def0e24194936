"""The plan as one document of plain values: what its PDF, its Word file and its summary print for one reader.

Its figures are those of the page (``plans.moved``), and its sources are those that this reader may see.
"""

from datetime import date

from django.utils import timezone

from cycles.rules import in_words
from plans.actions.plans import tallies
from plans.balloting import Tally
from plans.models import Activity, Plan, Priority
from plans.moved import MeasureView, Moved
from plans.presenters.appendix import appendix
from plans.presenters.plans import came, how_they_go, measures_of, sources_seen
from plans.quarters import words_for
from plans.states import PlanState

MARKS = {
    PlanState.DRAFT: "Draft: nothing in it is confirmed",
    PlanState.BALLOT: "Draft: directors and lead members are being asked",
}


def plan_document(plan: Plan, person) -> dict:
    """``plan`` with its cycle and region. The same number of queries for any number of priorities."""
    priorities = list(
        plan.priorities.filter(dropped_at=None)
        .select_related("sponsor")
        .prefetch_related(
            "provenance__indicator",
            "provenance__need",
            "provenance__offer",
            "activities__lead",
            "activities__milestones",
            "commentaries__by",
        )
    )
    views = measures_of(plan)
    counted = tallies(plan) if plan.state != PlanState.DRAFT else {}
    seen = sources_seen([row for one in priorities for row in one.provenance.all()], person)
    return {
        "authority": plan.cycle.region.name,
        "name": f"Plan {plan.cycle.name}",
        "state": state_words(plan),
        "mark": MARKS.get(PlanState(plan.state), ""),
        "introduction": plan.introduction,
        "chapters": [
            chapter(number, one, views[one.pk], counted.get(one.pk), seen)
            for number, one in enumerate(priorities, start=1)
        ],
        "authorities": appendix(plan, person),
        "reader": person.name,
        "made": in_words(timezone.localdate()),
    }


def state_words(plan: Plan) -> str:
    if plan.state == PlanState.CLOSED and plan.confirmed_at:
        return f"Confirmed on {day_of(plan.confirmed_at)}, closed on {day_of(plan.closed_at)}"
    if plan.confirmed_at and plan.state == PlanState.CONFIRMED:
        return f"Confirmed on {day_of(plan.confirmed_at)}"
    return plan.get_state_display()


def day_of(moment) -> str:
    return in_words(timezone.localdate(moment)) if moment else ""


def chapter(number: int, one: Priority, views: list[MeasureView], counted: Tally | None, seen) -> dict:
    activities = list(one.activities.all())
    return {
        "number": number,
        "title": one.title,
        "area": one.area,
        "why": one.why,
        "sponsor": one.sponsor.name if one.sponsor else "",
        "came": [
            f"{source.kind}: {source.words}" for source in (came(row, seen) for row in one.provenance.all())
        ],
        "measures": [measure_words(view) for view in views],
        "activities": [activity_words(activity) for activity in activities],
        "on_track": on_track(activities),
        "said": [
            {
                "quarter": words_for(said.quarter),
                "text": said.text,
                "by": f"{said.by.name}, {day_of(said.at)}",
            }
            for said in one.commentaries.all()
        ],
        "ballot": ballot_words(counted),
    }


def ballot_words(counted: Tally | None) -> dict | None:
    """How many, and never who."""
    if counted is None:
        return None
    return {
        "agree": counted.agree,
        "amend": counted.amend,
        "abstain": counted.abstain,
        "of": counted.authorities,
        "is_carried": counted.is_carried,
    }


def measure_words(view: MeasureView) -> dict:
    """The region first, then each authority; with what it was once the plan is confirmed."""
    places = [view.region, *view.authorities] if view.region else []
    return {
        "title": view.measure.indicator.title,
        "since": view.since,
        "period": view.period,
        "is_newer": view.is_newer,
        "columns": columns_of(view),
        "rows": [row_of(view, place) for place in places],
        "region": view.region
        and {"before": view.region.before, "now": view.region.now, "change": view.region.change},
    }


def columns_of(view: MeasureView) -> list[str]:
    return [
        "Place",
        *([f"When confirmed ({view.since})"] if view.since else []),
        f"Now ({view.period})" if view.period else "Now",
        *(["Since"] if view.is_newer else []),
        "Over the years",
    ]


def row_of(view: MeasureView, place: Moved) -> list[str]:
    return [
        place.place,
        *([place.before or "–"] if view.since else []),
        place.now,
        *([place.change.capitalize() or "–"] if view.is_newer else []),
        place.trend or "–",
    ]


def activity_words(one: Activity) -> dict:
    said = f"as of {day_of(one.rag_at)}" if one.rag_at else ""
    return {
        "title": one.title,
        "kind": one.get_kind_display(),
        "who": f"{one.owner}; {one.lead.name} leads" if one.lead else one.owner,
        "days": f"{in_words(one.starts_on)} to {in_words(one.ends_on)}",
        "stands": one.goes,
        "because": one.rag_because,
        "said": said,
        "milestones": [
            [milestone.text, in_words(milestone.due_on), done_words(milestone.done_on)]
            for milestone in one.milestones.all()
        ],
    }


def done_words(done_on: date | None) -> str:
    return f"Done on {in_words(done_on)}" if done_on else "Not done"


def on_track(activities: list[Activity]) -> str:
    """Such as "1 at risk, 2 on track"."""
    return ", ".join(words for words, _ in how_they_go(activities))
