"""DfE's Local Authority Interactive Tool, with the quirks that its files have."""

import csv

import openpyxl
import pandas as pd
import pytest

from indicators import actions
from indicators.importing.parsed import Unreadable
from indicators.importing.reading import parse
from indicators.models import Indicator, NeighbourLink, NeighbourSet, Observation
from tests.factories.figures import make_indicator
from tests.indicators.importing_examples import PLACES, places

__all__ = ["places"]
pytestmark = pytest.mark.django_db
DICTIONARY = {
    "Topic": "Youth",
    "Measure": "Young people\r\r\n with a plan",
    "Measure_short": "Plan_<18, 10%",
    "Polarity": "Low",
    "y_axis_name": "% of young people",
    "dps": "NA",
    "Year_Type": "Academic Year",
    "No_Quartile": "N",
}


def lait(folder, rows, dictionary=(DICTIONARY,)):
    """A folder like DfE's. Rows are (code, period, LA number, value)."""
    table = pd.DataFrame(rows, columns=["Short Desc", "Years", "LA Number", "Values"])
    table["LA Number"] = table["LA Number"].astype(float)
    table.to_parquet(folder / "bds_long_0.parquet")
    with (folder / "lait_data_dictionary.csv").open("w", newline="", encoding="utf-8-sig") as target:
        writer = csv.DictWriter(target, DICTIONARY)
        writer.writeheader()
        writer.writerows(dictionary)
    return folder


def neighbours_workbook(path, rows):
    book = openpyxl.Workbook()
    book.active.append(["A", "B"])
    book.active.append([1, 2])
    book.active.append(["LA num", "LA Name", "LA number", "GOInd", "GOReg", *["SN1", "SNP"] * 10, ""])
    for row in rows:
        book.active.append(row)
    book.save(path)


def stored():
    figures = Observation.objects.standing().order_by("area_id", "slot")
    return list(figures.values_list("area_id", "slot", "value", "symbol"))


def store(folder):
    parsed = parse(folder)
    actions.store(parsed, by=None)
    return parsed


def test_excel_noise_in_numbers_is_read_as_the_number_it_is(places, tmp_path):
    rows = [
        ("Plan_<18, 10%", "2025", 202, "81.400000000000006"),
        ("Plan_<18, 10%", "2025", 383, "4.7980000000000002E-2"),
    ]
    store(lait(tmp_path, rows))

    assert stored() == [(202, 2025, 81.4, ""), (383, 2025, 0.04798, "")]


def test_a_dash_is_a_gap_without_a_reason(places, tmp_path):
    store(lait(tmp_path, [("Plan_<18, 10%", "2025", 202, "-")]))

    assert stored() == [(202, 2025, None, "-")]


@pytest.mark.parametrize(
    ("label", "slot"),
    [
        ("2025", 2025),
        ("2023/24", 2023),
        ("2023-24", 2023),
        ("2024-25 (OT)", 2024),
        ("2025 (prov)", 2025),
        ("2025 (Rev)", 2025),
        ("2020 (Final)", 2020),
        ("2020-22", 2020),
        ("2021/22-23/24", 2021),
    ],
)
def test_every_form_of_period_sorts_by_its_first_year_and_keeps_its_label(places, tmp_path, label, slot):
    store(lait(tmp_path, [("Plan_<18, 10%", label, 202, "1")]))

    period = Indicator.objects.get().periods.get()
    assert (period.slot, period.label) == (slot, label)


def test_a_period_without_a_year_is_left_out_when_it_holds_nothing(places, tmp_path):
    parsed = parse(lait(tmp_path, [("Plan_<18, 10%", "0", 202, "-"), ("Plan_<18, 10%", "2025", 202, "1")]))

    assert (len(parsed.figures), parsed.refusals) == (1, [])
    assert parsed.notes[0].examples == ("Plan_<18, 10%",)


def test_a_period_without_a_year_is_refused_when_it_holds_a_figure(places, tmp_path):
    parsed = parse(lait(tmp_path, [("Plan_<18, 10%", "0", 202, "3")]))

    assert [str(finding) for finding in parsed.refusals] == ["Line 1: “0” does not begin with a year."]


def test_a_known_code_keeps_our_own_title_and_slug(places, tmp_path):
    ours = make_indicator("plans", source_code="Plan_<18, 10%", title="Our title")
    store(lait(tmp_path, [("Plan_<18, 10%", "2025", 202, "1")]))

    assert Indicator.objects.get() == ours
    assert Indicator.objects.get().title == "Our title"


