"""A realistic pack for any authority, straight from the starter figures, with plain arithmetic of its own.

For print, workbook and benchmark: the comparison rules proper are tested where they live.
"""

import csv
import gzip
from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import mean, quantiles

from datapacks.content import (
    AtAGlance,
    ContextRow,
    Flag,
    Highlight,
    Indicator,
    Neighbour,
    Note,
    PackContent,
    Row,
    Source,
    Spine,
    Symbol,
    Topic,
    Versions,
)

STARTER = Path(__file__).resolve().parents[2] / "starter"
UNITS = {
    "percent": "%",
    "number": "number",
    "score": "score",
    "rate_per_100": "per 100",
    "rate_per_1000": "per 1,000",
    "rate_per_10000": "per 10,000",
    "rate_per_100000": "per 100,000",
}
YEARS = {
    "financial": "Years to 31 March",
    "academic": "School years, named by the year they end",
    "calendar": "Calendar years",
    "snapshot_31_march": "At 31 March",
    "snapshot_30_september": "At 30 September",
    "snapshot_january": "In January",
}
BETTER = {"high": "Higher is better", "low": "Lower is better", "none": "Neither higher nor lower is better"}
BANDS = {"A": "best quarter", "B": "second quarter", "C": "third quarter", "D": "lowest quarter"}


