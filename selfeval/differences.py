"""Two versions of a template side by side: chapter by chapter, what came and what went."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TypeVar

from selfeval.columns import as_lines
from selfeval.models import Prompt, Template, TemplateChapter

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class PromptPair:
    earlier: Prompt | None
    later: Prompt | None
    word: str
    changes: list[str]


@dataclass(frozen=True)
class ChapterPair:
    earlier: TemplateChapter | None
    later: TemplateChapter | None
    word: str
    changes: list[str]
    prompts: list[PromptPair]


def compare(earlier: Template, later: Template) -> list[ChapterPair]:
    """In the order of both. A chapter is the same one by its title, a prompt by its words."""
    return [
        chapter_pair(old, new)
        for old, new in paired(chapters_of(earlier), chapters_of(later), lambda one: one.title.casefold())
    ]


def chapters_of(template: Template) -> list[TemplateChapter]:
    return list(template.chapters.prefetch_related("prompts", "indicators"))


def paired(
    old: Sequence[Thing], new: Sequence[Thing], key: Callable[[Thing], str]
) -> Iterator[tuple[Thing | None, Thing | None]]:
    """Side by side; where one was put in place of another, they stand together."""
    matcher = SequenceMatcher(None, list(map(key, old)), list(map(key, new)), autojunk=False)
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        yield from zip_longest(old[i1:i2], new[j1:j2])


def chapter_pair(old: TemplateChapter | None, new: TemplateChapter | None) -> ChapterPair:
    before = list(old.prompts.all()) if old else []
    after = list(new.prompts.all()) if new else []
    prompts = [prompt_pair(*pair) for pair in paired(before, after, lambda one: one.text)]
    changes = chapter_changes(old, new) if old and new else []
    is_same = not changes and all(one.word == "Same" for one in prompts)
    return ChapterPair(old, new, word_for(old, new, is_same=is_same), changes, prompts)


def prompt_pair(old: Prompt | None, new: Prompt | None) -> PromptPair:
    changes = prompt_changes(old, new) if old and new else []
    return PromptPair(old, new, word_for(old, new, is_same=not changes), changes)


def word_for(old: object, new: object, *, is_same: bool) -> str:
    if old is None:
        return "Added"
    if new is None:
        return "Removed"
    return "Same" if is_same else "Changed"


def chapter_changes(old: TemplateChapter, new: TemplateChapter) -> list[str]:
    was, now = ({one.title for one in chapter.indicators.all()} for chapter in (old, new))
    return [
        *told("Title", old.title, new.title),
        *told("Place", str(old.number), str(new.number)),
        *told("Usual owner", old.usual_owner, new.usual_owner),
        *(f"Figure added: {title}" for title in sorted(now - was)),
        *(f"Figure removed: {title}" for title in sorted(was - now)),
    ]


def prompt_changes(old: Prompt, new: Prompt) -> list[str]:
    return [
        *told("Question", old.text, new.text),
        *told("Kind", old.get_kind_display(), new.get_kind_display()),
        *told("Help", old.help, new.help),
        *told("Words", str(old.word_guide or ""), str(new.word_guide or "")),
        *told("Needed", "yes" if old.is_required else "no", "yes" if new.is_required else "no"),
        *told("Rows", old.get_role_display(), new.get_role_display()),
        *told(
            "Columns", as_lines(old.columns).replace("\n", "; "), as_lines(new.columns).replace("\n", "; ")
        ),
        *told("Choices", "; ".join(old.choices), "; ".join(new.choices)),
    ]


def told(what: str, old: str, new: str) -> list[str]:
    return [f"{what}: was “{old or 'nothing'}”, now “{new or 'nothing'}”"] if old != new else []
