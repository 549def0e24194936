"""Releases and who reads them: submitting, withdrawing, sharing, ending."""

from collections.abc import Iterable
from datetime import date
from itertools import permutations

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from audit.models import record
from cycles.models import Cycle, Phase
from jobs.actions import enqueue
from regions.models import LocalAuthority, Memorandum, Person
from selfeval.actions.moving import move_document
from selfeval.models import Reading, ReadingNote, Release, SelfEvaluation, Share, ShareReader
from selfeval.models.releases import ShareQuerySet, end_of_access
from selfeval.notices import release_opened
from selfeval.statuses import MoveNotAllowed
from selfeval.tasks import RELEASE


class CannotShare(Exception):  # noqa: N818
    """The words are fit to show."""


@transaction.atomic
def submit(*, evaluation: SelfEvaluation, by: Person) -> Release:
    """Release the document as it was signed. Raises MoveNotAllowed; of parallel calls one succeeds."""
    evaluation = move_document(evaluation=evaluation, name="submit", by=by)
    signed = evaluation.signatures.first()
    if signed is None:  # signed before the portal kept what is signed
        raise MoveNotAllowed("What was signed was not kept. Reopen it and sign it again.")
    release = Release.objects.create(
        evaluation=evaluation,
        number=evaluation.releases.count() + 1,
        content=signed.content,
        content_sha256=signed.content_sha256,
        released_at=timezone.now(),
        released_by=by,
    )
    enqueue(RELEASE, str(release.pk), params={"release": release.pk}, by=by)
    record("self_evaluation_released", release, by=by, number=release.number, sha256=release.content_sha256)
    release_opened(release)
    return release


@transaction.atomic
def withdraw(*, release: Release, by: Person) -> None:
    """Nobody outside the authority reads it from now on, an earlier release neither."""
    now = timezone.now()
    if Release.objects.filter(pk=release.pk, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=by):
        record("self_evaluation_withdrawn", release, by=by)


@transaction.atomic
def share_among(
    *, cycle: Cycle, authorities: Iterable[LocalAuthority], group: str, by: Person | None
) -> list[Share]:
    """Each reads each other's self-evaluations of the cycle. Raises CannotShare without a share day."""
    evaluations = SelfEvaluation.objects.filter(cycle=cycle, authority__in=authorities).select_related(
        "authority"
    )
    by_authority = {evaluation.authority: evaluation for evaluation in evaluations}
    return [
        share(evaluation=by_authority[owner], authority=reader, group=group, by=by)
        for owner, reader in permutations(by_authority, 2)
        if not was_ended_by_owner(by_authority[owner], reader)
    ]


def was_ended_by_owner(evaluation: SelfEvaluation, authority: LocalAuthority) -> bool:
    """Whether the owning authority ended its sharing with this reader: making groups does not begin it again."""
    ended = Share.objects.filter(evaluation=evaluation, authority=authority).exclude(ended_at=None)
    return ended.filter(ended_by__posts__authority=evaluation.authority_id).exists()


@transaction.atomic
def share(
    *,
    evaluation: SelfEvaluation,
    authority: LocalAuthority,
    group: str,
    by: Person | None,
    event_on: date | None = None,
) -> Share:
    """Let the authority read it from the cycle's share day, for as long as the memorandum says.

    ``event_on`` is the last day of an event that it is read for: a share that stands already then lasts until the
    same number of days after it. Raises CannotShare.
    """
    day = evaluation.cycle.day_of(Phase.Kind.SHARE)
    if day is None:
        raise CannotShare("Set the cycle’s share date first.")
    memorandum = Memorandum.objects.in_force().filter(region=evaluation.authority.region_id).first()
    if memorandum is None:
        raise CannotShare("Issue the region’s memorandum first: it says how long others may read.")
    ends_on = end_of_access(day, memorandum.access_days_after, event_on)
    made, is_new = Share.objects.get_or_create(
        evaluation=evaluation,
        authority=authority,
        ended_at=None,
        defaults={"group": group, "event_on": event_on, "ends_on": ends_on},
    )
    if is_new:
        record("self_evaluation_shared", evaluation, by=by, authority=authority.pk, ends_on=str(made.ends_on))
    elif event_on and event_on > (made.event_on or date.min):
        made.event_on, made.ends_on = event_on, ends_on
        made.save(update_fields=["event_on", "ends_on"])
    return made


@receiver(post_save, sender=Phase)
@receiver(post_save, sender=Memorandum)
def move_ends(instance: Phase | Memorandum, **_options) -> None:
    """The memorandum counts the days of reading from the share day: when either changes, the end follows.

    Who may read already is given fewer days, and never more.
    """
    region = instance.region_id if isinstance(instance, Memorandum) else instance.cycle.region_id
    memorandum = Memorandum.objects.in_force().filter(region=region).first()
    if memorandum is None:
        return
    days = Phase.objects.filter(
        kind=Phase.Kind.SHARE, is_off=False, cycle__region=region, cycle__closed_at=None
    )
    for day in days:
        has_come = day.due_on <= timezone.localdate()
        for event_on in shares_of(day.cycle_id).values_list("event_on", flat=True).distinct():
            ends_on = end_of_access(day.due_on, memorandum.access_days_after, event_on)
            shares = shares_of(day.cycle_id).filter(event_on=event_on)
            (shares.filter(ends_on__gt=ends_on) if has_come else shares).update(ends_on=ends_on)


def shares_of(cycle_id: int) -> ShareQuerySet:
    return Share.objects.filter(evaluation__cycle=cycle_id, ended_at=None).order_by()


@transaction.atomic
def end_share(*, share: Share, by: Person) -> None:
    """The owner ends it before its time; the next request of a reader finds nothing."""
    if Share.objects.filter(pk=share.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by):
        record("share_ended", share, by=by, authority=share.authority_id)


@transaction.atomic
def name_reader(*, share: Share, person: Person, by: Person) -> ShareReader:
    reader, is_new = ShareReader.objects.get_or_create(share=share, person=person, defaults={"added_by": by})
    if is_new:
        record("reader_named", share, by=by, person=person.pk)
    return reader


@transaction.atomic
def remove_reader(*, reader: ShareReader, by: Person) -> None:
    """The person's access ends at once."""
    record("reader_removed", reader.share, by=by, person=reader.person_id)
    reader.delete()


def note_reading(*, release: Release, person: Person, what: Reading.What) -> None:
    Reading.objects.create(release=release, person=person, what=what)


@transaction.atomic
def save_note(*, release: Release, chapter: int, text: str, by: Person) -> None:
    """The reader's own note; an empty one is taken away. Nobody else's rows are touched, and none sees it."""
    own = ReadingNote.objects.filter(release=release, chapter=chapter, person=by)
    if not text.strip():
        own.delete()
    else:
        own.update_or_create(release=release, chapter=chapter, person=by, defaults={"text": text})