@cache
def starter(name):
    with (STARTER / name).open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def figures():
    """{indicator: {period: {area: value}}}, periods in order."""
    found = defaultdict(lambda: defaultdict(dict))
    with gzip.open(STARTER / "values.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            value = float(row["value"]) if row["value"] else None
            found[row["indicator"]][row["period"]][row["area"]] = value
    return {i: dict(sorted(periods.items(), key=lambda p: p[0][:4])) for i, periods in found.items()}


def example_pack(code="354", *, indicators=None):
    """The pack of an authority by its LA number; ``indicators`` keeps the first so many, over and over if need be."""
    areas = {area["code"]: area for area in starter("areas.csv")}
    place, region = areas[code], areas[areas[code]["parent"]]
    near = [n for n in starter("statistical_neighbours.csv") if n["la"] == code]
    chosen = [one for one in starter("indicators.csv") if one["id"] in figures()]
    if indicators:
        chosen = (chosen * (indicators // len(chosen) + 1))[:indicators]
    made = [(i["topic"], _indicator(i, place, region, near, areas)) for i in chosen]
    topics = tuple(
        Topic(id=name.lower().replace(" ", "-"), name=name, indicators=tuple(x for t, x in made if t == name))
        for name in dict.fromkeys(topic for topic, _ in made)
    )
    everything = [indicator for _, indicator in made]
    return PackContent(
        authority=place["name"],
        authority_code=code,
        region=region["name"],
        made_at="2026-11-24T09:00:00Z",
        made_on="24 November 2026",
        versions=Versions("Starter figures, May 2025", "DfE statistical neighbours, May 2025", "1"),
        context=_context(place, region),
        at_a_glance=_at_a_glance(place["name"], everything),
        topics=topics,
        neighbours=tuple(_neighbour(n, areas) for n in near),
        sources=_sources(chosen),
        symbols=(
            Symbol("x", "not available"),
            Symbol("c", "kept back to protect privacy"),
            Symbol("-", "no figure; the source does not say why"),
        ),
        method=METHOD,
    )


METHOD = (
    Note("Comparisons", (
        "Similar areas are the ten authorities that the Department for Education lists as most alike. Their figure "
        "is the plain mean of those that have one; we say how many that is.",
        "Rank 1 is the best of all authorities with a figure. Bands A to D are quarters of those authorities. "
        "There is no rank or band where neither high nor low is better.",
    )),
    Note("What a flag means", (
        "A strength or a challenge is a difference from similar areas that chance alone would seldom make. It is a "
        "place to begin asking, not a verdict.",
    )),
    Note("Licence", ("Contains public sector information licensed under the Open Government Licence v3.0.",)),
)  # fmt: skip


def _neighbour(row, areas):
    return Neighbour(int(row["rank"]), areas[row["neighbour"]]["name"], row["closeness"].replace("_", " "))


def _context(place, region):
    return (
        ContextRow("Type of council", place["type"].replace("_", " ").capitalize()),
        ContextRow("Region", region["name"]),
        ContextRow("ONS code", place["gss"]),
    )


def _sources(chosen):
    by_source = defaultdict(list)
    for indicator in chosen:
        by_source[indicator["source"]].append(indicator["title"])
    return tuple(Source(name, tuple(dict.fromkeys(titles))) for name, titles in by_source.items())


def _at_a_glance(name, everything):
    flagged = {
        kind: sorted(
            (i for i in everything if i.flag and i.flag.kind == kind), key=lambda i: -abs(i.gap or 0)
        )
        for kind in ("strength", "challenge")
    }
    highlights = {
        kind: tuple(Highlight(i.id, i.title, i.sentence, i.gap) for i in found)[:8]
        for kind, found in flagged.items()
    }
    return AtAGlance(
        compared=len(everything),
        chance_words="Of this many comparisons, about 3 would stand out by chance alone.",
        summary=(
            f"{name} does better than similar areas on {len(flagged['strength'])} of {len(everything)} measures "
            f"and worse on {len(flagged['challenge'])}.",
        ),
        strengths=highlights["strength"],
        challenges=highlights["challenge"],
        changes=tuple(f"{i.title}: {i.change.lower()}." for i in everything if i.change)[:6],
    )


def _indicator(row, place, region, near, areas):
    by_period = dict(list(figures()[row["id"]].items())[-10:])
    decimals = int(row["decimals"])
    shown = lambda value: "-" if value is None else f"{value:,.{decimals}f}"  # noqa: E731

    def line(kind, name, values, note=""):
        return Row(kind, name, tuple(values), tuple(map(shown, values)), note)

    def neighbours_mean(of):
        known = [of[n["neighbour"]] for n in near if of.get(n["neighbour"]) is not None]
        return mean(known) if len(known) >= 5 else None

    own = [of.get(place["code"]) for of in by_period.values()]
    similar = [neighbours_mean(of) for of in by_period.values()]
    rows = (
        line("authority", place["name"], own),
        line("neighbours", "Similar areas", similar, "mean of 10 of 10"),
        line("region", region["name"], [of.get(region["code"]) for of in by_period.values()]),
        line("england", "England", [of.get("970") for of in by_period.values()]),
    )
    current = {a["code"] for a in areas.values() if a["la_number"] and a["status"] == "current"}
    peers = [v for a, v in list(by_period.values())[-1].items() if a in current and v is not None]
    return Indicator(
        id=row["id"],
        title=row["title"],
        unit=UNITS[row["unit"]],
        polarity=row["polarity"],
        polarity_words=BETTER[row["polarity"]],
        periods=tuple(by_period),
        period_words=YEARS[row["year_type"]],
        rows=rows,
        source=row["source"],
        **_judgement(row, place["name"], rows, peers),
    )


def _judgement(row, name, rows, peers):
    """Sentence, change, trend, rank, band, flag and spine of the latest figure."""
    own, similar, region, england = (line.values[-1] for line in rows)
    before = rows[0].values[-2] if len(rows[0].values) > 1 else None
    if own is None or len(peers) < 20:
        flag = Flag("cannot_say", "Cannot say")
        return {
            "sentence": f"{name} has no figure for the latest year.",
            "change": "",
            "trend": "",
            "flag": flag,
        }
    shown, high = rows[0].latest, row["polarity"] == "high"
    change = (
        "" if before is None else f"{'Up' if own > before else 'Down'} {abs(own - before):.1f} on last year"
    )
    side = "higher" if similar is not None and own > similar else "lower"
    judged = {
        "sentence": f"{name} is at {shown}, {side} than similar areas ({rows[1].latest}).",
        "change": change,
        "trend": "Trend: no significant change",
    }
    low_cut, middle, high_cut = quantiles(peers, n=4, method="inclusive")
    judged["spine"] = Spine(
        worst=min(peers) if high else max(peers), best=max(peers) if high else min(peers),
        england=england if england is not None else middle, lower_quartile=low_cut, upper_quartile=high_cut,
        authority=own, neighbours=similar, region=region, standing=side,
    )  # fmt: skip
    if row["polarity"] == "none" or similar is None:
        return judged
    rank = 1 + sum(v > own if high else v < own for v in peers)
    band = "ABCD"[min(3, 4 * (rank - 1) // len(peers))]
    gap = (similar - own if high else own - similar) / (abs(similar) * 0.08 + 0.01)
    good = {"A": "strength", "D": "challenge"}.get(band)
    flag = (
        Flag(good, good.capitalize())
        if good and abs(gap) > 1 and (gap > 0) == (good == "challenge")
        else None
    )
    standing = "similar" if abs(gap) <= 1 else "worse" if gap > 0 else "better"
    spine = Spine(**(vars(judged["spine"]) | {"standing": standing}))
    return judged | {
        "rank": f"{rank} of {len(peers)}", "band": band, "band_words": BANDS[band],
        "gap": round(gap, 2), "flag": flag, "spine": spine,
    }  # fmt: skip
