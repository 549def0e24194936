"""Who sees that packs were asked for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from datapacks.actions import request_packs, request_region
from datapacks.models import PackRun
from regions.models import Person
from regions.roles import Role
from tests.cast import NAMES, hold


def see(cast, run):
    return {name for name in NAMES if PackRun.objects.visible_to(getattr(cast, name)).filter(pk=run.pk)}


def test_a_region_s_run_is_seen_by_its_team_whoever_asked(cast):
    run = request_region(region=cast.north, by=cast.pat)

    assert see(cast, run) == {"pat", "mo", "ana"}


def test_a_run_for_one_authority_is_seen_by_the_person_who_asked(cast):
    run = request_packs(authorities=[cast.northmere], by=cast.ada)

    assert see(cast, run) == {"ada"}


@pytest.mark.parametrize("whole_region", [False, True], ids=["one authority", "whole region"])
def test_a_run_is_lost_with_the_post_even_by_who_asked_and_moved_on(cast, whole_region):
    mover = cast.pat
    if whole_region:
        request_region(region=cast.north, by=mover)
    else:
        request_packs(authorities=[cast.northmere], by=mover)
    mover.posts.update(ends_on=timezone.localdate() - timedelta(days=1))
    hold(mover, Role.DCS, authority=cast.westley)

    mover = Person.objects.get(pk=mover.pk)

    assert list(PackRun.objects.visible_to(mover)) == []
