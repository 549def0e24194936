"""Evidence: a file that is kept and looked at before anyone can fetch it, or a page cited of something else."""

from django.db import transaction
from django.utils import timezone

from audit.models import record
from files.models import StoredFile
from jobs.actions import enqueue
from regions.models import Person
from selfeval.actions.writing import hold_open
from selfeval.models import Chapter, Evidence
from selfeval.tasks import EVIDENCE


@transaction.atomic
def add(
    *,
    chapter: Chapter,
    title: str,
    pages: str,
    by: Person,
    file: StoredFile | None = None,
    file_name: str = "",
) -> Evidence:
    """With a file it is quarantined until a job has looked inside; without one it is a citation, ready at once.

    Raises Locked.
    """
    hold_open(chapter.pk)
    state = Evidence.State.QUARANTINED if file else Evidence.State.READY
    made = Evidence.objects.create(
        chapter=chapter,
        title=title,
        pages=pages,
        file=file,
        file_name=file_name,
        state=state,
        added_by=by,
    )
    if file:
        enqueue(EVIDENCE, str(made.pk), params={"evidence": made.pk}, by=by)
    record("evidence_added", made, by=by, has_file=file is not None)
    return made


@transaction.atomic
def remove(*, evidence: Evidence, by: Person) -> None:
    """Out of the chapter and of the next release; it can be put back. Raises Locked."""
    hold_open(evidence.chapter_id)
    if Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=timezone.now()):
        record("evidence_removed", evidence, by=by)


@transaction.atomic
def put_back(*, evidence: Evidence, by: Person) -> None:
    """Raises Locked."""
    hold_open(evidence.chapter_id)
    if Evidence.objects.filter(pk=evidence.pk).exclude(removed_at=None).update(removed_at=None):
        record("evidence_put_back", evidence, by=by)
