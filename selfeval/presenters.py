"""Shapes of the pages about self-evaluations."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from cycles.models import Phase
from datapacks.lines import Line, indicator
from datapacks.register import register_of
from datapacks.reports import trend_picture
from indicators.models import Comparison
from regions.models import LocalAuthority, Memorandum, missing_signatures
from regions.roles import ROLE_LABELS, Permission
from selfeval import rich_text, statuses
from selfeval.actions.carrying import earlier_of
from selfeval.actions.moving import parts_in
from selfeval.blockers import Blocker, blockers
from selfeval.gathered import Gathered, gathered
from selfeval.models import (
    Answer,
    Chapter,
    ChapterPart,
    Clash,
    Comment,
    Endorsement,
    Evidence,
    Invitation,
    Prompt,
    Reading,
    Release,
    SelfEvaluation,
    Share,
)
from selfeval.models.evaluations import CHAPTER_STATES, endorsements_awaited
from selfeval.wording import style_hint

STATE_COLOURS = {
    "not_started": "grey",
    "drafting": "blue",
    "with_owner": "yellow",
    "returned": "orange",
    "agreed": "green",
    "locked": "green",
    "review": "yellow",
    "signed": "green",
    "endorsed": "green",
    "submitted": "turquoise",
    "archived": "grey",
}
MOVE_WORDS = {
    "hand_over": "Hand to the chapter’s owner",
    "agree": "Agree this chapter",
    "return": "Return it to be changed",
    "send_for_review": "Send to the director for review",
    "reopen": "Reopen it for changes",
    "sign": "Sign it",
    "endorse": "Endorse it",
    "submit": "Release it to the group",
    "revise": "Start a new version",
}
HERE = timedelta(seconds=45)


def coloured(thing):
    """(word, colour) of a state."""
    return thing.get_state_display(), STATE_COLOURS[thing.state]


@dataclass(frozen=True)
class ChapterRow:
    chapter: Chapter
    words: int
    people: str
    comments: int
    state: tuple[str, str]
    is_readable: bool


@dataclass(frozen=True)
class EvaluationPage:
    evaluation: SelfEvaluation
    state: tuple[str, str]
    rows: list[ChapterRow]
    total_words: int
    agreed: int
    bar: list[tuple[str, str, int]]
    blockers: list[Blocker]
    moves: list[tuple[str, str]]
    may_sign: bool
    endorsed: list[Endorsement]
    awaited: list[str]
    read_by_others: Release | None
    releases: list[Release]
    shares: list[Share]
    share_day: date | None
    sign_off_day: date | None
    leads: bool
    directs: bool
    earlier: SelfEvaluation | None


def evaluation_page(evaluation: SelfEvaluation, person) -> EvaluationPage:
    """The authority's overview: every chapter's state and size, what is missing, and what may be done."""
    readable = set(
        Chapter.objects.visible_to(person).filter(evaluation=evaluation).values_list("pk", flat=True)
    )
    rows = [chapter_row(chapter, readable) for chapter in chapters_with_counts(evaluation)]
    parts = parts_in(evaluation, person)
    directs = statuses.Part.DIRECTOR in parts
    leads = directs or statuses.Part.COORDINATOR in parts
    possible = statuses.possible(statuses.DOCUMENT_MOVES, state=evaluation.state, parts=parts)
    missing = blockers(evaluation) if leads and evaluation.can_be_edited else []
    awaited = endorsements_awaited(evaluation)
    if awaited:
        possible = [name for name in possible if name != "submit"]
    releases = list(
        Release.objects.visible_to(person)
        .filter(evaluation=evaluation)
        .select_related("released_by")
        .defer("content")
    )
    return EvaluationPage(
        evaluation=evaluation,
        state=coloured(evaluation),
        rows=rows,
        total_words=sum(row.words for row in rows),
        agreed=sum(row.chapter.state in ("agreed", "locked") for row in rows),
        bar=bar_of(rows),
        blockers=missing,
        moves=[(name, MOVE_WORDS[name]) for name in possible if name != "sign"],
        may_sign="sign" in possible and not missing,
        endorsed=list(evaluation.endorsements.select_related("by")),
        awaited=[ROLE_LABELS[role].lower() for role in sorted(awaited)],
        read_by_others=releases[0] if releases and releases[0].withdrawn_at is None else None,
        releases=releases,
        shares=list(evaluation.shares.filter(ended_at=None).select_related("authority")) if leads else [],
        share_day=evaluation.cycle.day_of(Phase.Kind.SHARE),
        sign_off_day=evaluation.cycle.day_of(Phase.Kind.SIGN_OFF),
        leads=leads,
        directs=directs,
        earlier=earlier_of(evaluation) if leads and has_empty_answers(evaluation) else None,
    )


def has_empty_answers(evaluation):
    return (
        evaluation.can_be_edited and Answer.objects.filter(chapter__evaluation=evaluation, version=0).exists()
    )


def bar_of(rows: list[ChapterRow]) -> list[tuple[str, str, int]]:
    """(state, its word, how many chapters), from the least done to the most; locked ones are agreed."""
    order = ("not_started", "drafting", "returned", "with_owner", "agreed")
    states = [row.chapter.state.replace("locked", "agreed") for row in rows]
    words = dict(CHAPTER_STATES)
    return [(state, words[state].lower(), states.count(state)) for state in order if state in states]


def chapters_with_counts(evaluation):
    return (
        evaluation.chapters.select_related("of")
        .prefetch_related("parts__person")
        .annotate(
            words=Sum("answers__words", default=0),
            open_comments=Count("comments", filter=Q(comments__settled_at=None), distinct=True),
        )
        .order_by("of__number")
    )


def chapter_row(chapter, readable) -> ChapterRow:
    people = sorted(chapter.parts.all(), key=lambda part: part.part != ChapterPart.Part.OWNER)
    return ChapterRow(
        chapter=chapter,
        words=chapter.words,
        people=", ".join(part.person.name for part in people),
        comments=chapter.open_comments,
        state=coloured(chapter),
        is_readable=chapter.pk in readable,
    )


@dataclass(frozen=True)
class Field:
    """One prompt on the writing page, with its answer where it takes one."""

    prompt: Prompt
    answer: Answer | None
    clash: Clash | None
    comments: list[Comment]

    @property
    def plain(self) -> str:
        """The text for a box without scripts."""
        return rich_text.plain(self.answer.text)

    @property
    def is_long(self) -> bool:
        """Longer than the guide, which warns and never cuts."""
        return bool(self.prompt.word_guide) and self.answer.words > self.prompt.word_guide

    @property
    def hint(self) -> str:
        return style_hint(self.answer.text)

    @property
    def rows(self) -> list[list[tuple[dict, str]]]:
        """The table's rows as (column, value) pairs."""
        columns = self.prompt.columns
        return [[(column, row.get(column["key"], "")) for column in columns] for row in self.answer.rows]

    @property
    def rows_to_fill(self) -> list[list[tuple[dict, str]]]:
        """Those rows, and an empty one."""
        return [*self.rows, [(column, "") for column in self.prompt.columns]]


