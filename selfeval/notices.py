"""E-mails about self-evaluations. They say that something changed and where, and never what or whose."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone

from cycles.models import Phase
from cycles.working_days import DAYS_LATE
from outbox.actions import post
from outbox.models import Message
from regions.models import Person
from regions.roles import Role
from selfeval.models import Chapter, ChapterPart, Release, Share

OPENED = "release-opened"
HANDED_OVER = "chapter-handed-over"
RETURNED = "chapter-returned"


def release_opened(release: Release) -> None:
    """Tell everyone to whom the release is open at this moment; before the share day, nobody."""
    for person in readers_of(release):
        if Release.objects.open_to(person).filter(pk=release.pk).exists():
            tell(person, OPENED, release, "Something has opened for you", reverse("selfeval:mine"))


def share_day_came(today: date) -> None:
    """Tell the readers of what was released before its share day and is open now; nobody is told twice."""
    lately = Phase.objects.filter(
        kind=Phase.Kind.SHARE, is_off=False, due_on__range=(today - timedelta(days=DAYS_LATE), today)
    )
    for release in Release.objects.in_force().filter(evaluation__cycle__in=lately.values("cycle")):
        release_opened(release)


def readers_of(release: Release) -> Iterable[Person]:
    """The directors of the authorities that it is shared with, and the people whom they named."""
    shares = Share.objects.filter(evaluation=release.evaluation_id, ended_at=None)
    directors = Q(posts__role=Role.DCS, posts__authority__in=shares.values("authority"))
    named = Q(pk__in=shares.values("readers__person"))
    return Person.objects.filter(directors | named, is_active=True).distinct()


def chapter_handed_over(chapter: Chapter, by: Person) -> None:
    today = timezone.localdate()
    posts = chapter.evaluation.authority.posts.held_on(today).filter(role=Role.DCS)
    for director in Person.objects.filter(posts__in=posts, is_active=True).exclude(pk=by.pk).distinct():
        tell(director, HANDED_OVER, chapter, "A chapter was handed over", chapter.get_absolute_url())


def chapter_returned(chapter: Chapter, by: Person) -> None:
    owners = chapter.parts.filter(part=ChapterPart.Part.OWNER, person__is_active=True)
    for part in owners.exclude(person=by).select_related("person"):
        tell(part.person, RETURNED, chapter, "A chapter came back to you", chapter.get_absolute_url())


def tell(person: Person, kind: str, thing: Model, what: str, path: str) -> None:
    """One e-mail a person for each time that the thing came to where it is."""
    since = getattr(thing, "state_since", "")
    body = f"{what}. Sign in to read it: {settings.PORTAL_URL}{path}"
    post(kind=kind, to=person.email, subject=f"{what} in the portal", body=body, about=f"{thing.pk} {since}")


def may_still_read_release(message: Message) -> bool:
    return still_in(message, Release.objects.open_to)


def may_still_read_chapter(message: Message) -> bool:
    return still_in(message, Chapter.objects.visible_to)


def still_in(message: Message, visible_to) -> bool:
    """Whether the recipient sees, as it is sent, the thing that the message is about."""
    person = Person.objects.filter(email=message.recipient).first()
    return person is not None and visible_to(person).filter(pk=message.about.split()[0]).exists()


RECHECKS = {
    OPENED: may_still_read_release,
    HANDED_OVER: may_still_read_chapter,
    RETURNED: may_still_read_chapter,
}
