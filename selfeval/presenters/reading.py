"""What a person finds under "Self-evaluations": their own, their chapters, and what others share."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from cycles.models import Phase
from regions.models import LocalAuthority, Memorandum, missing_signatures
from regions.roles import ROLE_LABELS, Permission
from selfeval.models import (
    Chapter,
    Release,
    SelfEvaluation,
    Share,
)


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
