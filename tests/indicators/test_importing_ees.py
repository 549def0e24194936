"""DfE's published CSV files, with the quirks that real ones have."""

import pytest

from indicators import actions
from indicators.importing.ees_kinds import kinds
from indicators.importing.parsed import Unreadable
from indicators.importing.reading import parse
from indicators.importing.starter import read_starter
from indicators.models import Indicator, Observation
from tests.factories.figures import make_indicator
from tests.indicators.importing_examples import CAMDEN, ENGLAND, LEEDS, STARTER, ees_csv, places, write

__all__ = ["places"]
pytestmark = pytest.mark.django_db
REFERRALS = "referral_count,rereferral_count,rereferral_percent"


@pytest.fixture
def rereferrals(places):
    return make_indicator("re-referrals-12-months", unit="percent", polarity="low")


def stored():
    return list(
        Observation.objects.standing()
        .order_by("indicator_id", "area_id", "slot")
        .values_list("indicator__slug", "area_id", "slot", "value", "symbol", "numerator", "denominator")
    )


def store(path):
    parsed = parse(path)
    actions.store(parsed, by=None)
    return parsed


def test_a_listed_column_updates_its_indicator_with_counts(rereferrals, tmp_path):
    store(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{LEEDS},200,50,25"))

    assert stored() == [("re-referrals-12-months", 383, 2025, 25.0, "", 50.0, 200.0)]


def test_every_listed_indicator_is_carried():
    carried = {draft.slug for draft in read_starter(STARTER).drafts}

    assert {measure.indicator for kind in kinds() for measure in kind.measures} <= carried


def test_columns_in_any_order_with_a_byte_order_mark_and_mixed_quotes(rereferrals, tmp_path):
    header = (
        "la_name,rereferral_percent,new_la_code,old_la_code,geographic_level,"
        "referral_count,rereferral_count,time_period"
    )
    path = write(
        tmp_path,
        "shuffled.csv",
        header,
        '"Leeds","25","E08000035","383","Local authority","200","50","2025"',
        "Camden,10,E09000007,202,Local authority,100,10,2025",
        encoding="utf-8-sig",
    )

    store(path)

    assert [row[1:4] for row in stored()] == [(202, 2025, 10.0), (383, 2025, 25.0)]


@pytest.mark.parametrize(
    ("cell", "symbol"),
    [
        ("c", "c"),
        ("x", "x"),
        ("z", "z"),
        ("k", "k"),
        ("low", "k"),
        ("u", "u"),
        ("NA", "-"),
        (".", "-"),
        ("nan", "-"),
        ("None", "-"),
        ("", "-"),
        (":", "x"),
        ("~", "k"),
    ],
)
def test_a_symbol_is_kept_and_is_never_nought(rereferrals, tmp_path, cell, symbol):
    store(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{LEEDS},200,50,{cell}"))

    assert stored() == [("re-referrals-12-months", 383, 2025, None, symbol, None, None)]


def test_a_nought_is_a_number(rereferrals, tmp_path):
    store(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{LEEDS},200,0,0"))

    assert stored() == [("re-referrals-12-months", 383, 2025, 0.0, "", 0.0, 200.0)]


def test_codes_decide_and_names_are_never_read(rereferrals, tmp_path):
    place = "Local authority,E92000001,England,E12000006,East of England,822,E06000055,bedford (borough of)"
    store(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{place},200,50,25"))

    assert stored()[0][1] == 822


@pytest.mark.parametrize("gss", ["E10000002", "E06000060"])
def test_old_and_new_ons_codes_are_the_same_authority(rereferrals, tmp_path, gss):
    place = f"Local authority,E92000001,England,E12000008,South East,825,{gss},Buckinghamshire"
    store(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{place},200,50,25"))

    assert stored()[0][1] == 825


def test_a_former_authority_without_a_figure_leaves_no_row(rereferrals, tmp_path):
    cumbria = "Local authority,E92000001,England,E12000002,North West,909,E10000006,Cumbria"
    parsed = store(
        ees_csv(
            tmp_path,
            REFERRALS,
            f"2022,Reporting year,{cumbria},200,50,25",
            f"2025,Reporting year,{cumbria},z,z,z",
        )
    )

    assert [row[1:4] for row in stored()] == [(909, 2022, 25.0)]
    assert not any("did not exist" in note.reason for note in parsed.notes)


def test_a_figure_of_a_closed_authority_is_kept_and_noted(rereferrals, tmp_path):
    cumbria = "Local authority,E92000001,England,E12000002,North West,909,E10000006,Cumbria"
    parsed = store(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{cumbria},200,0,0"))

    assert [row[1:4] for row in stored()] == [(909, 2025, 0.0)]
    assert "did not exist" in parsed.notes[0].reason


def test_a_joint_row_stands_under_both_authorities(rereferrals, tmp_path):
    joint = "Local authority,E92000001,England,E13000002,Outer London,314 / 318,E09000021 / E09000027,Two"
    parsed = store(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{joint},200,50,25"))

    assert [row[1:4] for row in stored()] == [(314, 2025, 25.0), (318, 2025, 25.0)]
    assert parsed.notes[0].examples == ("Kingston upon Thames / Richmond upon Thames",)


def test_england_regions_and_both_parts_of_london(rereferrals, tmp_path):
    rows = [
        f"2025,Reporting year,{ENGLAND},2000,500,25",
        "2025,Reporting year,Regional,E92000001,England,E12000007,London,,,,200,50,25",
        "2025,Reporting year,Regional,E92000001,England,E13000001,Inner London,,,,100,25,25",
    ]
    store(ees_csv(tmp_path, REFERRALS, *rows))

    assert [row[1] for row in stored()] == [970, 986, 987] or [row[1] for row in stored()] == [970, 987, 986]


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (
            "Local authority,,,,,999,E08000035,Leeds",
            "“999” is not the DfE number of an authority in England.",
        ),
        (
            "Local authority,,,,,383,E09000007,Leeds",
            "The codes 383 and E09000007 are not of the same authority.",
        ),
        ("Regional,,,W92000004,Wales,,,", "“W92000004” is not the code of an English region."),
        (
            "School,,,,,383,E08000035,Leeds",
            "The level “School” is not National, Regional or Local authority.",
        ),
    ],
)
def test_a_row_for_no_place_we_know_is_refused(rereferrals, tmp_path, place, reason):
    parsed = parse(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{place},200,50,25"))

    assert [str(finding) for finding in parsed.refusals] == [f"Line 2: {reason}"]


def test_text_in_a_number_is_refused_with_line_and_column(rereferrals, tmp_path):
    parsed = parse(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{LEEDS},200,50,a quarter"))

    assert [str(finding) for finding in parsed.refusals] == [
        "Line 2: “a quarter” in the column rereferral_percent is neither a number nor a known symbol."
    ]


def test_a_period_that_is_no_year_is_refused(rereferrals, tmp_path):
    parsed = parse(ees_csv(tmp_path, REFERRALS, f"202513,Reporting year,{LEEDS},200,50,25"))

    assert [str(finding) for finding in parsed.refusals] == [
        "Line 2: “202513” is not a year like 2025 or 202425."
    ]


def test_counts_that_do_not_give_the_value_are_left_out(rereferrals, tmp_path):
    parsed = store(ees_csv(tmp_path, REFERRALS, f"2025,Reporting year,{LEEDS},200,90,25"))

    assert stored() == [("re-referrals-12-months", 383, 2025, 25.0, "", None, None)]
    assert "do not give the published value" in parsed.notes[0].reason


def test_the_total_row_is_the_denominator_of_its_breakdown(places, tmp_path):
    make_indicator("three-or-more-placements", unit="percent")
    columns = "cla_group,placement_stability,children_count,children_percent"
    store(
        ees_csv(
            tmp_path,
            columns,
            f"2025,Reporting year,{LEEDS},CLA on 31 March,Total children,400,100",
            f"2025,Reporting year,{LEEDS},CLA on 31 March,With 3 or more placements during the year,40,10",
        )
    )

    assert ("three-or-more-placements", 383, 2025, 10.0, "", 40.0, 400.0) in stored()


def test_an_academic_year_meets_the_series_named_after_its_end(places, tmp_path):
    make_indicator("looked-after-attainment-8", unit="score")
    row = f"202425,Academic year,{LEEDS},CLA 12 months at 31 March,50,1000,20.1"
    store(ees_csv(tmp_path, "social_care_group,t_pupils,t_att8,avg_att8", row))

    assert ("looked-after-attainment-8", 383, 2025, 20.1, "", None, None) in stored()


def test_other_figures_become_indicators_of_their_own_without_polarity(places, tmp_path):
    columns = "sex,outing_percent,outing_percent_lower_CI,outing_percent_upper_CI"
    store(
        ees_csv(
            tmp_path,
            columns,
            f"202425,Academic year,{CAMDEN},Girls,12.5,10,15",
            f"202425,Academic year,{CAMDEN},Boys,11.5,9,14",
            name="outings_2024_to_2025.csv",
        )
    )

    made = Indicator.objects.get(slug="outings-outing-percent-girls")
    assert (made.title, made.unit, made.polarity, made.year_type) == (
        "Outing percent: Girls",
        "percent",
        "none",
        "academic",
    )
    figure = Observation.objects.get(indicator=made)
    assert (figure.slot, figure.value, figure.lower, figure.upper) == (2024, 12.5, 10.0, 15.0)


def test_next_years_file_updates_the_same_indicators(places, tmp_path):
    for year in (2024, 2025):
        row = f"{year},Reporting year,{CAMDEN},12.5"
        store(ees_csv(tmp_path, "outing_percent", row, name=f"outings_2013_to_{year}.csv"))

    assert Indicator.objects.get().periods.count() == 2


def test_a_very_wide_file_gives_its_totals_and_names_the_rest(places, tmp_path):
    columns = ",".join(["age", *(f"measure_{n}" for n in range(60))])
    rows = [
        f"2025,Reporting year,{CAMDEN},{age},{','.join(['1'] * 60)}"
        for age in ("Total", "5", "6 years", "7 years")
    ]
    parsed = parse(ees_csv(tmp_path, columns, *rows))

    assert len(parsed.drafts) == 60
    assert parsed.notes[0].examples == ("5", "6 years", "7 years")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("year,level,la_name,perm_excl_rate", "has no codes"),
        ("Indicator ID,Indicator Name,Area Code,Time period,Value", "Fingertips download"),
        ("time_period,geographic_level,percent", "The column “old_la_code” is missing"),
    ],
)
def test_other_layouts_are_refused_with_what_to_do(places, tmp_path, header, message):
    with pytest.raises(Unreadable, match=message):
        parse(write(tmp_path, "other.csv", header, ",".join("1" for _ in header.split(","))))
