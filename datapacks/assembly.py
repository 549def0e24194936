"""One authority's pack, put together from its stored comparisons. Nothing is worked out here."""

from itertools import groupby

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify

from datapacks import content, method
from datapacks.glance import at_a_glance
from datapacks.lines import Line, indicator
from datapacks.register import register_of
from indicators.models import Comparison, DataVersion, IndicatorSet, NeighbourLink
from indicators.symbols import MEANINGS, Symbol
from indicators.wording import MISSING

# Indicators that describe the place rather than the service, for the cover, where they are loaded.
CONTEXT = ("children-aged-0-to-17", "looked-after-number", "low-income-families", "pupils-with-ehc-plan")


class NothingToCompare(Exception):  # noqa: N818
    """No indicator of the region's set has been compared for this authority."""


def assemble(authority):
    """(PackContent, the versions it was made from as DataPack fields), from the newest figures.

    Raises NothingToCompare when there is nothing to show.
    """
    version = DataVersion.objects.in_force().first()
    chosen = IndicatorSet.objects.for_region(authority.region)
    lines = lines_of(authority, chosen, register_of(authority)) if chosen else []
    if version is None or not lines:
        raise NothingToCompare
    prefetch_related_objects([line.of for line in lines], "region_area")
    first = lines[0].of
    loaded = words_of_day(timezone.localtime(version.loaded_at))
    alike = neighbours(authority, first.neighbour_set)
    pack = content.PackContent(
        authority=authority.name,
        authority_code=str(authority.pk),
        region=authority.region.name,
        made_at=version.loaded_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        made_on=loaded,
        versions=content.Versions(
            figures=f"Version {version.pk}, loaded {loaded}",
            neighbours=str(first.neighbour_set or "None loaded"),
            rules=f"Version {first.rules_version}",
        ),
        context=context_rows(authority, alike),
        at_a_glance=at_a_glance(lines),
        topics=topics(lines),
        neighbours=alike,
        sources=sources(lines),
        symbols=symbols(lines),
        method=method.NOTES,
    )
    return pack, {
        "data_version": version,
        "neighbour_set": first.neighbour_set,
        "indicator_set": chosen,
        "rules_version": first.rules_version,
    }


def words_of_day(moment):
    return f"{moment.day} {moment:%B %Y}"


def lines_of(authority, chosen, register=None):
    """The set's comparisons for the authority, in the set's order; with what was tried where it may be known."""
    place = dict(chosen.members.values_list("indicator_id", "position"))
    found = Comparison.objects.filter(authority=authority, indicator__in=place).select_related("indicator")
    comparisons = sorted(found, key=lambda one: place[one.indicator_id])
    for one in comparisons:
        one.authority = authority
    return [Line(one, register) for one in comparisons]


def context_rows(authority, alike):
    """Place and context for the cover; ``alike`` as ``neighbours`` gives them."""
    rows = [
        content.ContextRow("Kind of authority", authority.get_authority_kind_display()),
        content.ContextRow("Region", authority.region.name),
    ]
    found = Comparison.objects.filter(authority=authority, indicator__slug__in=CONTEXT).select_related(
        "indicator"
    )
    by_slug = {one.indicator.slug: Line(one) for one in found}
    rows += [
        content.ContextRow(
            line.indicator.title, line.value, f"{line.of.period}; England {line.show(line.of.england_value)}"
        )
        for line in (by_slug[slug] for slug in CONTEXT if slug in by_slug)
        if line.value != MISSING
    ]
    if alike:
        rows.append(
            content.ContextRow("Similar areas", ", ".join(one.name for one in alike), "nearest first")
        )
    return tuple(rows)


def topics(lines):
    return tuple(
        content.Topic(id=slugify(name), name=name, indicators=tuple(indicator(line) for line in of_topic))
        for name, of_topic in groupby(lines, key=lambda line: line.indicator.topic)
    )


def neighbours(authority, neighbour_set):
    links = NeighbourLink.objects.filter(neighbour_set=neighbour_set, authority=authority)
    return tuple(
        content.Neighbour(rank=link.rank, name=link.neighbour.name, closeness=link.get_closeness_display())
        for link in links.select_related("neighbour")
    )


def sources(lines):
    titles = {}
    for line in lines:
        titles.setdefault(line.indicator.source, []).append(line.indicator.title)
    return tuple(content.Source(name, tuple(of_source)) for name, of_source in titles.items())


def symbols(lines):
    """The key to the symbols that this pack prints, and to no others."""
    used = {symbol for line in lines for symbol in line.of.series["symbols"] if symbol}
    return tuple(
        content.Symbol(mark=MISSING if symbol is Symbol.UNEXPLAINED else f"[{symbol}]", meaning=meaning)
        for symbol, meaning in MEANINGS.items()
        if symbol in used
    )
