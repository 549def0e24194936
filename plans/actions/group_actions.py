"""What the region's groups do: their own actions, those they were asked to see to, and how they go."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import record
from challenges.models import AgreedAction
from plans.actions.groups import live
from plans.actions.support import CHANGED, CannotDo
from plans.models import GroupAction, RegionalGroup
from regions.models import Person
from selfeval.actions.improvement import SavedMeanwhile


@transaction.atomic
def add_action(*, group: RegionalGroup, by: Person, **fields) -> GroupAction:
    """``fields``: text, due_on, owner, owner_words, priority. Raises CannotDo for a group that has ended."""
    made = GroupAction.objects.create(group=live(group), by=by, **fields)
    record("group_action_added", made, by=by, group=group.pk)
    return made


@transaction.atomic
def change_action(*, action: GroupAction, built_on: int, by: Person, **fields) -> None:
    """Raises SavedMeanwhile for an outdated version, CannotDo for a group that has ended."""
    live(action.group)
    found = GroupAction.objects.filter(pk=action.pk, version=built_on)
    if not found.update(**fields, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED)
    record("group_action_changed", action, by=by, fields=sorted(fields))


@transaction.atomic
def assign(*, group: RegionalGroup, agreed: AgreedAction, by: Person, **fields) -> GroupAction:
    """Ask a group to see to an action agreed in a challenge. ``fields``: owner, owner_words, priority. Nothing of the
    action is copied: who may read it is asked whenever it is shown. Raises CannotDo for one that it has already."""
    group = live(group)
    if group.actions.filter(agreed=agreed).exists():
        raise CannotDo("The group has this action already.")
    made = GroupAction.objects.create(group=group, agreed=agreed, by=by, **fields)
    record("agreed_action_assigned", made, by=by, group=group.pk, agreed=agreed.pk)
    return made


@transaction.atomic
def report(*, action: GroupAction, state: str, said: str, by: Person) -> None:
    """How far it is, in a word and in words, as of today. Raises CannotDo for a group that has ended."""
    live(action.group)
    GroupAction.objects.filter(pk=action.pk).update(
        state=state, said=said, said_at=timezone.now(), said_by=by, version=F("version") + 1
    )
    record("group_action_reported", action, by=by, state=state)


@transaction.atomic
def tell_group(*, action: GroupAction, for_group: str, built_on: int, by: Person) -> None:
    """What the group should know of an agreed action, in the words of the authority's director; empty takes it back.

    Raises SavedMeanwhile for an outdated version, CannotDo for a group that has ended, but for taking it back.
    """
    if for_group:
        live(action.group)
    found = GroupAction.objects.filter(pk=action.pk, version=built_on).exclude(agreed=None)
    if not found.update(for_group=for_group, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED)
    record("group_told_of_action", action, by=by)
