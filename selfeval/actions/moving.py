"""Moves of chapters and documents: only those of the table in ``statuses``, each one conditional UPDATE."""

from django.db import transaction
from django.utils import timezone

from audit.models import record
from regions.models import Person
from regions.roles import Permission, Role
from selfeval import statuses
from selfeval.blockers import blockers
from selfeval.content import sha256_of, text_of
from selfeval.models import Chapter, ChapterPart, Endorsement, SelfEvaluation, Signature
from selfeval.models.evaluations import endorsements_awaited
from selfeval.notices import chapter_handed_over, chapter_returned
from selfeval.statuses import CHAPTER_MOVES, DOCUMENT_MOVES, MoveNotAllowed, Part

State = statuses.Document
TOLD = {"hand_over": chapter_handed_over, "return": chapter_returned}
SIGNED = "The document is signed. Its director can open it for changes."
GONE = "Someone else did this a moment ago. Look at the page again."


class NotComplete(MoveNotAllowed):
    """Something is missing; the page lists it, with links."""


def parts_in(evaluation: SelfEvaluation, person: Person, chapter: Chapter | None = None) -> set[Part]:
    """What the person is to the document, and to the chapter when one is named."""
    authority = evaluation.authority
    parts = set()
    if person.may(Permission.SIGN_SELF_EVALUATION, at=authority):
        parts.add(Part.DIRECTOR)
    elif person.may(Permission.EDIT_SELF_EVALUATION, at=authority):
        parts.add(Part.COORDINATOR)
    if endorsing_roles(evaluation, person):
        parts.add(Part.MEMBER)
    if chapter is not None and person.may(Permission.TAKE_PART, at=authority):
        given = chapter.parts.filter(person=person).first()
        if given is not None:
            parts.add(Part.OWNER if given.part == ChapterPart.Part.OWNER else Part.CONTRIBUTOR)
    return parts


@transaction.atomic
def move_chapter(*, chapter: Chapter, name: str, by: Person) -> Chapter:
    """Raises MoveNotAllowed, with words fit to show."""
    chapter = (
        Chapter.objects.select_for_update(of=("self",))
        .select_related("evaluation__authority")
        .get(pk=chapter.pk)
    )
    if not chapter.evaluation.can_be_edited:
        raise MoveNotAllowed(SIGNED)
    move = statuses.find(
        CHAPTER_MOVES, name, state=chapter.state, parts=parts_in(chapter.evaluation, by, chapter)
    )
    set_state(Chapter, chapter, move)
    record(f"chapter_{move.end}", chapter, by=by)
    if name in TOLD:
        TOLD[name](chapter, by)
    return chapter


@transaction.atomic
def sign(*, evaluation: SelfEvaluation, read_as: str, by: Person) -> SelfEvaluation:
    """Sign the document as it stood when the director opened its page: ``read_as`` is its hash then.

    Raises MoveNotAllowed when it has changed since then, and nothing is signed.
    """
    evaluation = move_document(evaluation=evaluation, name="sign", by=by)
    if evaluation.signatures.first().content_sha256 != read_as:
        raise MoveNotAllowed("It has changed since you opened this page. Look at it again, then sign it.")
    return evaluation


@transaction.atomic
def move_document(*, evaluation: SelfEvaluation, name: str, by: Person) -> SelfEvaluation:
    """Raises MoveNotAllowed, and NotComplete for a signature on what is not complete."""
    evaluation = (
        SelfEvaluation.objects.select_for_update(of=("self",))
        .select_related("authority__region", "cycle")
        .get(pk=evaluation.pk)
    )
    move = statuses.find(DOCUMENT_MOVES, name, state=evaluation.state, parts=parts_in(evaluation, by))
    if name == "sign":
        if blockers(evaluation):
            raise NotComplete("It cannot be signed yet: something is missing.")
        evaluation.chapters.update(state=statuses.Chapter.LOCKED, state_since=timezone.now())
        keep_signed(evaluation, by)
    if name == "submit" and endorsements_awaited(evaluation):
        raise MoveNotAllowed("The memorandum asks for an endorsement first.")
    if move.end == State.DRAFTING:
        evaluation.endorsements.all().delete()
        evaluation.chapters.filter(state=statuses.Chapter.LOCKED).update(
            state=statuses.Chapter.AGREED, state_since=timezone.now()
        )
    if name == "endorse":
        endorse(evaluation, by)
    if name != "endorse" or not endorsements_awaited(evaluation):
        set_state(SelfEvaluation, evaluation, move)
    record(f"self_evaluation_{name}", evaluation, by=by)
    return evaluation


def keep_signed(evaluation: SelfEvaluation, by: Person) -> Signature:
    """The document as it is signed, with its figures: neither a load nor a file taken away changes it any more."""
    text = text_of(evaluation)
    return Signature.objects.create(
        evaluation=evaluation,
        content=text,
        content_sha256=sha256_of(text),
        signed_at=timezone.now(),
        signed_by=by,
    )


def endorsing_roles(evaluation: SelfEvaluation, person: Person) -> set[Role]:
    """The roles in which the person's endorsement is asked for and not given yet."""
    if not person.may(Permission.ENDORSE_SELF_EVALUATION, at=evaluation.authority):
        return set()
    held = {Role(post.role) for post in person.posts_now if post.authority_id == evaluation.authority_id}
    return held & endorsements_awaited(evaluation)


def endorse(evaluation: SelfEvaluation, by: Person) -> None:
    now = timezone.now()
    for role in endorsing_roles(evaluation, by):
        Endorsement.objects.create(evaluation=evaluation, role=role, by=by, at=now)


def set_state(model, thing, move) -> None:
    now = timezone.now()
    if not model.objects.filter(pk=thing.pk, state__in=move.start).update(state=move.end, state_since=now):
        raise MoveNotAllowed(GONE)
    thing.state, thing.state_since = move.end, now
