"""The region's plan: drafting it, changing its priorities, the ballot, confirming and closing it."""

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from audit.models import record
from cycles.models import Cycle
from indicators.models import Comparison
from plans.actions.history import keep
from plans.actions.spawning import begin_activities
from plans.actions.support import CHANGED, CannotDo
from plans.balloting import Tally, tally
from plans.drafting import Proposed, propose
from plans.models import Ballot, Measure, Plan, PlanVersion, Priority, Provenance, RegionalGroup
from plans.states import MOVES, PlanState
from regions.models import LocalAuthority, Person, Region
from selfeval.actions.improvement import SavedMeanwhile

Why = PlanVersion.Why
KINDS = {
    "indicator": Provenance.Kind.FIGURE,
    "theme": Provenance.Kind.HEADLINE,
    "need": Provenance.Kind.NEED,
    "offer": Provenance.Kind.OFFER,
}


@transaction.atomic
def draft(*, cycle: Cycle, by: Person) -> Plan:
    """From what stands now. Raises CannotDo where the cycle has a plan already."""
    plan, is_new = Plan.objects.get_or_create(cycle=cycle, defaults={"drafted_by": by})
    if not is_new:
        raise CannotDo("This cycle has a plan already.")
    for position, proposed in enumerate(propose(cycle), start=1):
        add_proposed(plan, proposed, position)
    keep(plan, Why.DRAFTED, by=by)
    record("plan_drafted", plan, by=by, priorities=plan.priorities.count())
    return plan


def add_proposed(plan: Plan, proposed: Proposed, position: int) -> None:
    priority = Priority.objects.create(plan=plan, position=position, area=proposed.area, title=proposed.area)
    Measure.objects.bulk_create(Measure(priority=priority, indicator=one) for one in proposed.figures)
    Provenance.objects.bulk_create(
        Provenance(priority=priority, words=source.words[:300], kind=kind_of(source), **things_of(source))
        for source in proposed.sources
    )


def things_of(source) -> dict:
    return {name: getattr(source, name) for name in KINDS}


def kind_of(source) -> Provenance.Kind:
    return next(kind for name, kind in KINDS.items() if getattr(source, name))


@transaction.atomic
def change_introduction(*, plan: Plan, introduction: str, built_on: int, by: Person) -> None:
    """Until the plan is closed. Raises SavedMeanwhile for an outdated version, CannotDo for a closed plan."""
    found = Plan.objects.filter(pk=plan.pk).exclude(state=PlanState.CLOSED)
    if found.filter(version=built_on).update(introduction=introduction, version=F("version") + 1):
        keep(plan, Why.INTRODUCTION, by=by)
        record("introduction_changed", plan, by=by)
        return
    raise SavedMeanwhile(CHANGED) if found.exists() else CannotDo("The plan is closed.")


@transaction.atomic
def add_priority(*, plan: Plan, figures, by: Person, **fields) -> Priority:
    """``fields``: area, title, why, sponsor, group. Raises CannotDo once the plan is confirmed."""
    changing(plan)
    last = plan.priorities.aggregate(last=Max("position"))["last"] or 0
    made = Priority.objects.create(plan=plan, position=last + 1, **fields)
    set_figures(made, figures)
    keep(plan, Why.ADDED, by=by, about=made.title)
    record("priority_added", made, by=by, plan=plan.pk)
    return made


@transaction.atomic
def change_priority(*, priority: Priority, figures, built_on: int, by: Person, **fields) -> None:
    """Another wording asks everybody again. Raises SavedMeanwhile, and CannotDo once the plan is confirmed."""
    changing(priority.plan)
    found = Priority.objects.filter(pk=priority.pk, version=built_on, dropped_at=None)
    if not found.update(**fields, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED)
    set_figures(priority, figures)
    keep(priority.plan, Why.CHANGED, by=by, about=fields.get("title", priority.title))
    record("priority_changed", priority, by=by, fields=sorted(fields))


def set_figures(priority: Priority, figures) -> None:
    priority.measures.exclude(indicator__in=figures).delete()
    kept = set(priority.measures.values_list("indicator", flat=True))
    Measure.objects.bulk_create(
        Measure(priority=priority, indicator=one) for one in figures if one.pk not in kept
    )


@transaction.atomic
def give_to_group(*, priority: Priority, group: RegionalGroup | None, by: Person) -> None:
    """Which group sees to it. This is not its wording: nobody is asked again. Raises CannotDo for a closed plan."""
    if Plan.objects.select_for_update().get(pk=priority.plan_id).state == PlanState.CLOSED:
        raise CannotDo("The plan is closed.")
    Priority.objects.filter(pk=priority.pk).update(group=group)
    record("priority_given_to_group", priority, by=by, group=group.pk if group else None)


@transaction.atomic
def drop_priority(*, priority: Priority, by: Person) -> None:
    """It is left out of the plan, and stays in its history. Raises CannotDo once the plan is confirmed."""
    changing(priority.plan)
    if Priority.objects.filter(pk=priority.pk, dropped_at=None).update(dropped_at=timezone.now()):
        keep(priority.plan, Why.DROPPED, by=by, about=priority.title)
        record("priority_dropped", priority, by=by)


