"""Many figures in and out at the database's own speed, on both databases."""

import numpy as np
import pandas as pd
import pytest
from django.db import IntegrityError, transaction

from indicators.importing import bulk
from indicators.importing.parsed import MEASURES
from indicators.models import Observation
from tests.factories.figures import make_indicator, make_version
from tests.indicators.importing_examples import places

__all__ = ["places"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(places):
    """Three rows: a number that floats cannot hold exactly, a reason, and a number with counts."""
    rows = {
        "version_id": make_version().pk,
        "indicator_id": make_indicator().pk,
        "area_id": [202, 383, 970],
        "slot": 2025,
        "symbol": ["", "c", ""],
        **dict.fromkeys(MEASURES, np.nan),
    }
    frame = pd.DataFrame(rows)
    frame["value"] = [0.1 + 0.2, np.nan, -4.0]
    frame["numerator"], frame["denominator"] = [np.nan, np.nan, 1e-9], [np.nan, np.nan, 7.0]
    return frame


def test_what_goes_in_comes_out_bit_for_bit(figures):
    bulk.insert(figures)

    out = bulk.standing([int(figures["indicator_id"][0])]).sort_values("area_id").reset_index(drop=True)

    columns = ["indicator_id", "area_id", "slot", "symbol", *MEASURES]
    assert out[columns].astype({"symbol": object}).equals(figures[columns].astype({"symbol": object}))


def test_the_orm_sees_a_gap_as_none_and_no_symbol_as_empty(figures):
    bulk.insert(figures)

    assert list(Observation.objects.order_by("area_id").values_list("value", "symbol", "numerator")) == [
        (0.30000000000000004, "", None),
        (None, "c", None),
        (-4.0, "", 1e-9),
    ]


def test_nothing_stored_reads_as_no_rows(places):
    assert len(bulk.standing([make_indicator().pk])) == 0
    assert len(bulk.standing([])) == 0


@pytest.mark.parametrize("column", ["version_id", "indicator_id", "area_id"])
def test_a_key_that_there_is_not_is_refused(figures, column):
    with pytest.raises(IntegrityError, match="has the key"):
        bulk.insert(figures.assign(**{column: 65_000}))


def test_a_second_standing_figure_is_refused_by_the_database(figures):
    bulk.insert(figures)

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(figures)


def test_replaced_figures_stand_no_more(figures):
    bulk.insert(figures)
    gone = list(Observation.objects.filter(area_id__in=[202, 383]).values_list("pk", flat=True))

    bulk.replace(gone, int(figures["version_id"][0]))

    assert list(Observation.objects.standing().values_list("area_id", flat=True)) == [970]
