"""The region's headlines: each theme with a rounded number of authorities, and what the reader may read of it."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from challenges.coded import authorities_by_theme, codings_of, released_findings
from challenges.models import Coding, Consent, Seat, Theme, Turn
from challenges.models.challenges import parts_in
from challenges.parts import RIGHTS, Right
from challenges.rounding import said_of
from challenges.states import Note
from cycles.models import Cycle
from regions.models import LocalAuthority
from regions.roles import Permission
from selfeval.models import Release
from ui.charts import svg
from ui.charts.bars import Bar, bars_chart


@dataclass(frozen=True)
class Extract:
    """What stands under a theme, for someone who may read it anyway."""

    text: str
    source: str
    url: str


@dataclass(frozen=True)
class Headline:
    theme: Theme
    words: str
    names: list[str]
    extracts: list[Extract]


@dataclass(frozen=True)
class HeadlinePage:
    cycle: Cycle
    headlines: list[Headline]
    chart: str
    published_at: datetime | None


def headline_page(cycle: Cycle, person=None) -> HeadlinePage:
    """Only themes that were published with a number. Without a person, with no extracts: a paper to hand round."""
    themes = [theme for theme in cycle.themes.all() if theme.shown]
    themes.sort(key=lambda theme: -theme.shown)
    names = names_beside(cycle) if themes else {}
    extracts = extracts_for(cycle, person) if themes and person else {}
    headlines = [
        Headline(theme, words_for(theme.shown), names.get(theme.pk, []), extracts.get(theme.pk, []))
        for theme in themes
    ]
    return HeadlinePage(cycle, headlines, chart_of(themes), published_at(cycle))


def words_for(shown: int) -> str:
    return f"At least {shown} authorities"


def published_at(cycle: Cycle) -> datetime | None:
    return max((theme.shown_at for theme in cycle.themes.all() if theme.shown_at), default=None)


def chart_of(themes: list[Theme]) -> str:
    if not themes:
        return ""
    bars = [Bar(shortened(theme.name), float(theme.shown), f"{theme.shown}+") for theme in themes]
    told = "; ".join(f"{theme.name}: {words_for(theme.shown).lower()}" for theme in themes)
    return bars_chart(bars, about=svg.About("How many authorities each theme was found at", told, "themes"))


def shortened(name: str, most: int = 28) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def names_beside(cycle: Cycle) -> dict[int, list[str]]:
    """By the theme's key, the authorities under it that let their names stand there."""
    under = codings_of(cycle).filter(theme=OuterRef("theme"), authority=OuterRef("authority"))
    consents = Consent.objects.filter(Exists(under), theme__cycle=cycle).order_by("authority__name")
    found = defaultdict(list)
    for theme, name in consents.values_list("theme", "authority__name"):
        found[theme].append(name)
    return found


def extracts_for(cycle: Cycle, person) -> dict[int, list[Extract]]:
    """By the theme's key, the findings and chapters under it that the person may read anyway."""
    turns = readable_turns(cycle, person)
    releases = Release.objects.visible_to(person).filter(evaluation__cycle=cycle)
    found = defaultdict(list)
    mine = codings_of(cycle).filter(Q(finding__turn__in=turns) | Q(release__in=releases))
    for coding in mine.select_related("authority__region", "finding__turn", "release").order_by(
        "authority__name", "pk"
    ):
        found[coding.theme_id].append(extract_of(coding))
    return found


def readable_turns(cycle: Cycle, person) -> list[int]:
    """The turns with released feedback that the person reads, by a post at the host or by a seat."""
    own = Q(pk__in=Turn.objects.hosted_by(person).values("pk")) | Q(
        challenge__in=Seat.objects.holding(person).values("challenge")
    )
    released = Turn.objects.visible_to(person).filter(own, challenge__cycle=cycle, note__state=Note.RELEASED)
    found = released.select_related("host__region", "challenge__cycle__region")
    return [turn.pk for turn in found if parts_in(turn, person) & RIGHTS[Right.READ_NOTE]]


def extract_of(coding: Coding) -> Extract:
    name = coding.authority.name
    if coding.finding:
        return Extract(coding.finding.text, f"Feedback for {name}", coding.finding.turn.get_absolute_url())
    own_word = coding.authority.region.self_evaluation_name.capitalize()
    title = dict(chapters_of(coding.release)).get(coding.chapter, "")
    return Extract(f"Chapter “{title}”", f"{own_word} of {name}", coding.release.get_absolute_url())


def chapters_of(release: Release) -> list[tuple[int, str]]:
    """Number and title of each chapter, as released."""
    return [(one["number"], one["title"]) for one in json.loads(release.content)["chapters"]]


def themes_page(cycle: Cycle, person) -> dict:
    """For the project manager: the list, how much is coded as far as that may be said, what may be coded."""
    authorities = set().union(*authorities_by_theme(cycle).values())
    readable = Release.objects.open_to(person).filter(evaluation__cycle=cycle).defer("content")
    return {
        "cycle": cycle,
        "themes": [(theme, words_for(theme.shown) if theme.shown else "") for theme in cycle.themes.all()],
        "coded": said_of(len(authorities), region=cycle.region.authorities.current().count()),
        "published_at": published_at(cycle),
        "releases": readable.select_related("evaluation__authority").order_by("evaluation__authority__name"),
    }


def own_codings(cycle: Cycle, authority: LocalAuthority) -> list[tuple[Theme, list[Extract], bool]]:
    """For its director: each theme that the authority stands under, by what, and whether it may be named there."""
    codings = (
        codings_of(cycle)
        .filter(authority=authority)
        .select_related("theme", "authority__region", "finding__turn", "release")
    )
    given = set(
        Consent.objects.filter(theme__cycle=cycle, authority=authority).values_list("theme", flat=True)
    )
    found: dict[Theme, list[Extract]] = defaultdict(list)
    for coding in codings.order_by("theme__position", "pk"):
        found[coding.theme].append(extract_of(coding))
    return [(theme, extracts, theme.pk in given) for theme, extracts in found.items()]


def findings_to_code(turn: Turn) -> list:
    return list(released_findings().filter(turn=turn).select_related("line"))


def directed_in(cycle: Cycle, person) -> LocalAuthority | None:
    """The authority of the cycle's region whose services the person directs."""
    held = person.authorities_where(Permission.SIGN_SELF_EVALUATION)
    return next((one for one in held if one.region_id == cycle.region_id), None)