@dataclass(frozen=True)
class Figure:
    """An indicator beside the prompts: its sentence, flag and picture."""

    line: Line
    picture: str


@dataclass(frozen=True)
class ChapterPage:
    chapter: Chapter
    state: tuple[str, str]
    fields: list[Field]
    figures: list[Figure]
    comments: list[Comment]
    evidence: list[Evidence]
    moves: list[tuple[str, str]]
    parts: list[ChapterPart]
    may_edit: bool
    may_discuss: bool
    may_give_parts: bool
    may_invite: bool
    invitations: list[Invitation]
    others_here: list["Other"]
    gathered: Gathered
    previous: Chapter | None
    next: Chapter | None


def chapter_page(chapter: Chapter, person) -> ChapterPage:
    answers = {answer.prompt_id: answer for answer in chapter.answers.select_related("prompt", "saved_by")}
    clashes = {one.answer_id: one for one in Clash.objects.filter(answer__chapter=chapter, settled_at=None)}
    may_discuss = Chapter.objects.discussed_by(person).filter(pk=chapter.pk).exists()
    comments = list(chapter.comments.select_related("by").filter(settled_at=None)) if may_discuss else []
    parts = parts_in(chapter.evaluation, person, chapter)
    may_edit = chapter.evaluation.can_be_edited and chapter.state != statuses.Chapter.LOCKED
    edits = may_edit and Chapter.objects.editable_by(person).filter(pk=chapter.pk).exists()
    readable = list(
        Chapter.objects.visible_to(person).filter(evaluation=chapter.evaluation_id).select_related("of")
    )
    place = readable.index(chapter)
    may_give_parts = may_edit and bool(parts & {*statuses.LEADERS, statuses.Part.OWNER})
    may_invite = may_edit and bool(parts & {*statuses.LEADERS})
    return ChapterPage(
        chapter=chapter,
        state=coloured(chapter),
        fields=[
            field(prompt, answers.get(prompt.pk), clashes, comments) for prompt in chapter.of.prompts.all()
        ],
        figures=figures(chapter),
        comments=[one for one in comments if one.prompt_id is None],
        evidence=list(chapter.evidence.select_related("added_by")),
        moves=chapter_moves(chapter, parts) if may_edit else [],
        parts=list(chapter.parts.select_related("person")),
        may_edit=edits,
        may_discuss=may_discuss,
        may_give_parts=may_give_parts,
        may_invite=may_invite,
        invitations=list(chapter.invitations.waiting()) if may_invite else [],
        others_here=others_here(chapter, person),
        gathered=gathered(chapter, person, may_edit=edits),
        previous=readable[place - 1] if place else None,
        next=readable[place + 1] if place + 1 < len(readable) else None,
    )


