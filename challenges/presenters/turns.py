"""The page of one turn: what there is to do and to read in it, as far as the person may."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from challenges.models import Turn
from challenges.parts import Right


@dataclass(frozen=True)
class Section:
    """A page of the turn, for whoever holds one of the rights. ``name`` is its address's."""

    title: str
    about: str
    name: str
    rights: frozenset[Right]


SECTIONS: tuple[Section, ...] = (
    Section(
        "Focus",
        "What the figures flag, what was tried, and what host, lead and observer agree to look at",
        "scope",
        frozenset({Right.READ_SCOPE}),
    ),
    Section(
        "Lines of enquiry",
        "What is looked into, with the data and evidence wanted for it",
        "lines",
        frozenset({Right.READ_SCOPE}),
    ),
    Section(
        "Questions",
        "What the host is asked, and what it answers",
        "questions",
        frozenset({Right.DRAFT_QUESTIONS, Right.READ_QUESTIONS}),
    ),
    Section(
        "What to read",
        "What the authority says of itself, the figures and the other papers of this turn",
        "reading",
        frozenset({Right.READ_SCOPE}),
    ),
    Section(
        "Documents",
        "What the team asks the host for, and what the host gives",
        "documents",
        frozenset({Right.READ_DOCUMENTS}),
    ),
    Section(
        "Timetable",
        "Who is where and when; your own day, to print or for your calendar",
        "timetable",
        frozenset({Right.READ_TIMETABLE}),
    ),
    Section(
        "Notes",
        "What the team saw, heard and read. Written on a phone, kept over a bad line",
        "evidence",
        frozenset({Right.READ_EVIDENCE}),
    ),
    Section(
        "Findings",
        "Suggested by the team, written by the lead, with what each rests on",
        "findings",
        frozenset({Right.READ_FINDINGS}),
    ),
    Section(
        "Findings by type of source",
        "Where two types of source say the same, and where families are heard",
        "findings_matrix",
        frozenset({Right.READ_FINDINGS}),
    ),
    Section(
        "What we will say",
        "The findings in order, to be read out to the host on the last day",
        "spoken",
        frozenset({Right.READ_FINDINGS}),
    ),
    Section(
        "Observer",
        "Your log, which nobody else sees, the questions you put, and your sign-off",
        "observer",
        frozenset({Right.OBSERVE}),
    ),
    Section(
        "Written feedback",
        "What the team found, checked by the host for facts and released by it",
        "note",
        frozenset({Right.FOLLOW_NOTE}),
    ),
    Section(
        "Agreed actions",
        "What the host will do, confirmed by the partners; needs and offers",
        "actions",
        frozenset({Right.READ_ACTIONS}),
    ),
    Section(
        "How it goes on",
        "Check-ins and the progress review, with what the figures did",
        "follow_up",
        frozenset({Right.READ_ACTIONS}),
    ),
    Section(
        "Themes",
        "Put what the released feedback says under the region’s themes",
        "turn_themes",
        frozenset({Right.CODE_THEMES}),
    ),
)


@dataclass(frozen=True)
class Link:
    title: str
    about: str
    url: str


def links_of(turn: Turn, *, about: Collection[Right] = frozenset(Right)) -> list[Link]:
    """Expects the turn as ``views.finding`` gives it, with the person's rights; ``about`` narrows what is listed."""
    return [
        Link(section.title, section.about, reverse(f"challenges:{section.name}", args=[turn.pk]))
        for section in SECTIONS
        if section.rights & turn.rights & set(about)
    ]
