"""An authority's development plan: drafting it, its lines, sharing it with the group, comments and their answers."""

from dataclasses import fields as fields_of

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from audit.models import record
from cycles.models import Cycle
from plans import notices
from plans.actions.support import CHANGED, CannotDo
from plans.developing import Proposed, what_is_new
from plans.models import DevelopmentComment, DevelopmentLine, DevelopmentPlan, NothingToSay
from plans.states import DEVELOPMENT_MOVES, DevelopmentState
from regions.models import LocalAuthority, Person
from selfeval.actions.improvement import SavedMeanwhile

CLOSED = "The development plan is closed, so it stays as it is."
NOT_SHARED = "The development plan is not shared with the group now."


@transaction.atomic
def draft(*, cycle: Cycle, authority: LocalAuthority, by: Person) -> DevelopmentPlan:
    """From what stands now. Raises CannotDo where there is one already, or the cycle is over or another region's."""
    if cycle.is_closed or cycle.region_id != authority.region_id:
        raise CannotDo("A development plan is written in an open cycle of the authority’s region.")
    plan, is_new = DevelopmentPlan.objects.get_or_create(
        cycle=cycle, authority=authority, defaults={"by": by}
    )
    if not is_new:
        raise CannotDo("The authority has a development plan for this cycle already.")
    number = add_all(plan, by)
    record("development_plan_drafted", plan, by=by, authority=authority.pk, lines=number)
    return plan


@transaction.atomic
def bring_in(*, plan: DevelopmentPlan, by: Person) -> int:
    """Lines for what is not in the plan yet; returns how many. Raises CannotDo for a closed plan."""
    number = add_all(held(plan), by)
    if number:
        record("development_lines_brought_in", plan, by=by, lines=number)
    return number


def held(plan: DevelopmentPlan) -> DevelopmentPlan:
    """The plan, held while it changes; refused once it is closed."""
    found = locked(plan)
    if found.state == DevelopmentState.CLOSED:
        raise CannotDo(CLOSED)
    return found


def locked(plan: DevelopmentPlan) -> DevelopmentPlan:
    found = DevelopmentPlan.objects.select_for_update(of=("self",)).select_related("cycle", "authority")
    return found.get(pk=plan.pk)


def add_all(plan: DevelopmentPlan, by: Person) -> int:
    proposed = what_is_new(plan)
    first = last_position(plan) + 1
    DevelopmentLine.objects.bulk_create(
        DevelopmentLine(plan=plan, position=position, by=by, **as_fields(one))
        for position, one in enumerate(proposed, start=first)
    )
    return len(proposed)


def as_fields(one: Proposed) -> dict:
    return {field.name: getattr(one, field.name) for field in fields_of(one)}


def last_position(plan: DevelopmentPlan) -> int:
    return plan.lines.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def change_introduction(*, plan: DevelopmentPlan, introduction: str, built_on: int, by: Person) -> None:
    """Raises SavedMeanwhile for an outdated version, CannotDo for a closed plan."""
    held(plan)
    found = DevelopmentPlan.objects.filter(pk=plan.pk, version=built_on)
    if not found.update(introduction=introduction, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED)
    record("development_introduction_changed", plan, by=by)


# -- Lines ------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_line(*, plan: DevelopmentPlan, by: Person, **fields) -> DevelopmentLine:
    """``fields``: title, done, owner, starts_on, ends_on, indicator, success, priority. Raises CannotDo."""
    plan = held(plan)
    made = DevelopmentLine.objects.create(plan=plan, position=last_position(plan) + 1, by=by, **fields)
    record("development_line_added", made, by=by, plan=plan.pk)
    return made


@transaction.atomic
def change_line(*, line: DevelopmentLine, built_on: int, by: Person, **fields) -> None:
    """Raises SavedMeanwhile for an outdated version or a line that was left out, CannotDo for a closed plan."""
    held(line.plan)
    found = DevelopmentLine.objects.filter(pk=line.pk, version=built_on, dropped_at=None)
    if not found.update(**fields, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED)
    record("development_line_changed", line, by=by, fields=sorted(fields))


@transaction.atomic
def drop_line(*, line: DevelopmentLine, by: Person) -> None:
    """It is left out and not brought in again; what was said of it stays. Raises CannotDo for a closed plan."""
    held(line.plan)
    if DevelopmentLine.objects.filter(pk=line.pk, dropped_at=None).update(dropped_at=timezone.now()):
        record("development_line_dropped", line, by=by)


