"""Figures in words and digits, the same on every page, in every pack and download. Pure: no Django.

Rounding is done here and nowhere else: everything before works on unrounded figures.
"""

from typing import Literal

from indicators.polarity import Polarity
from indicators.symbols import MEANINGS, Symbol

Standing = Literal["better", "worse", "similar", "higher", "lower", "cannot_say"]

MISSING = "–"

UNIT_WORDS = {
    "percent": "%",
    "number": "number",
    "score": "score",
    "rate_per_100": "per 100",
    "rate_per_1000": "per 1,000",
    "rate_per_10000": "per 10,000",
    "rate_per_100000": "per 100,000",
    "pounds": "£",
}
BAND_WORDS = {
    "A": "best quarter",
    "B": "second best quarter",
    "C": "third quarter",
    "D": "weakest quarter",
    "no spread": "no spread",
}
TREND_WORDS = {
    "getting_better": "getting better",
    "getting_worse": "getting worse",
    "increasing": "going up",
    "decreasing": "going down",
    "no_change": "no clear change",
    "cannot_say": "cannot be tested",
}
FLAG_WORDS = {
    "strength": "Strength",
    "challenge": "Challenge area",
    "watch": "Watch",
    "no_judgement_outlier": "Stands out",
    "cannot_say": "Cannot say",
    "none": "",
}
FLAG_MEANINGS = {
    "strength": "Better than similar areas, and among the best or getting better",
    "challenge": "Worse than similar areas and in the weaker half, or in the weakest quarter and getting worse",
    "watch": "Getting worse, or among the worst of the region",
    "no_judgement_outlier": "Clearly higher or lower than similar areas, where neither is good or bad",
    "cannot_say": "Too few figures, or figures kept back",
}
BANDS_IN_WORDS = {"A": "the best quarter", "B": "the second best quarter", "C": "the third quarter"}
POLARITY_WORDS = {
    Polarity.HIGH: "Higher is better",
    Polarity.LOW: "Lower is better",
    Polarity.NONE: "Neither higher nor lower is better",
}


def show(value: float | None, *, unit: str, decimals: int, symbol: str = "") -> str:
    """A figure as it is printed: rounded once, with its unit's sign, or the symbol that stands for it."""
    if symbol and (value is None or symbol == Symbol.UNRELIABLE):
        return MISSING if symbol == Symbol.UNEXPLAINED else f"[{symbol}]"
    if value is None:
        return MISSING
    digits = f"{value:,.{decimals}f}"
    if float(digits.replace(",", "")) == 0:
        digits = f"{0:.{decimals}f}"  # not "-0.0"
    if unit == "percent":
        return f"{digits}%"
    return f"£{digits}" if unit == "pounds" else digits


def show_change(change: float | None, *, unit: str, decimals: int) -> str:
    """A change since the period before, in words: "up 1.2 points"."""
    if change is None:
        return "not known"
    size = f"{abs(change):,.{decimals}f}"
    if float(size.replace(",", "")) == 0:
        return "no change"
    points = " points" if unit == "percent" else ""
    return f"{'up' if change > 0 else 'down'} {size}{points}"


STANDING_WORDS: dict[Standing, str] = {
    "better": "better than similar areas",
    "worse": "worse than similar areas",
    "similar": "about the same as similar areas",
    "higher": "higher than similar areas",
    "lower": "lower than similar areas",
    "cannot_say": "not compared with similar areas",
}


def flag_reason(flag: str, *, standing: Standing, band: str, outlook: str) -> str:
    """Which of its rules a figure's flag came from, in words; nothing where there is no flag."""
    where = f"in {BANDS_IN_WORDS.get(band, 'the weakest quarter')} of all authorities"
    over_years = f"{TREND_WORDS.get(outlook, '')} over the years"
    match flag:
        case "strength" if standing == "better" and band == "A":
            return f"better than similar areas and {where}"
        case "challenge" if standing == "worse":
            return f"worse than similar areas and {where}"
        case "strength" | "challenge":
            return f"{where} and {over_years}"
        case "watch":
            return over_years if outlook == "getting_worse" else "among the worst fifth of the region"
        case "no_judgement_outlier":
            return f"{STANDING_WORDS[standing]} by more than chance"
    return ""


def rank_words(rank: int | None, ranked: int) -> str:
    """ "12 of 152", or a dash where there is no rank."""
    return MISSING if rank is None else f"{rank} of {ranked}"


def symbol_meaning(symbol: str) -> str:
    """What a symbol means, in words; nothing for none."""
    return MEANINGS.get(Symbol(symbol), "")


def sentence(
    *,
    value: str,
    period: str,
    stands: Standing,
    neighbours: str,
    rank: str = "",
    change: str = "",
    previous_period: str = "",
    missing: str = "",
) -> str:
    """An indicator's latest figure in one plain sentence, from parts that are already words.

    ``missing`` is the reason why there is no figure; the other parts are then not used.
    """
    if missing:
        return f"No figure for {period}: {missing}."
    parts = [f"{value} in {period}"]
    if stands != "cannot_say":
        parts.append(f"{STANDING_WORDS[stands]} ({neighbours})")
    if rank and rank != MISSING:
        parts.append(f"ranked {rank}")
    if change not in ("", "not known"):
        parts.append(f"{change} on {previous_period}")
    return ", ".join(parts) + "."
