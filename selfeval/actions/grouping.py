"""The groups of three or four authorities that read each other's self-evaluations."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from django.db import transaction
from django.utils import timezone

from audit.models import record
from cycles.models import Cycle, Phase
from regions.models import LocalAuthority, Person
from selfeval.actions.releasing import CannotShare, end_share, share_among
from selfeval.models import Share


def groups_of(cycle: Cycle) -> dict[int, str]:
    """The group of each authority of the cycle that has one, by its number."""
    shares = Share.objects.filter(evaluation__cycle=cycle, ended_at=None).exclude(group="")
    return dict(shares.values_list("evaluation__authority", "group"))


@transaction.atomic
def set_groups(*, cycle: Cycle, groups: Mapping[str, Sequence[LocalAuthority]], by: Person | None) -> None:
    """Make these the cycle's groups: new pairs begin to share, pairs that are no longer together end.

    Raises CannotShare, with words fit to show: from the share day on, groups stay as they are.
    """
    Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    day = cycle.day_of(Phase.Kind.SHARE)
    if day is not None and day <= timezone.localdate():
        raise CannotShare(
            "Groups stay as they are from the share date on: their members may have read by now."
        )
    wanted = {
        (owner.pk, reader.pk): name
        for name, members in groups.items()
        for owner, reader in permutations(members, 2)
    }
    for share in Share.objects.filter(evaluation__cycle=cycle, ended_at=None).select_related("evaluation"):
        name = wanted.get((share.evaluation.authority_id, share.authority_id))
        if name is None and share.group:
            end_share(share=share, by=by)
        elif name is not None and share.group != name:
            Share.objects.filter(pk=share.pk).update(group=name)
    for name, members in groups.items():
        share_among(cycle=cycle, authorities=members, group=name, by=by)
    record(
        "groups_set",
        cycle,
        by=by,
        groups={name: [one.pk for one in members] for name, members in groups.items()},
    )
