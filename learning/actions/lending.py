"""Deployments: who was lent to whom, and for how many days. Every change of them, once, with its record."""

from datetime import date

from django.db import transaction
from django.db.models import F

from audit.models import record
from learning.actions.associates import CHANGED, CannotDo, lock
from learning.models import Associate, Deployment
from learning.spans import year_of
from regions.models import LocalAuthority, Person
from selfeval.actions.improvement import SavedMeanwhile


@transaction.atomic
def lend(
    *, associate: Associate, receiving: LocalAuthority, starts_on: date, ends_on: date, by: Person, **fields
) -> Deployment:
    """``fields``: half_days, what_for. The days are given by the home authority of now. Raises CannotDo."""
    associate = lock(associate)
    refuse_home(associate, associate.home_id, receiving)
    refuse_conflict(associate, receiving)
    refuse_two_years(starts_on, ends_on)
    refuse_twice(associate, receiving, starts_on)
    made = Deployment.objects.create(
        associate=associate,
        home=associate.home,
        receiving=receiving,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        **fields,
    )
    record("deployment_recorded", made, by=by, **counted(made))
    return made


@transaction.atomic
def change_deployment(
    *,
    deployment: Deployment,
    built_on: int,
    receiving: LocalAuthority,
    starts_on: date,
    ends_on: date,
    by: Person,
    **fields,
) -> None:
    """Of somebody who has left since too: what was done can be put right. Raises SavedMeanwhile and CannotDo."""
    associate = Associate.objects.select_for_update(of=("self",)).get(pk=deployment.associate_id)
    refuse_home(associate, deployment.home_id, receiving)
    if receiving.pk != deployment.receiving_id:
        refuse_conflict(associate, receiving)
    refuse_two_years(starts_on, ends_on)
    refuse_twice(associate, receiving, starts_on, but=deployment)
    found = Deployment.objects.filter(pk=deployment.pk, version=built_on)
    fields |= {"receiving": receiving, "starts_on": starts_on, "ends_on": ends_on}
    if not found.update(**fields, version=F("version") + 1):
        raise SavedMeanwhile(CHANGED)
    deployment.refresh_from_db()
    record("deployment_changed", deployment, by=by, **counted(deployment))


@transaction.atomic
def remove_deployment(*, deployment: Deployment, by: Person) -> None:
    """What was recorded by mistake, or did not take place."""
    record("deployment_removed", deployment, by=by, **counted(deployment))
    Deployment.objects.filter(pk=deployment.pk).delete()


def counted(deployment: Deployment) -> dict:
    return {
        "associate": deployment.associate_id,
        "home": deployment.home_id,
        "receiving": deployment.receiving_id,
        "half_days": deployment.half_days,
    }


def refuse_home(associate: Associate, home: int, receiving: LocalAuthority) -> None:
    if receiving.pk == home:
        raise CannotDo(
            f"{receiving.name} is the home authority of {associate.name}, so no day is given. "
            "Choose another authority."
        )


def refuse_conflict(associate: Associate, receiving: LocalAuthority) -> None:
    if associate.conflicts.filter(pk=receiving.pk).exists():
        raise CannotDo(f"{associate.name} is not to be asked for {receiving.name}. Choose another associate.")


def refuse_two_years(starts_on: date, ends_on: date) -> None:
    """So that a year's totals are exact: nobody knows how the days of one that runs over 31 March fall."""
    if year_of(starts_on) != year_of(ends_on):
        raise CannotDo(
            "It runs over 31 March, where a year ends. Record it as two: until 31 March, and from 1 April, "
            "each with its days."
        )


def refuse_twice(associate, receiving, starts_on, but: Deployment | None = None) -> None:
    same = Deployment.objects.filter(associate=associate, receiving=receiving, starts_on=starts_on)
    if same.exclude(pk=but and but.pk).exists():
        raise CannotDo(
            f"{associate.name} is recorded at {receiving.name} from that day already. "
            "Change that deployment instead."
        )
