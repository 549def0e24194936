"""Charts: the geometry in numbers, and that no reader is left out."""

import re
from xml.etree import ElementTree

import pytest

from ui.charts import (
    LOOKS,
    About,
    Bar,
    Line,
    Place,
    Series,
    SpineRow,
    bars_chart,
    flag_strip,
    places_chart,
    sparkline,
    spine_chart,
    spine_row,
    trend_chart,
    trend_panel,
)
from ui.charts.places import laid_out
from ui.charts.spine import place
from ui.charts.trend import ceiling, push_apart

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = About("Re-referrals & returns", "Rochdale rose from 12 to 22 <percent>.", "re-referrals")
SERIES = [
    Series("authority", "Rochdale", (12.0, None, 15.0, 22.0)),
    Series("neighbours", "Similar areas", (11.0, 12.0, 13.0, 18.0)),
    Series("region", "North West", (10.0, 12.0, 12.0, 17.9)),
    Series("england", "England", (9.0, 9.5, 10.0, 15.0)),
]
YEARS = ("2022", "2023", "2024", "2025")
ROW = SpineRow(
    worst=30, best=5, england=18, lower_quartile=15, upper_quartile=22,
    authority=12, neighbours=19, region=20, standing="better",
)  # fmt: skip
PLACES = [
    Place("Rochdale", -2.15, 53.61, 1),
    Place("Bolton", -2.43, 53.58, 1),
    Place("Bury", -2.30, 53.59, 2),
]

EVERY_CHART = {
    "trend": trend_chart(SERIES, YEARS, about=ABOUT, band=[(10, 14), None, (13, 17), (20, 24)]),
    "panel": trend_panel(SERIES, about=ABOUT),
    "spine": spine_chart([ROW, None], row_height=20, about=ABOUT),
    "spine row": spine_row(ROW, about=ABOUT),
    "bars": bars_chart(
        [Bar("Rochdale", 22, "22.0%", (20, 24)), Bar("Bolton", None, "c")],
        [Line("england", "England", 15)],
        marked="Rochdale",
        about=ABOUT,
    ),
    "strip": flag_strip(["strength", "none", "challenge"], room=5, about=ABOUT),
    "sparkline": sparkline(SERIES[0].values, about=ABOUT),
    "places": places_chart(PLACES, about=ABOUT),
}


def numbers(path):
    return [float(part) for part in re.findall(r"-?\d+\.?\d*", path)]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", EVERY_CHART)
def test_every_chart_is_named_and_described_for_those_who_cannot_see_it(name):
    chart = ElementTree.fromstring(EVERY_CHART[name])

    named = {element.get("id"): element.text for element in chart if element.get("id")}

    assert chart.get("role") == "img"
    assert [named[i] for i in chart.get("aria-labelledby").split()] == [ABOUT.title, ABOUT.description]


@pytest.mark.parametrize("name", EVERY_CHART)
def test_no_chart_needs_a_style_that_a_content_security_policy_would_refuse(name):
    elements = list(ElementTree.fromstring(EVERY_CHART[name]).iter())

    assert [e.tag for e in elements if e.tag == f"{SVG}style" or "style" in e.attrib] == []


@pytest.mark.parametrize("kind", LOOKS)
def test_series_colours_can_be_read_as_text_on_white(kind):
    contrast = 1.05 / (luminance(LOOKS[kind].colour) + 0.05)

    assert contrast >= 4.5


def test_no_two_series_share_a_shape_or_a_dash():
    assert len({look.shape for look in LOOKS.values()}) == len(LOOKS)
    assert len({(look.dash, look.width) for look in LOOKS.values()}) == len(LOOKS)


def test_a_missing_year_leaves_a_gap_in_the_line():
    chart = ElementTree.fromstring(trend_panel([Series("authority", "A", (1, 2, None, 3, 4))], about=ABOUT))

    line = next(p.get("d") for p in chart.iter(f"{SVG}path") if p.get("stroke-width") == "2.4")

    assert line.count("M") == 2
    assert line.count("L") == 2


def test_a_year_alone_between_gaps_is_a_mark():
    chart = trend_panel([Series("authority", "A", (None, 2, None))], about=ABOUT)

    assert EVERY_CHART["panel"].count("a3.8 3.8") == 4  # two arcs each: a lone year and the last one
    assert chart.count("a3.8 3.8") == 2


def test_the_scale_of_a_trend_is_linear_from_zero():
    chart = ElementTree.fromstring(trend_panel([Series("authority", "A", (0, 5, 10))], about=ABOUT))

    line = next(p.get("d") for p in chart.iter(f"{SVG}path") if p.get("stroke-width") == "2.4")

    assert numbers(line) == [4, 63, 89, 34, 174, 5]


def test_a_series_with_no_figures_is_left_out():
    with_empty = trend_panel([*SERIES, Series("region", "None", (None, None))], about=ABOUT)

    assert with_empty == EVERY_CHART["panel"]


