"""What an authority has tried, looked up by figure: packs and profiles count it, and ask where there is nothing."""

from dataclasses import dataclass

from datapacks.models import Intervention
from indicators.models import Comparison, Indicator
from indicators.shifting import History, Shift, end_of_period, shift, years_below
from regions.models import LocalAuthority


@dataclass(frozen=True)
class Register:
    """One authority's register. ``needed`` is how many tries make "several" in its region."""

    entries: tuple[Intervention, ...] = ()
    needed: int = 2

    def about(self, indicator: Indicator) -> list[Intervention]:
        """Those linked to the figure itself or to its topic."""
        return [
            one for one in self.entries if one.topic == indicator.topic or indicator in one.indicators.all()
        ]

    def shift_of(self, comparison: Comparison) -> Shift:
        return shift(
            History(
                standings=comparison.series.get("standings", ()),
                points=sum(value is not None for value in comparison.series["authority"]),
                outlook=comparison.outlook,
                latest_ends=end_of_period(comparison.period, comparison.indicator.year_type),
                begun=[one.began_on for one in self.about(comparison.indicator)],
                needed=self.needed,
            )
        )

    def words_on(self, comparison: Comparison) -> str:
        """ "Not shifted: …", the question whether anything was tried, or nothing."""
        found = self.shift_of(comparison)
        if found is Shift.NONE:
            return ""
        years = years_below(comparison.series["standings"])
        weak = f"worse than similar areas in {years} of the last 5 periods, and not getting better"
        tried = len(self.about(comparison.indicator))
        if found is Shift.NOT_SHIFTED:
            return f"Not shifted: {weak}, with {tried} things tried"
        return f"Has anything been tried? {weak.capitalize()}, and {few_words(tried)} in the register"


def few_words(tried: int) -> str:
    return f"{tried} thing{'' if tried == 1 else 's'} tried" if tried else "nothing"


def register_of(authority: LocalAuthority) -> Register:
    """Two queries, however long it is; ``authority`` with its region."""
    entries = authority.interventions.standing().prefetch_related("indicators")
    return Register(tuple(entries), authority.region.tries_before_not_shifted)
