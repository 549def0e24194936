"""The region's groups and who is in them: every change of them, once, with its record."""

from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from audit.models import record
from plans.actions.support import CHANGED, CannotDo
from plans.models import Membership, RegionalGroup
from regions.models import Person, Region
from selfeval.actions.improvement import SavedMeanwhile

NAME_TAKEN = "The region has a group of this name already. Choose another name."


@transaction.atomic
def set_up(*, region: Region, chair: Person | None, by: Person, **fields) -> RegionalGroup:
    """``fields``: name, kind, purpose. Raises CannotDo for a name that a group of the region has."""
    refuse_taken(region, fields["name"])
    made = RegionalGroup.objects.create(region=region, chair=chair, by=by, **fields)
    record("group_set_up", made, by=by, region=region.pk, kind=made.kind)
    seat_chair(made, chair, by=by)
    return made


@transaction.atomic
def change_group(*, group: RegionalGroup, chair: Person | None, built_on: int, by: Person, **fields) -> None:
    """Raises SavedMeanwhile for an outdated version, CannotDo for one that has ended or a name that is taken."""
    group = live(group)
    refuse_taken(group.region, fields["name"], but=group)
    found = RegionalGroup.objects.filter(pk=group.pk, version=built_on)
    if not found.update(chair=chair, version=F("version") + 1, **fields):
        raise SavedMeanwhile(CHANGED)
    record("group_changed", group, by=by, fields=sorted(fields), chair=chair.pk if chair else None)
    seat_chair(group, chair, by=by)


def refuse_taken(region: Region, name: str, *, but: RegionalGroup | None = None) -> None:
    namesakes = RegionalGroup.objects.filter(region=region, name__iexact=name, ended_at=None)
    if namesakes.exclude(pk=but.pk if but else None).exists():
        raise CannotDo(NAME_TAKEN)


def live(group: RegionalGroup) -> RegionalGroup:
    """The group, held while something of it changes; refused once it has ended."""
    found = RegionalGroup.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)
    if found.ended_at is not None:
        raise CannotDo("The group has ended, so what it did stays as it is.")
    return found


def seat_chair(group: RegionalGroup, chair: Person | None, *, by: Person) -> None:
    """Who chairs a group is in it."""
    if chair and not group.memberships.current().filter(person=chair).exists():
        add_member(group=group, person=chair, since=timezone.localdate(), by=by)


@transaction.atomic
def end_group(*, group: RegionalGroup, by: Person) -> None:
    """It stays readable. Raises CannotDo for one that has ended."""
    group = live(group)
    RegionalGroup.objects.filter(pk=group.pk).update(ended_at=timezone.now(), version=F("version") + 1)
    record("group_ended", group, by=by)


@transaction.atomic
def take_up_again(*, group: RegionalGroup, by: Person) -> None:
    """Raises CannotDo for a name that another group has had since."""
    refuse_taken(group.region, group.name, but=group)
    ended = RegionalGroup.objects.filter(pk=group.pk).exclude(ended_at=None)
    if ended.update(ended_at=None, version=F("version") + 1):
        record("group_taken_up_again", group, by=by)


# -- Members ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_member(
    *,
    group: RegionalGroup,
    since: date,
    by: Person,
    person: Person | None = None,
    partner: str = "",
    organisation: str = "",
) -> Membership:
    """A person with an account, or a partner by name. Raises CannotDo for someone who is in it then."""
    group = live(group)
    who = Q(person=person) if person else Q(person=None, partner__iexact=partner)
    still_in = Q(until=None) | Q(until__gte=since)
    if group.memberships.filter(who, still_in).exists():
        raise CannotDo(f"{person.name if person else partner} is a member already.")
    made = Membership.objects.create(
        group=group, person=person, partner=partner, organisation=organisation, since=since
    )
    record("group_member_added", made, by=by, group=group.pk, person=person.pk if person else None)
    return made


@transaction.atomic
def end_membership(*, membership: Membership, until: date, by: Person) -> None:
    """``until`` is the last day. Raises CannotDo for the chair, a day before the first, and one that ended."""
    group = live(membership.group)
    if membership.person_id and membership.person_id == group.chair_id:
        raise CannotDo(f"{membership.name} chairs the group. Choose another chair first.")
    if until < membership.since:
        since = membership.since
        raise CannotDo(f"The last day cannot be before the first, {since.day} {since:%B %Y}.")
    if not Membership.objects.not_over().filter(pk=membership.pk).update(until=until):
        raise CannotDo("The membership is over already.")
    record("group_member_ended", membership, by=by, group=group.pk, until=str(until))
