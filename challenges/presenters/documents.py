"""Shapes of the page of documents asked for, and of what there is to read."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from audit.models import Event
from challenges.actions.documents import DOWNLOADED
from challenges.models import DocumentRequest, Turn
from challenges.parts import HOST_SIDE, Right
from challenges.presenters.turns import Link, links_of
from cycles.models import Phase
from datapacks.models import DataPack
from regions.models import Person
from selfeval.models import Release, Share

State = DocumentRequest.State
COLOURS = {
    State.ASKED: "yellow",
    State.CHECKING: "blue",
    State.REFUSED: "red",
    State.GIVEN: "green",
    State.NOT_GIVEN: "grey",
    State.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class DocumentLine:
    """One document, with what the person may do about it."""

    request: DocumentRequest
    is_late: bool
    may_take: bool
    may_give: bool
    may_withdraw: bool
    taken: list[Event]  # who took it and when, for the host

    @property
    def state(self) -> str:
        return self.request.get_state_display()

    @property
    def colour(self) -> str:
        return COLOURS[State(self.request.state)]


def document_lines(turn: Turn, *, is_open: bool) -> list[DocumentLine]:
    """Expects the turn with the person's rights. What is no longer asked for is shown to nobody."""
    found = turn.document_requests.exclude(state=State.WITHDRAWN).select_related(
        "asked_by", "given_by", "file"
    )
    requests = list(found)
    taken = downloads_of(requests) if turn.parts & HOST_SIDE else {}
    today = timezone.localdate()
    gives = is_open and Right.GIVE_DOCUMENTS in turn.rights
    asks = is_open and Right.ASK_FOR_DOCUMENTS in turn.rights
    return [
        DocumentLine(
            request=one,
            is_late=not one.is_answered and one.wanted_by < today,
            may_take=one.state == State.GIVEN,
            may_give=gives,
            may_withdraw=asks and one.state != State.GIVEN,
            taken=taken.get(str(one.pk), []),
        )
        for one in requests
    ]


def downloads_of(requests: list[DocumentRequest]) -> dict[str, list[Event]]:
    found = defaultdict(list)
    events = Event.objects.filter(
        action=DOWNLOADED,
        object_type=DocumentRequest._meta.label,
        object_id__in=[str(one.pk) for one in requests],
    )
    for event in events.select_related("actor"):
        found[event.object_id].append(event)
    return found


@dataclass(frozen=True)
class ReadingPage:
    releases: list[Release]
    later: list[Share]  # not open to the person now, with the day on which they open
    pack: DataPack | None
    links: list[Link]
    today: date


PAPERS = {Right.READ_SCOPE, Right.READ_QUESTIONS, Right.READ_DOCUMENTS}


def reading_page(turn: Turn, person: Person) -> ReadingPage:
    """What the person may read for this turn now, and what opens later."""
    in_turn = Release.objects.visible_to(person).in_force().filter(evaluation=turn.evaluation_id)
    releases = list(
        in_turn.defer("content").select_related("evaluation__authority", "evaluation__cycle__region")
    )
    coming = Phase.objects.filter(kind=Phase.Kind.SHARE, is_off=False, cycle=OuterRef("evaluation__cycle"))
    shares = Share.objects.live_for(person).filter(evaluation=turn.evaluation_id)
    later = shares.select_related("evaluation__authority", "evaluation__cycle__region").annotate(
        opens_on=Subquery(coming.values("due_on")[:1])
    )
    packs = DataPack.objects.visible_to(person).filter(authority=turn.host_id).newest()
    return ReadingPage(
        releases=releases,
        later=[] if releases else list(later),
        pack=packs.defer("content").first(),
        links=links_of(turn, about=PAPERS),
        today=timezone.localdate(),
    )
