"""What a load changes, what it leaves alone, and how it is taken back."""

import pytest
from django.core.management import call_command

from audit.models import Event
from indicators import actions
from indicators.importing.differences import preview
from indicators.importing.reading import parse
from indicators.models import Comparison, DataVersion, Observation, Period
from tests.indicators.importing_examples import STARTER, places, portal_csv, rate

__all__ = ["places", "rate"]
pytestmark = pytest.mark.django_db


def load(folder, *rows):
    return actions.store(parse(portal_csv(folder, *rows)), by=None)


def standing():
    return set(Observation.objects.standing().values_list("area_id", "slot", "value", "symbol"))


def test_the_same_content_again_changes_nothing(rate, tmp_path):
    load(tmp_path, "late-reviews,383,2025,12.5,,25,200")

    again = load(tmp_path, "late-reviews,383,2025,12.5,,25,200")

    assert again is None
    assert (DataVersion.objects.count(), Observation.objects.count()) == (1, 1)


def test_a_revised_figure_replaces_the_old_one_and_keeps_it(rate, tmp_path):
    load(tmp_path, "late-reviews,383,2025,12.5,,,", "late-reviews,202,2025,3,,,")

    second = load(tmp_path, "late-reviews,383,2025,13,,,", "late-reviews,202,2025,3,,,")

    assert standing() == {(383, 2025, 13.0, ""), (202, 2025, 3.0, "")}
    assert Observation.objects.get(value=12.5).replaced_by == second
    assert (second.added, second.revised, second.unchanged) == (0, 1, 1)


def test_a_preview_says_what_would_change_and_changes_nothing(rate, tmp_path):
    load(tmp_path, "late-reviews,383,2025,12.5,,,")

    seen = preview(parse(portal_csv(tmp_path, "late-reviews,383,2025,,c,,", "late-reviews,202,2025,3,,,")))

    assert (seen.added, seen.revised, seen.withdrawn) == (1, 1, 1)
    assert [(r.area, r.period, r.old, r.new) for r in seen.revisions] == [(383, "2025", "12.5", "c")]
    assert standing() == {(383, 2025, 12.5, "")}


@pytest.mark.parametrize("known", ["c", "x", "z", "u", "w"])
def test_a_gap_without_a_reason_does_not_replace_a_known_reason(rate, tmp_path, known):
    load(tmp_path, f"late-reviews,383,2025,,{known},,")

    assert load(tmp_path, "late-reviews,383,2025,-,,,") is None


def test_a_known_reason_replaces_a_gap_without_one(rate, tmp_path):
    load(tmp_path, "late-reviews,383,2025,-,,,")

    load(tmp_path, "late-reviews,383,2025,,c,,")

    assert standing() == {(383, 2025, None, "c")}


def test_a_nought_does_not_replace_low(rate, tmp_path):
    load(tmp_path, "late-reviews,383,2025,low,,,")

    assert load(tmp_path, "late-reviews,383,2025,0,,,") is None


def test_an_equal_figure_without_counts_keeps_the_counts(rate, tmp_path):
    load(tmp_path, "late-reviews,383,2025,12.5,,25,200")

    assert load(tmp_path, "late-reviews,383,2025,12.5,,,") is None
    assert Observation.objects.standing().get().numerator == 25


def test_undo_brings_the_earlier_figures_back(rate, tmp_path, django_user_model):
    ana = django_user_model.objects.create_user("ana@example.org", name="Ana")
    load(tmp_path, "late-reviews,383,2025,12.5,,,")
    before = standing()
    second = load(tmp_path, "late-reviews,383,2025,13,,,", "late-reviews,383,2026,14,,,")

    actions.undo(second, by=ana)

    assert standing() == before
    assert list(Period.objects.values_list("slot", flat=True)) == [2025]
    assert Comparison.objects.get(authority=383).value == 12.5
    assert Event.objects.first().action == "figures_undone"


def test_only_the_latest_load_can_be_undone(rate, tmp_path):
    first = load(tmp_path, "late-reviews,383,2025,12.5,,,")
    load(tmp_path, "late-reviews,383,2025,13,,,")

    with pytest.raises(actions.CannotUndo):
        actions.undo(first, by=None)


def test_what_was_undone_can_be_loaded_again(rate, tmp_path):
    actions.undo(load(tmp_path, "late-reviews,383,2025,12.5,,,"), by=None)

    load(tmp_path, "late-reviews,383,2025,12.5,,,")

    assert standing() == {(383, 2025, 12.5, "")}


def test_the_starter_figures_load_once(db, capsys):
    call_command("load_starter")
    call_command("load_starter")

    assert capsys.readouterr().out.splitlines()[-1] == "Starter figures: nothing changed."
    assert DataVersion.objects.count() == 1
    assert Observation.objects.standing().exclude(indicator__source_code="").count() == 83_104


def test_the_starter_counts_give_the_published_values(db):
    """A second way: for each pair of counts, worked out in the database's own rows."""
    call_command("load_starter", verbosity=0)

    pairs = Observation.objects.exclude(numerator=None).select_related("indicator")
    times = {"percent": 100, "rate_per_10000": 10_000}
    gaps = [abs(times[p.indicator.unit] * p.numerator / p.denominator - p.value) for p in pairs.iterator()]

    assert len(gaps) > 17_000
    assert max(gaps) <= 0.5 + 1e-9
    assert STARTER.joinpath("README.md").exists()


def test_what_was_compared_before_the_region_s_trend_was_kept_is_judged_anew_once(rate, tmp_path):
    load(tmp_path, "late-reviews,383,2025,12.5,,,")
    Comparison.objects.update(region_trend="")

    assert (actions.judge_anew(), actions.judge_anew()) == (1, 0)

    assert set(Comparison.objects.values_list("region_trend", flat=True)) == {"cannot_say"}


def test_what_earlier_rules_compared_is_judged_anew_once(rate, tmp_path):
    load(tmp_path, "late-reviews,383,2025,12.5,,,", "late-reviews,202,2025,3,,,")
    now = list(Comparison.objects.order_by("authority").values_list("authority", "flag", "rules_version"))
    Comparison.objects.update(rules_version="0", flag="challenge")

    assert (actions.judge_anew(), actions.judge_anew()) == (1, 0)

    assert (
        list(Comparison.objects.order_by("authority").values_list("authority", "flag", "rules_version"))
        == now
    )
