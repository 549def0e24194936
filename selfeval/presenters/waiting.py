"""What waits for a person, for their home page."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from regions.roles import Permission
from selfeval import statuses
from selfeval.actions.moving import parts_in
from selfeval.models import (
    Chapter,
    ChapterPart,
    Reading,
    Release,
    SelfEvaluation,
)
from selfeval.models.evaluations import endorsements_awaited


@dataclass(frozen=True)
class Waiting:
    """A document that waits for the person's own hand."""

    evaluation: SelfEvaluation
    words: str
    link: str
    is_pressing: bool = True


HANDS = {
    "sign": ("it waits for your signature.", "Read and sign"),
    "endorse": ("it waits for your endorsement.", "Read and endorse"),
    "submit": ("it is signed and can be released.", "Release it"),
}


SIGN_ENDORSE_OR_LEAD = (
    Permission.SIGN_SELF_EVALUATION,
    Permission.ENDORSE_SELF_EVALUATION,
    Permission.EDIT_SELF_EVALUATION,
)


def waiting_documents(person) -> list[Waiting]:
    """Those of the person's authorities whose next move is the person's alone, and those written in their lead."""
    if not any(person.may(one) for one in SIGN_ENDORSE_OR_LEAD):
        return []
    states = [
        statuses.Document.DRAFTING,
        statuses.Document.REVIEW,
        statuses.Document.SIGNED,
        statuses.Document.ENDORSED,
    ]
    evaluations = (
        SelfEvaluation.objects.of_own_authority(person)
        .filter(state__in=states)
        .annotate(
            number=Count("chapters", distinct=True),
            agreed=Count("chapters", filter=Q(chapters__state=statuses.Chapter.AGREED), distinct=True),
            owned=Count(
                "chapters__parts", filter=Q(chapters__parts__part=ChapterPart.Part.OWNER), distinct=True
            ),
        )
    )
    found = (waiting(one, person) for one in evaluations.select_related("authority__region", "cycle__region"))
    return [one for one in found if one]


def waiting(evaluation: SelfEvaluation, person) -> Waiting | None:
    if evaluation.state != statuses.Document.DRAFTING:
        name = next_hand(evaluation, person)
        return Waiting(evaluation, *HANDS[name]) if name else None
    if not person.may(Permission.EDIT_SELF_EVALUATION, at=evaluation.authority):
        return None
    without = evaluation.number - evaluation.owned
    words = f"{evaluation.agreed} of {evaluation.number} chapters agreed"
    words += f", {without} without an owner." if without else "."
    link = "Give the chapters to people" if without else "See how far it is"
    return Waiting(evaluation, words, link, is_pressing=without > 0)


def next_hand(evaluation: SelfEvaluation, person) -> str | None:
    """The move of this document that only the person can make now."""
    parts = parts_in(evaluation, person)
    names = statuses.possible(statuses.DOCUMENT_MOVES, state=evaluation.state, parts=parts)
    if "submit" in names and endorsements_awaited(evaluation):
        names.remove("submit")
    return next((name for name in names if name in HANDS), None)


def chapters_to_write(person) -> list[Chapter]:
    """The chapters in which the person has a part, and that wait for it."""
    to_write = Q(parts__person=person, state__in=["not_started", "drafting", "returned"])
    to_agree = Q(parts__person=person, parts__part=ChapterPart.Part.OWNER, state="with_owner")
    editable = [statuses.Document.DRAFTING, statuses.Document.REVIEW]
    chapters = Chapter.objects.editable_by(person).filter(to_write | to_agree, evaluation__state__in=editable)
    return list(chapters.select_related("of").distinct())


def unread_releases(person) -> list[Release]:
    """Those of other authorities that are open to the person, and that they have not opened."""
    opened = Reading.objects.filter(release=OuterRef("pk"), person=person)
    releases = Release.objects.open_to(person).filter(~Exists(opened)).defer("content")
    return list(releases.select_related("evaluation__authority"))
