"""The themes of a region's year: the list, what is put under them, consent to be named, publishing the headlines."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.models import record
from challenges.coded import authorities_by_theme, released_findings
from challenges.models import Coding, Consent, Theme, Turn
from challenges.rounding import LEAST, said_of
from cycles.models import Cycle
from regions.models import LocalAuthority, Person
from selfeval.models import Release


class NameTaken(Exception):  # noqa: N818
    """The cycle has a theme of this name."""


class TooFewNew(Exception):  # noqa: N818
    """Fewer than three authorities have anything new: what moved on the headlines would say whose it is."""


@transaction.atomic
def save_theme(*, cycle: Cycle, name: str, about: str, by: Person, theme: Theme | None = None) -> Theme:
    """A new theme, or another name for one. Raises NameTaken."""
    Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    others = cycle.themes.exclude(pk=theme.pk if theme else None)
    if others.filter(name__iexact=name).exists():
        raise NameTaken
    if theme is None:
        last = cycle.themes.aggregate(n=Max("position"))["n"] or 0
        theme = Theme(cycle=cycle, position=last + 1)
    theme.name, theme.about = name, about
    theme.save()
    record("theme_saved", theme, by=by)
    return theme


@transaction.atomic
def remove_theme(*, theme: Theme, by: Person) -> None:
    """With everything that was put under it, and the consents to be named beside it."""
    record("theme_removed", theme, by=by)
    theme.delete()


@transaction.atomic
def code_findings(*, turn: Turn, chosen: Mapping[int, Iterable[Theme]], by: Person) -> None:
    """Put findings of released feedback under these themes and no others; ``chosen`` is by the finding's key."""
    for finding in released_findings().filter(turn=turn, pk__in=chosen):
        put_under(chosen[finding.pk], authority=turn.host, by=by, finding=finding)
    record("findings_coded", turn, by=by, findings=sorted(chosen))


@transaction.atomic
def code_chapters(*, release: Release, chosen: Mapping[int, Iterable[Theme]], by: Person) -> None:
    """Put chapters of a release under these themes and no others; ``chosen`` is by the chapter's number."""
    for number, themes in chosen.items():
        put_under(themes, authority=release.evaluation.authority, by=by, release=release, chapter=number)
    record("chapters_coded", release, by=by, chapters=sorted(chosen))


def put_under(themes: Iterable[Theme], *, authority: LocalAuthority, by: Person, **thing) -> None:
    wanted = {theme.pk for theme in themes}
    Coding.objects.filter(**thing).exclude(theme__in=wanted).delete()
    for theme in wanted:
        Coding.objects.get_or_create(theme_id=theme, **thing, defaults={"authority": authority, "by": by})


@transaction.atomic
def set_consents(*, cycle: Cycle, authority: LocalAuthority, themes: Iterable[Theme], by: Person) -> None:
    """Let the authority's name stand beside these themes, and beside no others, from now on."""
    wanted = {theme.pk for theme in themes}
    Consent.objects.filter(theme__cycle=cycle, authority=authority).exclude(theme__in=wanted).delete()
    for theme in wanted:
        Consent.objects.get_or_create(theme_id=theme, authority=authority, defaults={"by": by})
    record("consents_set", authority, by=by, cycle=cycle.pk, themes=sorted(wanted))


@transaction.atomic
def publish(*, cycle: Cycle, by: Person) -> None:
    """Bring the headlines up to date. Between two times nothing on them moves, whatever is put under a theme.

    Someone who knows which feedback was released since the last time can compare: so they stay as they are until at
    least three authorities have come under a theme, or are under one no longer. Raises TooFewNew.
    """
    Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    coded, themes, now = authorities_by_theme(cycle), list(cycle.themes.all()), timezone.now()
    moved: set[int] = set().union(*(coded.get(one.pk, set()) ^ set(one.counted) for one in themes))
    if len(moved) < LEAST:
        raise TooFewNew
    region = cycle.region.authorities.current().count()
    for theme in themes:
        theme.counted = sorted(coded.get(theme.pk, ()))
        theme.shown, theme.shown_at = said_of(len(theme.counted), region=region), now
        theme.save(update_fields=["counted", "shown", "shown_at"])
    record("headlines_published", cycle, by=by)
