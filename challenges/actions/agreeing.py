"""What is agreed after a turn: actions, their confirmation by partners, needs and offers, check-ins."""

from django.db import transaction

from audit.models import record
from challenges.facts import partners_of
from challenges.models import ActionConfirmation, AgreedAction, CheckIn, Seat, Support, Turn
from challenges.movement import movements_of
from challenges.notices import ACTION_AGREED, hand_over
from regions.models import LocalAuthority, Person
from selfeval.actions.improvement import SavedMeanwhile

CHANGED = "The host changed this action while you had it open. Read it again: it stands as it is now."
WORDING = ("text", "owner", "due_on", "success")  # what partners confirm; links and state are the host's own


def authority_for(turn: Turn, person: Person) -> LocalAuthority | None:
    """The partner authority that the person confirms and offers for in this turn, by an accepted seat."""
    partners = partners_of([turn])[turn.pk]
    seats = Seat.objects.holding(person).filter(challenge=turn.challenge_id, authority__in=partners)
    seat = seats.select_related("authority").first()
    return seat.authority if seat else None


@transaction.atomic
def add_action(*, turn: Turn, by: Person, **fields) -> AgreedAction:
    """``fields``: text, owner, due_on, success, and the finding, question and indicator that it goes back to."""
    action = AgreedAction.objects.create(turn=turn, by=by, **fields)
    hand_over(turn, ACTION_AGREED, by=by)
    record("action_agreed", action, by=by, turn=turn.pk)
    return action


@transaction.atomic
def change_action(*, action: AgreedAction, built_on: int, by: Person, **fields) -> AgreedAction:
    """Another wording asks every partner again. Raises SavedMeanwhile for an outdated version."""
    action = held(action)
    if action.version != built_on:
        raise SavedMeanwhile(CHANGED)
    is_reworded = any(getattr(action, name) != fields[name] for name in WORDING if name in fields)
    for name, value in fields.items():
        setattr(action, name, value)
    action.version += is_reworded
    action.save(update_fields=[*fields, "version"])
    if is_reworded:
        hand_over(action.turn, ACTION_AGREED, by=by)
    record("action_changed", action, by=by, version=action.version)
    return action


def held(action: AgreedAction) -> AgreedAction:
    return AgreedAction.objects.select_for_update(of=("self",)).get(pk=action.pk)


@transaction.atomic
def set_state(*, action: AgreedAction, state: str, by: Person) -> None:
    if AgreedAction.objects.filter(pk=action.pk).exclude(state=state).update(state=state):
        record("action_state_set", action, by=by, state=state)


@transaction.atomic
def confirm(
    *, action: AgreedAction, authority: LocalAuthority, difference: str, built_on: int, by: Person
) -> ActionConfirmation:
    """The partner confirms the wording as it stood, or notes a difference; it may think again while it stands so.

    Raises SavedMeanwhile where the wording has changed.
    """
    action = held(action)
    if action.version != built_on:
        raise SavedMeanwhile(CHANGED)
    made, _ = ActionConfirmation.objects.update_or_create(
        action=action,
        authority=authority,
        version=action.version,
        defaults={"difference": difference, "by": by},
    )
    record(
        "action_differed" if difference else "action_confirmed",
        action,
        by=by,
        version=action.version,
        authority=authority.pk,
    )
    return made


@transaction.atomic
def raise_support(*, turn: Turn, authority: LocalAuthority, by: Person, **fields) -> Support:
    """``fields``: kind, topic, text, finding, is_for_region."""
    made = Support.objects.create(turn=turn, authority=authority, by=by, **fields)
    record("support_raised", made, by=by, kind=made.kind, is_for_region=made.is_for_region)
    return made


@transaction.atomic
def change_support(*, support: Support, by: Person, **fields) -> None:
    Support.objects.filter(pk=support.pk).update(**fields)
    record(
        "support_changed", support, by=by, is_for_region=fields.get("is_for_region", support.is_for_region)
    )


@transaction.atomic
def take_support_back(*, support: Support, by: Person) -> None:
    record("support_taken_back", support, by=by, kind=support.kind)
    support.delete()


@transaction.atomic
def check_in(*, turn: Turn, kind: str, text: str, by: Person) -> CheckIn:
    """How it goes, kept as it was said, with what the figure of each action did until now."""
    made = CheckIn.objects.create(turn=turn, kind=kind, text=text, figures=figures_of(turn), by=by)
    record("checked_in", made, by=by, kind=kind, turn=turn.pk)
    return made


def figures_of(turn: Turn) -> list[dict]:
    actions = turn.actions.exclude(indicator=None).select_related("indicator")
    return [
        {"action": one.action.pk, "slug": one.indicator.slug, "title": one.indicator.title} | one.as_values
        for one in movements_of(turn, actions)
    ]
