"""Pages of what is agreed: the actions with their partners' words, needs and offers, and how the figures moved."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from challenges.actions.agreeing import authority_for
from challenges.facts import partners_of
from challenges.models import ActionConfirmation, AgreedAction, FeedbackNote, Question, Support, Turn
from challenges.movement import Movement, movements_of
from challenges.note_content import points_in
from challenges.parts import Right
from challenges.presenters.notes import reads
from challenges.states import Note
from datapacks.lines import indicator
from datapacks.reports import trend_picture
from indicators.models import Indicator, IndicatorSet
from regions.models import LocalAuthority
from regions.roles import Permission

COLOURS = {"planned": "grey", "under_way": "blue", "done": "green", "stopped": "orange"}


@dataclass(frozen=True)
class ActionLine:
    """An action with what each partner said of its wording as it stands, and who has not said anything yet."""

    action: AgreedAction
    point: str  # of the feedback, that it answers
    said: list[ActionConfirmation]
    waiting: list[str]
    asks_me: bool
    mine: ActionConfirmation | None

    @property
    def colour(self) -> str:
        return COLOURS[self.action.state]

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(value, label) for value, label in AgreedAction.State.choices if value != self.action.state]


@dataclass(frozen=True)
class ActionsPage:
    turn: Turn
    actions: list[ActionLine]
    needs: list[Support]
    offers: list[Support]
    own: LocalAuthority | None  # whom the person confirms and offers for
    may_write: bool
    may_list: bool  # on the region's list of needs and offers

    @property
    def may_offer(self) -> bool:
        return self.may_write or self.own is not None

    @property
    def waiting(self) -> int:
        return sum(len(line.waiting) for line in self.actions)


def actions_page(turn: Turn, person) -> ActionsPage:
    is_over = turn.challenge.is_over
    own = confirming_for(turn, person)
    partners = {one.pk: one for one in LocalAuthority.objects.filter(pk__in=partners_of([turn])[turn.pk])}
    actions = turn.actions.select_related("question", "indicator").prefetch_related(
        "confirmations__authority", "confirmations__by"
    )
    support = list(turn.support.select_related("authority"))
    points = points_read(turn)
    may_write = Right.WRITE_ACTIONS in turn.rights and not is_over
    for one in support:
        one.point = points.get(one.finding_id, "")
        one.is_own = (may_write and one.authority_id == turn.host_id) or (
            own is not None and one.authority_id == own.pk
        )
    return ActionsPage(
        turn=turn,
        actions=[action_line(one, partners, own, points.get(one.finding_id, "")) for one in actions],
        needs=[one for one in support if one.kind == Support.Kind.NEED],
        offers=[one for one in support if one.kind == Support.Kind.OFFER],
        own=own,
        may_write=may_write,
        may_list=any(person.may(Permission.RAISE_SUPPORT, at=one) for one in (turn.host, own) if one),
    )


def confirming_for(turn: Turn, person) -> LocalAuthority | None:
    """The partner that the person speaks for while the challenge lasts."""
    if Right.CONFIRM_ACTIONS not in turn.rights or turn.challenge.is_over:
        return None
    return authority_for(turn, person)


def action_line(action: AgreedAction, partners: dict[int, LocalAuthority], own, point: str) -> ActionLine:
    said = [one for one in action.confirmations.all() if one.version == action.version]
    by_authority = {one.authority_id: one for one in said}
    mine = by_authority.get(own.pk) if own else None
    return ActionLine(
        action=action,
        point=point,
        said=said,
        waiting=sorted(one.name for key, one in partners.items() if key not in by_authority),
        asks_me=own is not None and mine is None,
        mine=mine,
    )


def points_read(turn: Turn) -> dict[int, str]:
    """The points of the feedback as the person reads them, by the finding's key: the words that were sent, whatever
    the team has written since."""
    note = FeedbackNote.objects.filter(turn=turn).exclude(state=Note.DRAFT).first()
    return points_in(json.loads(note.content)) if note and reads(turn, note, is_of_audience=False) else {}


def questions_for(turn: Turn) -> QuerySet[Question]:
    """Those that were released to the host."""
    released = Question.objects.filter(turn=turn, position__isnull=False, merged_into=None)
    return released if turn.questions_out_at else released.none()


def indicators_for(turn: Turn) -> QuerySet[Indicator]:
    return Indicator.objects.filter(sets=IndicatorSet.objects.for_region(turn.host.region)).order_by("title")


@dataclass(frozen=True)
class Moved:
    movement: Movement

    @cached_property
    def picture(self) -> SafeString:
        return trend_picture(indicator(self.movement.line)) if self.movement.line else SafeString("")


def moved(turn: Turn) -> list[Moved]:
    """Each figure that an action should move, with its picture as it is now."""
    actions = turn.actions.exclude(indicator=None).select_related("indicator")
    return [Moved(one) for one in movements_of(turn, actions)]
