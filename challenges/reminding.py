"""E-mails about the steps of challenges: which step, its day, where to sign in. Never what anybody wrote."""

from datetime import date, timedelta

from django.conf import settings

from challenges.dates import reminded_on
from challenges.holders import holders_of
from challenges.models import Challenge, ChallengeStep
from cycles.rules import in_words
from cycles.working_days import between
from outbox.actions import post
from outbox.models import Message
from regions.models import Person

NEAR = "challenge-step-due"
LATE = "challenge-step-late"
# No step that is due later than so many days from now can be reminded of today, the Christmas pause included.
LOOKS_AHEAD = timedelta(days=28)


def steps_came_near(today: date) -> None:
    """Remind whoever holds a step that comes near and is not done; a second time on one day changes nothing."""
    coming = ChallengeStep.objects.filter(
        of__reminds=True,
        due_on__range=(today, today + LOOKS_AHEAD),
        challenge__in=Challenge.objects.live(),
    )
    for step in coming.select_related("of", "challenge__protocol", "challenge__cycle__region"):
        day = reminded_on(step.due_on, today)
        if day is None:
            continue
        left = between(today, step.due_on)
        for person in holders_of(step):
            tell(
                person,
                step,
                kind=NEAR,
                on=day,
                words=f"is due on {in_words(step.due_on)}: {left} working day{'' if left == 1 else 's'} away",
            )


def tell_late(step: ChallengeStep, today: date, *, by: Person) -> set[Person]:
    """Tell whoever holds an overdue step, once a day, but not the person who asks for it; returns whom."""
    people = holders_of(step) - {by}
    for person in people:
        tell(person, step, kind=LATE, on=today, words=f"was due on {in_words(step.due_on)}, and is not done")
    return people


def tell(person: Person, step: ChallengeStep, *, kind: str, on: date, words: str) -> None:
    """One e-mail a person, step, day that it is due and day on which it is said."""
    post(
        kind=kind,
        to=person.email,
        subject=f"{step.challenge.name}: {step.of.name}",
        body=(
            f"“{step.of.name}” in “{step.challenge.name}” {words}. "
            f"Sign in to see what is left: {settings.PORTAL_URL}{step.challenge.get_absolute_url()}"
        ),
        about=f"{step.pk} due {step.due_on} on {on}",
    )


def is_still_to_do(message: Message) -> bool:
    """Whether, as it is sent, the step has the same day, is not done, and is still for this person to do."""
    pk, _, due, *_ = message.about.split()
    steps = ChallengeStep.objects.select_related("of", "challenge__protocol", "challenge__cycle__region")
    step = steps.filter(pk=pk, due_on=due).first()
    return step is not None and message.recipient in {person.email for person in holders_of(step)}


RECHECKS = {NEAR: is_still_to_do, LATE: is_still_to_do}
