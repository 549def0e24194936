"""What has been put under the themes of a cycle, and which of it counts today."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from challenges.models import Coding, Finding, Turn
from challenges.states import Note
from cycles.models import Cycle
from selfeval.models import Release


def released_findings() -> QuerySet[Finding]:
    """What was told to a host and stands in feedback that the host has released."""
    told = Finding.objects.filter(spoken_at__isnull=False, turn__note__state=Note.RELEASED)
    return told.exclude(state=Finding.State.DROPPED)


def codings_of(cycle: Cycle) -> QuerySet[Coding]:
    """Those of released feedback and of releases in force; what was taken back counts no longer."""
    still = Q(finding__in=released_findings()) | Q(release__in=Release.objects.in_force())
    return Coding.objects.filter(still, theme__cycle=cycle)


def authorities_by_theme(cycle: Cycle) -> dict[int, set[int]]:
    """Numbers of authorities by the theme's key. Never to be shown as they are: see ``challenges.rounding``."""
    found: dict[int, set[int]] = defaultdict(set)
    for theme, authority in codings_of(cycle).order_by().values_list("theme", "authority").distinct():
        found[theme].add(authority)
    return found


def themes_of_findings(turn: Turn) -> dict[int, set[int]]:
    """By the finding's key, the themes that it is under."""
    found: dict[int, set[int]] = defaultdict(set)
    for finding, theme in Coding.objects.filter(finding__turn=turn).values_list("finding", "theme"):
        found[finding].add(theme)
    return found


def themes_of_chapters(release: Release) -> dict[int, set[int]]:
    """By the chapter's number, the themes that it is under."""
    found: dict[int, set[int]] = defaultdict(set)
    for chapter, theme in Coding.objects.filter(release=release).values_list("chapter", "theme"):
        found[chapter].add(theme)
    return found
