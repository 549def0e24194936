import pytest


@pytest.fixture(autouse=True)
def demonstration(settings):
    """Clients sign in as the demonstration's people do, without a second factor."""
    settings.DEMO = True