@transaction.atomic
def move_line(*, line: DevelopmentLine, is_up: bool, by: Person) -> None:
    """One place up or down among those that are not left out. Raises CannotDo for a closed plan."""
    lines = list(held(line.plan).lines.filter(dropped_at=None))
    at = next((place for place, one in enumerate(lines) if one.pk == line.pk), None)
    if at is None or not 0 <= (to := at - 1 if is_up else at + 1) < len(lines):
        return
    lines[at], lines[to] = lines[to], lines[at]
    for position, one in enumerate(lines, start=1):
        one.position = position
    DevelopmentLine.objects.bulk_update(lines, ["position"])
    record("development_line_moved", line, by=by)


@transaction.atomic
def set_state(*, line: DevelopmentLine, state: str, because: str, by: Person) -> None:
    """How it goes, with today's date. Raises CannotDo for a closed plan."""
    held(line.plan)
    DevelopmentLine.objects.filter(pk=line.pk).update(
        state=state, state_because=because, state_at=timezone.now()
    )
    record("development_line_state_set", line, by=by, state=state)


# -- Its states -------------------------------------------------------------------------------------------------


@transaction.atomic
def move(*, plan: DevelopmentPlan, name: str, by: Person) -> None:
    """Share it, take it back or close it. Raises CannotDo with what is missing."""
    before, after = DEVELOPMENT_MOVES[name]
    plan = locked(plan)
    if plan.state not in before:
        raise CannotDo("Somebody has moved the development plan on already.")
    if missing := missing_for(plan, name):
        raise CannotDo(missing)
    plan.state = after
    if name == "close":
        plan.closed_at = timezone.now()
    else:
        plan.shared_at = timezone.now() if name == "share" else None
    plan.save(update_fields=["state", "shared_at", "closed_at"])
    if name == "take_back":
        plan.nothing_to_say.all().delete()
    record(f"development_plan_{name}", plan, by=by)
    if name == "share":
        notices.development_shared(plan)


def missing_for(plan: DevelopmentPlan, name: str) -> str:
    """What the move still lacks, in words; empty when it may be made."""
    if name == "share":
        return missing_to_share(plan)
    if name == "take_back" and plan.comments.exists():
        return "Somebody has commented on it, so it stays shared. You can still change its lines."
    return ""


def missing_to_share(plan: DevelopmentPlan) -> str:
    lines = plan.lines.filter(dropped_at=None)
    if not lines.exists():
        return "The development plan has no lines yet."
    open_ones = Q(done="") | Q(owner="") | Q(success="") | Q(starts_on=None) | Q(ends_on=None)
    if number := lines.filter(open_ones).count():
        return (
            f"Say for each line what is done, who sees to it, from when to when, and how you will know: "
            f"{number} {'lacks' if number == 1 else 'lack'} some of it."
        )
    if not notices.group_directors(plan):
        return (
            "No director of a group reads what you wrote of yourselves now, so there is nobody to share it with. "
            "Share it once your group reads."
        )
    return ""


# -- What the group says ----------------------------------------------------------------------------------------


@transaction.atomic
def comment(
    *,
    plan: DevelopmentPlan,
    line: DevelopmentLine | None,
    aspect: str,
    text: str,
    authority: LocalAuthority,
    by: Person,
) -> DevelopmentComment:
    """Of one line, or of the whole. Raises CannotDo where the plan is not shared, or the line was left out."""
    refuse_unshared(plan)
    if line is not None:
        line = DevelopmentLine.objects.get(pk=line.pk)
        if line.dropped_at is not None:
            raise CannotDo("This line was left out of the development plan.")
    made = DevelopmentComment.objects.create(
        plan=plan,
        line=line,
        line_version=line.version if line else 0,
        aspect=aspect,
        text=text,
        authority=authority,
        by=by,
    )
    record("development_commented", plan, by=by, authority=authority.pk, line=line and line.pk, aspect=aspect)
    notices.development_commented(plan)
    return made


def refuse_unshared(plan: DevelopmentPlan) -> None:
    if locked(plan).state != DevelopmentState.SHARED:
        raise CannotDo(NOT_SHARED)


@transaction.atomic
def say_nothing(*, plan: DevelopmentPlan, authority: LocalAuthority, by: Person) -> None:
    """The director has read it and has no comment; a comment may still follow. Raises CannotDo."""
    refuse_unshared(plan)
    _, is_new = NothingToSay.objects.get_or_create(plan=plan, authority=authority, defaults={"by": by})
    if is_new:
        record("development_no_comment", plan, by=by, authority=authority.pk)


@transaction.atomic
def answer(*, comment: DevelopmentComment, answer: str, built_on: int, by: Person) -> None:
    """What the authority changed for it. Raises SavedMeanwhile, and CannotDo for a closed plan."""
    held(comment.plan)
    found = DevelopmentComment.objects.filter(pk=comment.pk, version=built_on)
    kept = {"answer": answer, "answered_by": by, "answered_at": timezone.now()}
    if not found.update(**kept, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED)
    record("development_comment_answered", comment, by=by)
