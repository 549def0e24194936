"""What people think of a challenge: once each, and never with a grade."""

from django.db import IntegrityError, transaction

from audit.models import record
from challenges.models import Challenge, Evaluation, Seat
from regions.models import Person


class AlreadySaid(Exception):  # noqa: N818
    """The words are fit to show."""


@transaction.atomic
def evaluate(
    *,
    challenge: Challenge,
    by: Person,
    worked: str = "",
    change: str = "",
    take_home: str = "",
    hours: int | None = None,
) -> Evaluation:
    """Raises AlreadySaid for a second form of one person."""
    given = {"worked": worked, "change": change, "take_home": take_home, "hours": hours}
    seat = Seat.objects.filter(challenge=challenge, person=by, state=Seat.State.ACCEPTED).first()
    try:
        with transaction.atomic():
            made = Evaluation.objects.create(challenge=challenge, person=by, seat=seat, **given)
    except IntegrityError as fault:
        raise AlreadySaid("You have sent this form already. Thank you.") from fault
    record("challenge_evaluated", challenge, by=by, hours=hours)
    return made
