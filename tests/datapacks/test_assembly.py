"""What stands on a pack's cover: the place, from the figures and neighbours that are loaded."""

import pytest

from datapacks.assembly import CONTEXT, assemble, context_rows, neighbours
from datapacks.reports import pack_html
from indicators.models import NeighbourSet
from tests.datapacks.example import starter
from tests.factories.figures import give_figures, make_indicator, make_neighbours, make_version


@pytest.fixture
def loaded(cast):
    make_neighbours()
    version = make_version()
    titled = {"title": "Children aged 0 to 17", "unit": "number", "polarity": "none", "decimals": 0}
    figures = {801: [51_000.0, 52_300.0], 802: [40_000.0] * 2, 970: [12_000_000.0] * 2}
    give_figures(make_indicator("children-aged-0-to-17", **titled), figures, version=version)
    unknown = {801: ["c"], 802: [20.0], 970: [19.0]}
    give_figures(make_indicator("low-income-families"), unknown, version=version)


def test_every_figure_of_the_context_is_one_the_portal_begins_with():
    assert set(CONTEXT) <= {row["id"] for row in starter("indicators.csv")}


def test_the_context_says_region_children_and_similar_areas(cast, loaded):
    rows = context_rows(cast.northmere, neighbours(cast.northmere, NeighbourSet.objects.get()))

    assert [(row.label, row.value) for row in rows] == [
        ("Kind of authority", "Unitary authority"),
        ("Region", "North"),
        ("Children aged 0 to 17", "52,300"),
        ("Figure low-income-families", "[c]"),
        ("Similar areas", "Southby, Westley"),
    ]
    assert rows[2].note == "2022; England 12,000,000"


def test_without_neighbours_none_are_named(cast, loaded):
    assert "Similar areas" not in {row.label for row in context_rows(cast.northmere, ())}


def test_the_cover_prints_it(cast, loaded):
    html = pack_html(assemble(cast.northmere)[0])
    cover = html[html.index('class="cover"') : html.index('class="contents"')]

    assert all(words in cover for words in ("52,300", "Southby, Westley", "Region</th><td>North"))
