"""Working out a cycle's groups, changing them by hand, and publishing them."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import record
from challenges.gathered import Asked, problem_of
from challenges.grouping import Grouping as Answer
from challenges.grouping import NotAllowed, Rule, check, solve
from challenges.grouping import swap as swapped
from challenges.models import Grouping
from cycles.models import Cycle
from outbox.actions import post
from regions.models import LocalAuthority, Person, Post
from regions.roles import Role
from selfeval.actions.grouping import set_groups


class CannotPublish(Exception):  # noqa: N818
    """The words are fit to show."""


def draft_of(cycle: Cycle) -> Grouping | None:
    return Grouping.objects.drafts().filter(cycle=cycle).first()


def asked_of(grouping: Grouping) -> Asked:
    """What its groups were worked out from."""
    return Asked(
        members=tuple(grouping.members),
        weights={Rule(name): weight for name, weight in grouping.weights.items()},
        stages={int(number): stage for number, stage in grouping.stages.items()},
        neighbours_together=grouping.neighbours_together,
        look_back=grouping.look_back,
        seed=grouping.seed,
        together=tuple(map(frozenset, grouping.together)),
        fixed=tuple(map(frozenset, grouping.fixed)),
    )


@transaction.atomic
def work_out(*, cycle: Cycle, asked: Asked, by: Person) -> Grouping:
    """The best groups and the next best, as the cycle's draft. Raises NoGroups with the reasons; then all stays."""
    Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    answer = solve(problem_of(cycle, asked))
    every = [answer.best, *answer.others]
    draft, _ = Grouping.objects.drafts().update_or_create(
        cycle=cycle,
        defaults={
            **fields_of(asked),
            **chosen(answer.best),
            "answers": [chosen(one) for one in every],
            "is_proved": answer.is_proved,
            "solved_at": timezone.now(),
            "made_by": by,
        },
    )
    record("groups_worked_out", draft, by=by, cycle=cycle.pk, seed=asked.seed)
    return draft


@transaction.atomic
def swap(*, grouping: Grouping, one: int, other: int, by: Person) -> Grouping:
    """The two in each other's place. Raises NotAllowed, with words fit to show."""
    draft = locked(grouping)
    made = swapped(problem_of(draft.cycle, asked_of(draft)), as_groups(draft.groups), one, other)
    return change(draft, by=by, **chosen(made))


@transaction.atomic
def choose(*, grouping: Grouping, number: int, by: Person) -> Grouping:
    """Another of those that were found."""
    draft = locked(grouping)
    return change(draft, by=by, **draft.answers[number])


@transaction.atomic
def keep_group(*, grouping: Grouping, number: int, by: Person) -> Grouping:
    """The group with this number stays as it is when groups are worked out again."""
    draft = locked(grouping)
    group = draft.groups[number - 1]
    return change(draft, by=by, fixed=[*(one for one in draft.fixed if one != group), group])


@transaction.atomic
def keep_together(*, grouping: Grouping, one: int, other: int, by: Person) -> Grouping:
    """The two stay in one group: groups are worked out again at once. Raises NoGroups; then nothing changes."""
    draft = locked(grouping)
    asked = asked_of(draft)
    pinned = replace(asked, together=(*asked.together, frozenset({one, other})))
    return work_out(cycle=draft.cycle, asked=pinned, by=by)


@transaction.atomic
def take_off(*, grouping: Grouping, pin: Sequence[int], by: Person) -> Grouping:
    """These may be parted again; one that is not pinned stays as it is."""
    draft, gone = locked(grouping), sorted(pin)
    return change(
        draft,
        by=by,
        together=[one for one in draft.together if one != gone],
        fixed=[one for one in draft.fixed if one != gone],
    )


@transaction.atomic
def publish(*, grouping: Grouping, by: Person) -> Grouping:
    """Make them the groups that read each other, and tell the directors.

    Raises CannotPublish, or CannotShare from the share day on.
    """
    draft = locked(grouping)
    still_allowed(draft)
    authorities = {
        one.pk: one
        for one in LocalAuthority.objects.filter(pk__in=draft.members, self_evaluations__cycle=draft.cycle)
    }
    if len(authorities) < len(draft.members):
        raise CannotPublish(
            f"Open the {draft.cycle.region.self_evaluation_name}s of all these authorities first: "
            "groups say who reads whose."
        )
    groups = {name: [authorities[number] for number in group] for name, group in draft.named.items()}
    set_groups(cycle=draft.cycle, groups=groups, by=by)
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save(update_fields=["published_at", "published_by"])
    record("groups_published", draft, by=by, groups=draft.named)
    tell_directors(draft)
    return draft


def still_allowed(draft: Grouping) -> None:
    """What was true when they were worked out may have changed; what it was is nobody's to read here."""
    free = replace(asked_of(draft), together=(), fixed=())
    try:
        check(problem_of(draft.cycle, free), as_groups(draft.groups))
    except NotAllowed as reason:
        raise CannotPublish(
            "Something has changed since these groups were worked out. Work them out again, then publish."
        ) from reason


def tell_directors(grouping: Grouping) -> None:
    """That there are groups, and where; who is in which is for the page."""
    posts = Post.objects.held_on(timezone.localdate()).filter(
        role=Role.DCS, authority__in=grouping.members, person__is_active=True
    )
    for email in sorted(set(posts.values_list("person__email", flat=True))):
        post(
            kind="groups-published",
            to=email,
            subject=f"The groups for {grouping.cycle.name} are published",
            body=(
                f"{grouping.cycle.region.name} has published who reads whose "
                f"{grouping.cycle.region.self_evaluation_name} in {grouping.cycle.name}. Sign in to see your "
                f"group: {settings.PORTAL_URL}{reverse('selfeval:mine')}"
            ),
            about=grouping,
        )


def locked(grouping: Grouping) -> Grouping:
    """The draft as it is now; a published one is none any more."""
    drafts = Grouping.objects.drafts().select_for_update(of=("self",))
    return drafts.select_related("cycle__region").get(pk=grouping.pk)


def change(draft: Grouping, *, by: Person, **fields: object) -> Grouping:
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(fields))
    record("groups_changed", draft, by=by, groups=draft.named)
    return draft


def chosen(answer: Answer) -> dict[str, object]:
    cost = {"repeats": answer.cost.repeats, "points": dict(answer.cost.points)}
    return {"groups": [list(group) for group in answer.groups], "cost": cost}


def fields_of(asked: Asked) -> dict[str, object]:
    """What is kept of it; a stage's authority is a word in JSON."""
    return asdict(asked) | {
        "members": sorted(asked.members),
        "stages": {str(number): stage for number, stage in asked.stages.items() if stage},
        "together": [sorted(one) for one in asked.together],
        "fixed": [sorted(one) for one in asked.fixed],
    }


def as_groups(groups: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    return [tuple(group) for group in groups]
