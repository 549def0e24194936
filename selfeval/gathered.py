"""What a prompt shows that nobody writes into it: the register, exceptions, the thread, rows of other chapters."""

from dataclasses import dataclass, field

from datapacks.models import Intervention
from datapacks.register import register_of
from regions.roles import Permission
from selfeval.models import Chapter, ExceptionComment, Prompt, ThreadRow

Kind, Role = Prompt.Kind, Prompt.Role
TRIED_COLUMNS = ["What was tried", "When", "What changed"]
THREAD_COLUMNS = ["Kind", "The year before", "Last year", "This year", "State"]


def tried_in(chapter: Chapter, entries) -> list[Intervention]:
    """The entries about the chapter's indicators or their topics; all of them where it has no indicators."""
    indicators = list(chapter.of.indicators.all())
    if not indicators:
        return list(entries)
    topics = {one.topic for one in indicators}
    return [one for one in entries if one.topic in topics or set(one.indicators.all()) & set(indicators)]


def thread_of(chapter: Chapter):
    """The chapter's own rows; every chapter's, where a prompt of it shows the thread."""
    rows = ThreadRow.objects.select_related("chapter__of").order_by("chapter__of__number", "role", "pk")
    shows_all = any(prompt.kind == Kind.THREAD for prompt in chapter.of.prompts.all())
    return (
        rows.filter(chapter__evaluation=chapter.evaluation_id) if shows_all else rows.filter(chapter=chapter)
    )


@dataclass(frozen=True)
class Gathered:
    """For one chapter and reader."""

    chapter: Chapter
    tried: list[Intervention] = field(default_factory=list)
    exceptions: list[ExceptionComment] = field(default_factory=list)
    thread: list[ThreadRow] = field(default_factory=list)
    may_log: bool = False
    may_follow: bool = False

    @property
    def exceptions_left(self) -> int:
        return sum(not one.is_done for one in self.exceptions)


def gathered(chapter: Chapter, person, *, may_edit: bool) -> Gathered:
    """Only what the chapter's prompts ask for is looked up."""
    prompts = list(chapter.of.prompts.all())
    kinds, roles = {one.kind for one in prompts}, {one.role for one in prompts}
    evaluation = chapter.evaluation
    tried, exceptions, thread = [], [], []
    if Kind.INTERVENTIONS in kinds:
        tried = tried_in(chapter, register_of(evaluation.authority).entries)
    if Kind.EXCEPTIONS in kinds:
        exceptions = list(
            ExceptionComment.objects.visible_to(person)
            .filter(evaluation=evaluation)
            .select_related("indicator")
        )
    if Kind.THREAD in kinds or roles & {Role.AREAS, Role.STRENGTHS}:
        thread = list(thread_of(chapter).filter(chapter__in=Chapter.objects.visible_to(person)))
    return Gathered(
        chapter=chapter,
        tried=tried,
        exceptions=exceptions,
        thread=thread,
        may_log=person.may(Permission.LOG_INTERVENTIONS, at=evaluation.authority),
        may_follow=may_edit,
    )


def when(entry: Intervention) -> str:
    """ "March 2024 to May 2025", or "since March 2024"."""
    began = f"{entry.began_on:%B %Y}"
    return f"{began} to {entry.ended_on:%B %Y}" if entry.ended_on else f"Since {began}"


def add_lists(contents: list[dict], chapters: list[Chapter], entries) -> None:
    """Put the register and the thread into the frozen chapters, where their prompts stand."""
    for content, chapter in zip(contents, chapters, strict=True):
        for answer in content["answers"]:
            if answer["kind"] == Kind.INTERVENTIONS:
                answer["columns"] = TRIED_COLUMNS
                answer["rows"] = [
                    [one.title, when(one), one.what_changed] for one in tried_in(chapter, entries)
                ]
            elif answer["kind"] == Kind.THREAD:
                answer["columns"] = THREAD_COLUMNS
                answer["rows"] = [
                    [row.get_role_display(), row.before, row.earlier, row.now, row.get_state_display()]
                    for row in thread_of(chapter)
                ]