def test_an_unknown_code_is_made_from_the_dictionary(places, tmp_path):
    store(lait(tmp_path, [("Plan_<18, 10%", "2025", 202, "1")]))

    made = Indicator.objects.get()
    assert (made.slug, made.title, made.topic) == (
        "plan-under-18-10-percent",
        "Young people with a plan",
        "Youth",
    )
    assert (made.unit, made.polarity, made.decimals, made.is_banded) == ("percent", "low", 1, False)


@pytest.mark.parametrize("polarity", ["NA", "-"])
def test_the_text_na_is_no_polarity(places, tmp_path, polarity):
    row = DICTIONARY | {"Polarity": polarity}
    store(lait(tmp_path, [("Plan_<18, 10%", "2025", 202, "1")], [row]))

    assert Indicator.objects.get().polarity == "none"


def test_a_code_listed_twice_is_one_indicator_by_its_first_row(places, tmp_path):
    again = DICTIONARY | {"Topic": "Second", "dps": "2"}
    store(lait(tmp_path, [("Plan_<18, 10%", "2025", 202, "1")], [DICTIONARY, again]))

    assert Indicator.objects.values_list("topic", "decimals").get() == ("Youth", 1)


def test_a_table_alone_loads_only_indicators_that_we_have(places, tmp_path):
    folder = lait(tmp_path, [("Plan_<18, 10%", "2025", 202, "1")])

    parsed = parse(folder / "bds_long_0.parquet")

    assert [str(f) for f in parsed.refusals] == ["The portal has no indicator “Plan_<18, 10%”."]


def test_an_england_figure_outside_all_authorities_is_left_out_and_marked(places, tmp_path):
    codes = sorted(PLACES.current_authorities)
    rows = [("Plan_<18, 10%", "2025", code, str(10 + at % 20)) for at, code in enumerate(codes)]
    parsed = store(lait(tmp_path, [*rows, ("Plan_<18, 10%", "2025", 970, "1258")]))

    assert (970, 2025, None, "w") in stored()
    assert parsed.notes[0].examples == ("Young people with a plan, England, 2025",)


def test_a_true_england_figure_stays(places, tmp_path):
    codes = sorted(PLACES.current_authorities)
    rows = [("Plan_<18, 10%", "2025", code, str(10 + at % 20)) for at, code in enumerate(codes)]
    store(lait(tmp_path, [*rows, ("Plan_<18, 10%", "2025", 970, "19.5")]))

    assert (970, 2025, 19.5, "") in stored()


def test_nearly_equal_figures_are_not_rounded_together(places, tmp_path):
    rows = [("Plan_<18, 10%", "2025", 202, "50.000000000000007"), ("Plan_<18, 10%", "2025", 383, "50")]
    store(lait(tmp_path, rows))

    values = [row[2] for row in stored()]
    assert values[0] != values[1]


def test_neighbours_come_with_the_folder_in_dated_versions(places, tmp_path):
    folder = lait(tmp_path, [("Plan_<18, 10%", "2025", 202, "1")])
    others = [203, 204, 205, 206, 207, 208, 209, 210, 211, 212]
    cells = [cell for code in others for cell in (code, "Very Close ")]
    row = [202, "Camden", 202, 3, "London (Inner)", *cells, ""]
    old = [909, "Cumbria", 909, 2, "North West", *cells, ""]
    new = [942, "Cumberland", 942, 2, "North West", *["-", "-"] * 10, ""]
    neighbours_workbook(folder / "sn_may_2025.xlsx", [row, new, [], ["Old SNs:"], old])
    neighbours_workbook(folder / "sn_april_2021.xlsx", [row])

    store(folder)

    assert list(NeighbourSet.objects.values_list("label", flat=True)) == ["May 2025", "April 2021"]
    links = NeighbourLink.objects.filter(neighbour_set__label="May 2025")
    assert links.values_list("authority_id", "rank", "neighbour_id", "closeness").first() == (
        202,
        1,
        203,
        "very_close",
    )
    assert links.count() == 10


def test_a_folder_without_the_table_is_refused(places, tmp_path):
    with pytest.raises(Unreadable, match=r"no bds_long_0\.parquet"):
        parse(tmp_path)