@pytest.mark.parametrize(
    ("top", "scale"), [(22, 25), (25, 25), (0.07, 0.08), (1.01, 1.5), (99.9, 100), (7400, 8000), (0, 1)]
)
def test_the_scale_ends_at_a_round_number(top, scale):
    assert ceiling([Series("authority", "A", (top,))]) == pytest.approx(scale)


def test_labels_that_would_overlap_move_apart_and_keep_their_order():
    moved = push_apart([50, 49, 51, 100], gap=13, low=0, high=200)

    assert moved == [62, 49, 75, 100]


def test_labels_pushed_past_the_foot_move_up():
    assert push_apart([198, 199], gap=13, low=0, high=200) == [187, 200]


@pytest.mark.parametrize(
    ("value", "position"), [(30, 0), (24, 0.25), (18, 0.5), (11.5, 0.75), (5, 1), (40, 0), (1, 1)]
)
def test_spine_places_worst_left_best_right_and_england_in_the_middle(value, position):
    assert place(ROW, value) == pytest.approx(position)


def test_spine_tells_better_from_worse_by_shape():
    better, worse = (
        spine_row(SpineRow(**(vars(ROW) | {"standing": standing})), about=ABOUT)
        for standing in ("better", "worse")
    )

    assert "a4.6 4.6" in better
    assert "a4.6 4.6" not in worse


def test_an_empty_row_keeps_its_height_in_the_spine():
    chart = ElementTree.fromstring(spine_chart([None, ROW, None], row_height=20, about=ABOUT))

    assert chart.get("viewBox") == "0 0 240 60"


def test_the_authority_in_question_is_marked_by_more_than_colour():
    chart = ElementTree.fromstring(EVERY_CHART["bars"])

    marked = [t.text for t in chart.iter(f"{SVG}text") if t.get("font-weight") == "bold"]

    assert marked == ["► Rochdale", "22.0%"]


def test_a_bar_is_as_long_as_its_value():
    chart = ElementTree.fromstring(bars_chart([Bar("A", 10, "10"), Bar("B", 5, "5")], about=ABOUT))

    boxes = [numbers(p.get("d")) for p in chart.iter(f"{SVG}path")]

    assert boxes[0][2] == pytest.approx(2 * boxes[1][2], abs=0.1)


def test_a_missing_bar_says_why_in_words():
    chart = ElementTree.fromstring(EVERY_CHART["bars"])

    written = [t.text for t in chart.iter(f"{SVG}text")]
    assert written == ["► Rochdale", "22.0%", "Bolton", "c", "England"]


def test_no_comparators_line_crosses_a_name_or_a_value():
    names = ["Bournemouth, Christchurch and Poole", "Bath"]
    bars = [Bar(name, value, f"{value}%") for name, value in zip(names, (90, 1), strict=True)]
    chart = ElementTree.fromstring(bars_chart(bars, [Line("england", "England", 0.5)], about=ABOUT))

    written = [float(t.get("x")) for t in chart.iter(f"{SVG}text") if t.get("text-anchor") == "end"]
    line = next(numbers(p.get("d"))[0] for p in chart.iter(f"{SVG}path") if p.get("fill") == "none")

    assert max(written) < line


def test_names_from_outside_cannot_add_markup():
    chart = bars_chart([Bar("<script>x</script>", 1, "<b>")], about=About("<i>", "</desc>", 'a"b'))

    tags = {element.tag for element in ElementTree.fromstring(chart).iter()}

    assert tags == {f"{SVG}{tag}" for tag in ("svg", "title", "desc", "text", "path")}


def test_a_strip_gives_each_flag_a_shape_of_its_own_and_keeps_room():
    def drawn(*flags):
        return re.findall(r'<path d="([^"]+)"', flag_strip(flags, room=5, about=ABOUT))

    shapes = {
        flag: drawn(flag)[0] for flag in ("strength", "challenge", "watch", "no_judgement_outlier", "none")
    }

    assert len(set(shapes.values())) == 5
    assert drawn("cannot_say") == drawn("none")
    assert len(drawn("strength", "strength", "challenge")) == 2
    assert 'viewBox="0 0 80 16"' in flag_strip(["none"], room=5, about=ABOUT)


def test_places_lie_as_on_a_map_and_carry_the_number_of_their_group():
    (rochdale, bolton, _), _ = laid_out(PLACES)
    drawn = [node.text for node in ElementTree.fromstring(EVERY_CHART["places"]).iter(f"{SVG}text")]

    assert (rochdale[0] > bolton[0], rochdale[1] < bolton[1]) == (True, True)  # further east, further north
    assert sorted(drawn) == ["1", "1", "2", "Bolton", "Bury", "Rochdale"]


def test_names_of_places_do_not_lie_on_each_other():
    here = [Place(f"Place {at}", -2.0 + at / 1000, 53.5, 1) for at in range(3)] + [Place("Far", -1, 54.5, 2)]

    root = ElementTree.fromstring(places_chart(here, about=ABOUT))

    names = [node for node in root.iter(f"{SVG}text") if node.text.startswith("Place")]
    assert len({(node.get("text-anchor"), node.get("y")) for node in names}) == 3
