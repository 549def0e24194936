"""A year of the North, and a fixed today to look at it from."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from cycles.actions import open_cycle, start_cycle


@pytest.fixture
def on_day(monkeypatch):
    """Let it be noon of the day: ``on_day(2026, 12, 8)``."""

    def set_clock(*day):
        monkeypatch.setattr(timezone, "now", lambda: datetime(*day, 12, tzinfo=UTC))

    return set_clock


@pytest.fixture
def year(cast, on_day):
    """The North's open cycle 2026/27 on the East Midlands pattern, on 24 November 2026."""
    on_day(2026, 11, 24)
    cycle = start_cycle(region=cast.north, pattern="east-midlands", year=2026, by=cast.mo)
    return open_cycle(cycle=cycle, by=cast.mo)
