import pytest

from tests.challenges.world import LATER, clock_at, make_scene
from tests.plans.conftest import world

__all__ = ["world"]


@pytest.fixture
def scene(cast, settings):
    """After the last day of a challenge of Northmere, before its feedback is written."""
    settings.DEMO = True
    made = make_scene(cast)
    with clock_at(LATER):
        yield made
