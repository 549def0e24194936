import pytest

from tests.plans.world import NOW, clock_at
from tests.selfeval.world import make_world


@pytest.fixture
def world(cast, settings):
    settings.DEMO = True
    made = make_world(cast, read_only_if_shared=False)
    with clock_at(NOW):
        yield made