def changing(plan: Plan) -> Plan:
    """The plan, held while its priorities change; refused once it is confirmed."""
    found = Plan.objects.select_for_update().get(pk=plan.pk)
    if not found.may_change:
        raise CannotDo("The plan is confirmed, so its priorities stay as they are.")
    return found


# -- The ballot -------------------------------------------------------------------------------------------------


@transaction.atomic
def answer_for(voices: list[tuple[LocalAuthority, str]], **given) -> None:
    """The same answer in each of the posts that one person holds: somebody may direct two authorities."""
    for authority, role in voices:
        answer(authority=authority, role=role, **given)


@transaction.atomic
def answer(
    *,
    priority: Priority,
    authority: LocalAuthority,
    role: str,
    vote: str,
    change: str,
    built_on: int,
    by: Person,
) -> Ballot:
    """One answer a role and wording; it may be changed while the ballot is open. Raises CannotDo, SavedMeanwhile."""
    plan = Plan.objects.select_for_update().get(pk=priority.plan_id)
    if plan.state != PlanState.BALLOT:
        raise CannotDo("The ballot is not open.")
    priority = Priority.objects.get(pk=priority.pk)
    if priority.dropped_at is not None:
        raise CannotDo("This priority was left out of the plan.")
    if priority.version != built_on:
        raise SavedMeanwhile("Its words were changed while you had it open. Read it again, then answer.")
    made, _ = Ballot.objects.update_or_create(
        priority=priority,
        version=priority.version,
        authority=authority,
        role=role,
        defaults={"answer": vote, "change": change, "by": by, "at": timezone.now()},
    )
    record("ballot_answered", priority, by=by, authority=authority.pk, role=role, answer=vote)
    return made


def tallies(plan: Plan) -> dict[int, Tally]:
    """How the ballot on each priority's words of today stands, by the priority's key. Three queries."""
    region = plan.cycle.region
    authorities = set(region.authorities.current().values_list("pk", flat=True))
    said: dict[int, list[tuple[int, str]]] = {
        pk: [] for pk in plan.priorities.filter(dropped_at=None).values_list("pk", flat=True)
    }
    votes = Ballot.objects.filter(
        priority__in=said, version=F("priority__version"), authority__in=authorities
    )
    for priority, authority, vote in votes.order_by().values_list("priority", "authority", "answer"):
        said[priority].append((authority, vote))
    return {
        pk: tally(answers, authorities=len(authorities), quorum=region.ballot_quorum)
        for pk, answers in said.items()
    }


# -- Its states -------------------------------------------------------------------------------------------------


@transaction.atomic
def move(*, plan: Plan, name: str, by: Person) -> None:
    """Open the ballot, go back to the draft, confirm or close. Raises CannotDo with what is missing."""
    before, after = MOVES[name]
    plan = Plan.objects.select_for_update(of=("self",)).select_related("cycle__region").get(pk=plan.pk)
    if plan.state != before:
        raise CannotDo("Somebody has moved the plan on already.")
    if missing := missing_for(plan, name):
        raise CannotDo(missing)
    plan.state = after
    stamp = {"open_ballot": "ballot_at", "confirm": "confirmed_at", "close": "closed_at"}.get(name)
    if stamp:
        setattr(plan, stamp, timezone.now())
    plan.save(update_fields=["state", *([stamp] if stamp else [])])
    if name == "confirm":
        keep_baselines(plan)
        begin_activities(plan, by=by)
    keep(plan, name, by=by)
    record(f"plan_{name}", plan, by=by)


@transaction.atomic
def set_rules(*, region: Region, by: Person, **rules) -> None:
    """``rules``: ballot_quorum, activity_stale_after. They hold for every ballot that is open."""
    Region.objects.filter(pk=region.pk).update(**rules)
    record("plan_rules_set", region, by=by, **rules)


def missing_for(plan: Plan, name: str) -> str:
    """What the move still lacks, in words; empty when it may be made."""
    live = plan.priorities.filter(dropped_at=None)
    if name == "open_ballot" and not live.exists():
        return "The plan has no priorities yet."
    if name == "open_ballot" and live.filter(why="").exists():
        return "Say why of each priority first."
    if name == "confirm":
        open_ones = [one for one in tallies(plan).values() if not one.is_carried]
        if open_ones:
            return f"{len(open_ones)} of its priorities {'is' if len(open_ones) == 1 else 'are'} not carried yet."
    return ""


def keep_baselines(plan: Plan) -> None:
    """What each measure is today, for the region and each authority: what it is later compared with."""
    measures = list(Measure.objects.filter(priority__plan=plan).select_related("indicator"))
    rows = Comparison.objects.filter(
        authority__region=plan.cycle.region, indicator__in={one.indicator_id for one in measures}
    )
    by_figure: dict[int, list[Comparison]] = {}
    for row in rows.defer("series"):
        by_figure.setdefault(row.indicator_id, []).append(row)
    for measure in measures:
        measure.baseline = baseline_of(by_figure.get(measure.indicator_id, []))
    Measure.objects.bulk_update(measures, ["baseline"])


def baseline_of(rows: list[Comparison]) -> dict:
    if not rows:
        return {}
    first = rows[0]
    return {
        "period": first.period,
        "region": first.region_value,
        "england": first.england_value,
        "authorities": {row.authority_id: row.value for row in rows},
    }
