"""The dates of the shipped patterns, against days read off a calendar."""

from datetime import date

import pytest

from cycles.models import Phase
from cycles.standard_years import STANDARD_YEARS, steps_of
from cycles.working_days import between, is_working

YEARS = range(2024, 2028)


def by_kind(pattern, year):
    return {step.kind: step for step in steps_of(pattern, year)}


def test_the_east_midlands_year_has_its_well_known_dates():
    steps = by_kind("east-midlands", 2026)

    assert {kind: steps[kind].due_on for kind in ("sign_off", "share", "workshop", "live", "review")} == {
        "sign_off": date(2026, 12, 15),
        "share": date(2026, 12, 18),
        "workshop": date(2027, 3, 15),
        "live": date(2027, 4, 1),
        "review": date(2027, 9, 30),
    }
    assert (steps["write"].starts_on, steps["write"].due_on) == (date(2026, 11, 2), date(2026, 12, 11))


def test_a_challenge_day_year_counts_working_days_back_from_the_first_challenge_day():
    steps = by_kind("north-west", 2026)
    first_day = steps["conversations"].starts_on

    assert first_day == date(2027, 2, 15)
    assert between(steps["sign_off"].due_on, first_day) == 35
    assert between(steps["share"].due_on, first_day) == 25
    assert between(steps["conversations"].due_on, steps["actions"].due_on) == 15


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("pattern", STANDARD_YEARS)
def test_every_step_of_every_pattern_falls_on_working_days_in_order(pattern, year):
    steps = steps_of(pattern, year)
    kinds = {step.kind: step for step in steps}

    assert set(kinds) <= set(Phase.Kind.values)
    assert all(is_working(day) for step in steps for day in (step.starts_on, step.due_on) if day)
    assert [step.name for step in steps if step.starts_on and step.starts_on > step.due_on] == []
    assert [step.name for step in steps if len(step.name) > 80] == []
    assert kinds["sign_off"].due_on <= kinds["share"].due_on
