"""What a self-evaluation still lacks before its director can sign it."""

from dataclasses import dataclass

from django.urls import reverse

from selfeval import statuses
from selfeval.models import Answer, Clash, Evidence, SelfEvaluation


@dataclass(frozen=True)
class Blocker:
    """Something to do, in words, and where to do it."""

    words: str
    url: str


def blockers(evaluation: SelfEvaluation) -> list[Blocker]:
    """In the order of the chapters; empty when the document is complete. Six queries, whatever its size."""
    chapters = list(evaluation.chapters.select_related("of"))
    empty = Answer.objects.filter(chapter__in=chapters, prompt__is_required=True, words=0).select_related(
        "prompt"
    )
    unreviewed = Answer.objects.filter(chapter__in=chapters, is_unreviewed=True).select_related("prompt")
    clashes = Clash.objects.filter(answer__chapter__in=chapters, settled_at=None).select_related(
        "answer__prompt"
    )
    found = {chapter.pk: [] for chapter in chapters}
    for answer in empty:
        found[answer.chapter_id].append(f"needs an answer to “{answer.prompt.text}”")
    for answer in unreviewed:
        found[answer.chapter_id].append(
            f"has last year’s answer to “{answer.prompt.text}”, not confirmed yet"
        )
    for clash in clashes:
        found[clash.answer.chapter_id].append(f"has two texts for “{clash.answer.prompt.text}”: choose one")
    for one in Evidence.objects.filter(
        chapter__in=chapters, state=Evidence.State.QUARANTINED, removed_at=None
    ):
        found[one.chapter_id].append(f"has a file that is still being checked: “{one.title}”")
    for chapter in chapters:
        if chapter.state not in (statuses.Chapter.AGREED, statuses.Chapter.LOCKED):
            found[chapter.pk].append("is not agreed by its owner yet")
    lines = [
        Blocker(f"{chapter} {words}", chapter.get_absolute_url())
        for chapter in chapters
        for words in found[chapter.pk]
    ]
    return lines + exceptions_left(evaluation)


def exceptions_left(evaluation: SelfEvaluation) -> list[Blocker]:
    left = evaluation.exceptions.filter(text="", no_comment_because="").count()
    if not left:
        return []
    words = f"{left} exception{'s need' if left > 1 else ' needs'} a comment, or a reason why there is none"
    return [Blocker(words, reverse("selfeval:exceptions", args=[evaluation.pk]))]
