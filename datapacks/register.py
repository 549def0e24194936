"""What an authority has tried, looked up by figure: packs and profiles count it, and ask where there is nothing."""

from dataclasses import dataclass

from datapacks.models import Intervention
from indicators.models import Comparison, Indicator
from indicators.shifting import History, Shift, end_of_period, shift, tried_in_time, years_below
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

    def history_of(self, comparison: Comparison) -> History:
        return History(
            standings=comparison.series.get("standings", ()),
            points=sum(value is not None for value in comparison.series["authority"]),
            outlook=comparison.outlook,
            latest_ends=end_of_period(comparison.period, comparison.indicator.year_type),
            begun=[one.began_on for one in self.about(comparison.indicator)],
            needed=self.needed,
        )

    def shift_of(self, comparison: Comparison) -> Shift:
        return shift(self.history_of(comparison))

    def words_on(self, comparison: Comparison) -> str:
        """ "Not shifted: …" with the tries that were counted, the question whether anything was tried, or nothing."""
        history = self.history_of(comparison)
        found = shift(history)
        if found is Shift.NONE:
            return ""
        years = years_below(history.standings)
        weak = f"worse than similar areas in {years} of the last 5 periods, and not getting better"
        counted = tried_in_time(history.begun, history.latest_ends)
        late = len(history.begun) - counted
        if found is Shift.NOT_SHIFTED:
            return f"Not shifted: {weak}, with {things(counted)} tried{more_words(late)}"
        return f"Has anything been tried? {weak.capitalize()}, and {few_words(counted, late)}"


def things(number: int) -> str:
    return f"{number} thing{'' if number == 1 else 's'}"


def more_words(late: int) -> str:
    return f"; {late} more begun too lately to count" if late else ""


def few_words(counted: int, late: int) -> str:
    """What the register has where it is not enough to say that the figure has not shifted."""
    if counted:
        return f"{things(counted)} tried in the register{more_words(late)}"
    return f"nothing in the register{f' but {things(late)} begun too lately to count' if late else ''}"


def register_of(authority: LocalAuthority) -> Register:
    """Two queries, however long it is; ``authority`` with its region."""
    entries = authority.interventions.standing().prefetch_related("indicators")
    return Register(tuple(entries), authority.region.tries_before_not_shifted)