def chapter_moves(chapter, parts):
    names = statuses.possible(statuses.CHAPTER_MOVES, state=chapter.state, parts=parts)
    return [(name, MOVE_WORDS[name]) for name in names]


def field(prompt: Prompt, answer: Answer | None, clashes: dict[int, Clash], comments: list[Comment]) -> Field:
    about = [one for one in comments if one.prompt_id == prompt.pk]
    return Field(prompt, answer, clashes.get(answer.pk) if answer else None, about)


def figures(chapter: Chapter) -> list[Figure]:
    """The chapter's indicators with the authority's newest figures, in the template's order."""
    found = Comparison.objects.filter(
        authority=chapter.evaluation.authority_id, indicator__in=chapter.of.indicators.all()
    ).select_related("indicator", "authority", "region_area")
    register = register_of(chapter.evaluation.authority)
    lines = sorted((Line(one, register) for one in found), key=lambda line: line.indicator.position)
    return [Figure(line, trend_picture(indicator(line))) for line in lines]


class Other(NamedTuple):
    """Someone else who has the chapter open, and the prompt where they were last."""

    name: str
    prompt: int | None


def others_here(chapter: Chapter, person) -> list[Other]:
    seen = chapter.presences.filter(seen_at__gte=timezone.now() - HERE).exclude(person=person)
    return [Other(one.person.name, one.prompt_id) for one in seen.select_related("person")]


@dataclass(frozen=True)
class MyPage:
    """What a person writes, leads and may read."""

    own: list[SelfEvaluation]
    chapters: list[Chapter]
    open_now: list[Release]
    later: list[Share]
    lapsed: list[Share]
    named_by_you: list[Share]
    follows: bool  # the region's, by state


def my_page(person) -> MyPage:
    own = SelfEvaluation.objects.of_own_authority(person).select_related("authority__region", "cycle__region")
    chapters = Chapter.objects.filter(
        pk__in=Chapter.objects.visible_to(person), parts__person=person
    ).select_related("of", "evaluation__authority", "evaluation__cycle__region")
    releases = Release.objects.open_to(person).defer("content")
    later = Share.objects.live_for(person).exclude(evaluation__in=releases.values("evaluation"))
    today = timezone.localdate()
    coming = Phase.objects.filter(kind=Phase.Kind.SHARE, is_off=False, due_on__gt=today)
    kept = later.select_related("evaluation__authority", "evaluation__cycle__region").annotate(
        opens_on=Subquery(coming.filter(cycle=OuterRef("evaluation__cycle")).values("due_on")[:1])
    )
    return MyPage(
        follows=person.may(Permission.VIEW_STATUS),
        own=list(own),
        chapters=list(chapters.order_by("evaluation", "of__number")),
        open_now=list(releases.select_related("evaluation__authority", "evaluation__cycle__region")),
        later=list(kept.filter(ends_on__gte=today)),
        lapsed=list(kept.filter(ends_on__lt=today)),
        named_by_you=list(mine_to_name(person)),
    )


def mine_to_name(person):
    """The shares for which the person, as a director, names readers."""
    own = LocalAuthority.objects.where(person, Permission.READ_SHARED)
    live = Share.objects.live_for(person).filter(authority__in=own, ends_on__gte=timezone.localdate())
    return live.select_related("evaluation__authority")


@dataclass(frozen=True)
class OpensPage:
    """Why a reader cannot open a self-evaluation now. Of the owner's side it names no particular reason."""

    share: Share
    day: date | None
    has_begun: bool
    has_lapsed: bool
    left_to_do: list[str]


def opens_page(share: Share, person) -> OpensPage:
    today, day = timezone.localdate(), share.evaluation.cycle.day_of(Phase.Kind.SHARE)
    is_own = any(post.authority_id == share.authority_id for post in person.posts_now)
    return OpensPage(
        share=share,
        day=day,
        has_begun=day is not None and day <= today,
        has_lapsed=share.ends_on < today,
        left_to_do=left_to_do(share) if is_own else [],
    )


def left_to_do(share: Share) -> list[str]:
    """What the reading authority itself still owes, for its own people."""
    roles = [ROLE_LABELS[role] for role in missing_signatures(share.authority)]
    lines = [f"The memorandum waits for the signature of your authority’s {role}." for role in roles]
    own = Release.objects.in_force().filter(
        evaluation__cycle=share.evaluation.cycle_id, evaluation__authority=share.authority_id
    )
    asks = Memorandum.objects.in_force().filter(
        region=share.evaluation.authority.region_id, read_only_if_shared=True
    )
    if asks.exists() and not own.exists():
        lines.append(
            "Your authority has not released its own in this cycle; the memorandum asks for that first."
        )
    return lines


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
