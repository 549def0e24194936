"""The register of associates: who is on it, how they are reached and when they can be lent."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import record
from learning.models import Associate, Availability
from regions.models import Person, Region
from selfeval.actions.improvement import SavedMeanwhile

CHANGED = "Somebody changed it while you had it open. Read it again: it stands as it is now."


class CannotDo(Exception):  # noqa: N818
    """What was asked for is not possible as things stand; the words say why, and what to do."""


@transaction.atomic
def add_associate(*, region: Region, specialisms, conflicts, by: Person, **fields) -> Associate:
    """``fields``: name, job_title, home, person, email, level, trained_on, note. Raises CannotDo."""
    refuse_twice(region, fields.get("person"))
    made = Associate.objects.create(region=region, by=by, **fields)
    put_under(made, specialisms, conflicts)
    record("associate_added", made, by=by, home=made.home_id, level=made.level)
    return made


@transaction.atomic
def change_associate(
    *, associate: Associate, built_on: int, specialisms, conflicts, by: Person, **fields
) -> None:
    """Raises SavedMeanwhile for an outdated version, CannotDo for one who left or is on the register twice."""
    refuse_twice(associate.region, fields.get("person"), but=associate)
    save_over(associate, built_on, fields)
    associate.refresh_from_db()
    associate.specialisms.all().delete()
    put_under(associate, specialisms, conflicts)
    record("associate_changed", associate, by=by, home=associate.home_id, level=associate.level)


@transaction.atomic
def change_contact(*, associate: Associate, built_on: int, by: Person, email: str, job_title: str) -> None:
    """Raises SavedMeanwhile for an outdated version, CannotDo for one who left."""
    save_over(associate, built_on, {"email": email, "job_title": job_title})
    record("associate_contact_changed", associate, by=by)


def save_over(associate: Associate, built_on: int, fields: dict) -> None:
    """One conditional update of who is on the register, at the version it was built on."""
    listed = Associate.objects.listed().filter(pk=associate.pk)
    if listed.filter(version=built_on).update(**fields, version=F("version") + 1):
        return
    raise SavedMeanwhile(CHANGED) if listed.exists() else CannotDo(has_left(associate))


def put_under(associate: Associate, specialisms, conflicts) -> None:
    """The home authority is no conflict: nobody is lent to it anyway."""
    for theme in sorted(set(specialisms)):
        associate.specialisms.create(theme=theme)
    associate.conflicts.set(one for one in conflicts if one.pk != associate.home_id)


def refuse_twice(region: Region, person: Person | None, but: Associate | None = None) -> None:
    if person is None:
        return
    others = Associate.objects.listed().filter(region=region, person=person)
    if others.exclude(pk=but and but.pk).exists():
        raise CannotDo(f"{person.name} is on the register already. Change that record instead.")


def has_left(associate: Associate) -> str:
    return f"{associate.name} is no longer on the register. Put them back on it first."


@transaction.atomic
def leave_register(*, associate: Associate, by: Person) -> None:
    """From today; the record and the days given stay. Raises CannotDo for one who left."""
    if not Associate.objects.listed().filter(pk=associate.pk).update(left_on=timezone.localdate()):
        raise CannotDo(f"{associate.name} is off the register already.")
    record("associate_left", associate, by=by)


@transaction.atomic
def return_to_register(*, associate: Associate, by: Person) -> None:
    """Raises CannotDo where the person is on it by another record."""
    refuse_twice(associate.region, associate.person, but=associate)
    if Associate.objects.filter(pk=associate.pk).exclude(left_on=None).update(left_on=None):
        record("associate_returned", associate, by=by)


@transaction.atomic
def add_availability(*, associate: Associate, by: Person, starts_on, ends_on, half_days: int) -> Availability:
    """Raises CannotDo where the days run into those of another entry, and for one who left."""
    lock(associate)
    days = associate.availability.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if met := days.first():
        raise CannotDo(
            f"There is an entry from {met.starts_on:%-d %B %Y} to {met.ends_on:%-d %B %Y} already. "
            "Remove it first, or choose other days."
        )
    made = Availability.objects.create(
        associate=associate, starts_on=starts_on, ends_on=ends_on, half_days=half_days
    )
    record("availability_added", made, by=by, associate=associate.pk, half_days=half_days)
    return made


@transaction.atomic
def remove_availability(*, availability: Availability, by: Person) -> None:
    """Raises CannotDo for one who left."""
    lock(availability.associate)
    record("availability_removed", availability, by=by, associate=availability.associate_id)
    Availability.objects.filter(pk=availability.pk).delete()


def lock(associate: Associate) -> Associate:
    """As it is now, so that two changes at once see each other. Raises CannotDo for one who left."""
    found = Associate.objects.select_for_update(of=("self",)).select_related("home").get(pk=associate.pk)
    if found.left_on is not None:
        raise CannotDo(has_left(found))
    return found
