"""E-mails that a practice example waits for its director: where to look, never what anybody wrote."""

from django.conf import settings
from django.utils import timezone

from learning.models import PracticeExample
from learning.states import PracticeState
from outbox.actions import post
from outbox.models import Message
from regions.models import Person, Post
from regions.roles import GRANTS, Permission, Role

PROPOSED = "practice-proposed"
RELEASERS = [role for role in Role if Permission.RELEASE_PRACTICE in GRANTS[role]]


def proposed(example: PracticeExample, *, by: Person) -> None:
    """Each director of the authority but who proposed it, once a day at most."""
    words = f"A practice example of {example.authority.name} waits for you to release it"
    for person in directors_of(example) - {by}:
        post(
            kind=PROPOSED,
            to=person.email,
            subject=words,
            body=f"{words}. Sign in to read it: {settings.PORTAL_URL}{example.get_absolute_url()}",
            about=f"{example.pk} on {timezone.localdate()}",
        )


def directors_of(example: PracticeExample) -> set[Person]:
    held = Post.objects.held_on(timezone.localdate()).filter(
        role__in=RELEASERS, authority=example.authority_id, person__is_active=True
    )
    return {one.person for one in held.select_related("person")}


def does_still_wait(message: Message) -> bool:
    """Whether, as it is sent, the example is proposed still and the recipient may release it."""
    pk, *_ = message.about.split()
    person = Person.objects.filter(email=message.recipient, is_active=True).first()
    waiting = PracticeExample.objects.filter(pk=pk, state=PracticeState.PROPOSED)
    return person is not None and waiting.directed_by(person).exists()


RECHECKS = {PROPOSED: does_still_wait}
