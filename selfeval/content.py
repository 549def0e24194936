"""A self-evaluation as one frozen document: everything that its page, PDF and Word file print.

The same document always gives the same JSON, and so the same hash.
"""

import hashlib
import json
from itertools import chain

from datapacks.lines import Line
from datapacks.register import register_of
from indicators.models import Comparison
from selfeval.gathered import add_lists
from selfeval.models import Answer, Chapter, Evidence, Prompt, SelfEvaluation
from selfeval.printable import every_text, without_controls

Kind = Prompt.Kind


def frozen(evaluation: SelfEvaluation) -> dict:
    """The document as it stands: labels, text, rows, figures, evidence. Plain values only."""
    chapters = list(
        evaluation.chapters.select_related("of").prefetch_related(
            "of__prompts",
            "of__indicators",
            "answers__prompt",
            "answers__carried_from__region",
            "evidence",
            "parts__person",
        )
    )
    figures = figures_of(evaluation, chapters)
    exceptions = list(evaluation.exceptions.select_related("indicator"))
    contents = [chapter_content(chapter, chapters, figures, exceptions) for chapter in chapters]
    add_lists(contents, chapters, register_of(evaluation.authority).entries)
    content = {
        "name": evaluation.authority.region.self_evaluation_name,
        "authority": evaluation.authority.name,
        "authority_code": evaluation.authority_id,
        "region": evaluation.authority.region.name,
        "cycle": str(evaluation.cycle),
        "template": str(evaluation.template),
        "chapters": contents,
    }
    return every_text(content, without_controls)


def text_of(evaluation: SelfEvaluation) -> str:
    """The document as it stands, as the text that is signed and released."""
    return as_json(frozen(evaluation))


def as_json(content: dict) -> str:
    """Canonical JSON: sorted keys, no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def figures_of(evaluation: SelfEvaluation, chapters: list[Chapter]) -> dict[int, dict]:
    """What the newest figures say of each indicator that stands beside a prompt, by its key."""
    wanted = {one.pk for chapter in chapters for one in chapter.of.indicators.all()}
    found = Comparison.objects.filter(authority=evaluation.authority, indicator__in=wanted).select_related(
        "indicator", "authority", "region_area"
    )
    register = register_of(evaluation.authority)
    return {one.indicator_id: figure(Line(one, register)) for one in found}


def figure(line: Line) -> dict:
    return {
        "slug": line.indicator.slug,
        "title": line.indicator.title,
        "sentence": line.sentence,
        "flag": line.of.flag,
        "shift": line.shift_words,
        "periods": line.of.series["labels"],
        "values": line.of.series["authority"],
    }


def chapter_content(chapter: Chapter, chapters: list[Chapter], figures: dict, exceptions: list) -> dict:
    answers = {answer.prompt_id: answer for answer in chapter.answers.all()}
    return {
        "number": chapter.of.number,
        "title": chapter.of.title,
        "figures": [figures[one.pk] for one in chapter.of.indicators.all() if one.pk in figures],
        "evidence": [
            {"title": one.title, "pages": one.pages, "file": one.file_name}
            for one in chapter.evidence.all()
            if one.removed_at is None and one.state == Evidence.State.READY
        ],
        "answers": [
            prompt_content(prompt, answers.get(prompt.pk), chapters, exceptions)
            for prompt in chapter.of.prompts.all()
        ],
    }


def prompt_content(prompt: Prompt, answer: Answer | None, chapters: list[Chapter], exceptions: list) -> dict:
    """The prompt's words with its answer: ``text`` HTML, ``rows`` under ``columns``, a ``choice``.

    ``unchanged`` says since when, if it is last year's; documents released before it was told are without it.
    """
    content = {
        "kind": prompt.kind,
        "prompt": prompt.text,
        "text": "",
        "choice": "",
        "columns": [],
        "rows": [],
        "unchanged": answer.unchanged_words if answer else "",
    }
    if answer is not None:
        content |= answer.content | {"columns": [column["label"] for column in prompt.columns]}
        content["rows"] = [[row.get(column["key"], "") for column in prompt.columns] for row in answer.rows]
    elif prompt.kind == Kind.ROLLUP:
        content |= rolled_up(prompt.role, chapters)
    elif prompt.kind == Kind.EXCEPTIONS:
        content["columns"] = ["Figure", "Why it is here", "Comment"]
        content["rows"] = [
            [one.indicator.title, "; ".join(one.reasons), one.text or one.no_comment_because]
            for one in exceptions
        ]
    return content


def rolled_up(role: str, chapters: list[Chapter]) -> dict:
    """The rows of this role from every chapter, each with its chapter's title first."""
    answers = [
        (chapter, answer)
        for chapter in chapters
        for answer in chapter.answers.all()
        if answer.prompt.role == role and answer.prompt.kind == Kind.TABLE
    ]
    if not answers:
        return {}
    columns = answers[0][1].prompt.columns
    rows = chain.from_iterable(
        [[chapter.of.title, *(row.get(column["key"], "") for column in columns)] for row in answer.rows]
        for chapter, answer in answers
    )
    return {"columns": ["Chapter", *(column["label"] for column in columns)], "rows": list(rows)}
