"""The plan's history: its versions, and two of them side by side."""

from dataclasses import dataclass

from plans.models import Plan, PlanVersion


@dataclass(frozen=True)
class HistoryPage:
    plan: Plan
    versions: list[PlanVersion]

    @property
    def numbers(self) -> list[int]:
        return [one.number for one in self.versions]

    @property
    def first_pair(self) -> tuple[int, int] | None:
        """The newest and the one before it, to begin with."""
        return (self.numbers[1], self.numbers[0]) if len(self.numbers) > 1 else None


def history_page(plan: Plan, person) -> HistoryPage:
    found = PlanVersion.objects.visible_to(person).filter(plan=plan)
    return HistoryPage(plan, list(found.defer("content").select_related("by")))


@dataclass(frozen=True)
class PairPage:
    """``versions`` to choose from; the earlier stands on the left, however they were asked for."""

    plan: Plan
    versions: list[PlanVersion]
    earlier: PlanVersion
    later: PlanVersion

    @property
    def sides(self) -> list[PlanVersion]:
        return [self.earlier, self.later]


def pair_page(plan: Plan, person, numbers: list[int]) -> PairPage | None:
    """None where one of the two is not there for the person."""
    history = history_page(plan, person)
    found = {one.number: one for one in history.versions if one.number in numbers}
    if not numbers or set(numbers) - set(found):
        return None
    earlier, later = found[min(numbers)], found[max(numbers)]
    return PairPage(plan, history.versions, earlier, later)
