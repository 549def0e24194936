"""Inviting someone to a chapter by e-mail, and what follows when they accept."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import record
from outbox.actions import post
from outbox.tasks import SIGN_IN
from regions.actions import add_person, give_post
from regions.models import Person
from regions.roles import Role
from selfeval.actions.moving import SIGNED, parts_in
from selfeval.actions.opening import give_part
from selfeval.models import Chapter, ChapterPart, Invitation, SelfEvaluation
from selfeval.statuses import LEADERS, MoveNotAllowed

LASTS = timedelta(days=14)
MOST_A_DAY = 60  # for one document in 24 hours: enough for everyone who writes in it
BODY = """Dear {name},

{by} asks you to write in “{chapter}”, part of the {document} of {authority}.

Open this page and accept:
{link}

The link works once, until {until}. If you do not know {by}, do nothing: no account is made for you.
"""


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def may_invite(chapter: Chapter, person: Person) -> bool:
    """Whether the person leads the document: who is invited gets a post at the authority."""
    return bool(parts_in(chapter.evaluation, person, chapter) & {*LEADERS})


class CannotInvite(Exception):  # noqa: N818
    """The words are fit to show."""


@transaction.atomic
def invite(*, chapter: Chapter, email: str, name: str, part: ChapterPart.Part, by: Person) -> Invitation:
    """Send the link, in place of any that this address has for the chapter.

    Whether the address is known to the portal makes no difference, so that nobody learns it here. Raises
    CannotInvite past a day's number, and MoveNotAllowed for a signed document.
    """
    evaluation = SelfEvaluation.objects.select_for_update(of=("self",)).get(pk=chapter.evaluation_id)
    if not evaluation.can_be_edited:
        raise MoveNotAllowed(SIGNED)
    sent = Invitation.objects.filter(
        chapter__evaluation=evaluation, invited_at__gte=timezone.now() - timedelta(days=1)
    )
    if sent.count() >= MOST_A_DAY:
        raise CannotInvite(
            f"{MOST_A_DAY} invitations were sent in the last 24 hours. Send the others tomorrow."
        )
    chapter.invitations.waiting().filter(email__iexact=email).update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        chapter=chapter,
        email=email.lower(),
        name=name,
        part=part,
        token_sha256=hash_of(token),
        invited_by=by,
        expires_at=timezone.now() + LASTS,
    )
    record("chapter_invitation_sent", chapter, by=by, invitation=invitation.pk, part=str(part))
    post(
        kind=SIGN_IN,
        to=invitation.email,
        subject=f"{by.name} asks you to write in a chapter",
        body=body_of(invitation, token),
        about=invitation,
    )
    return invitation


def body_of(invitation, token):
    evaluation = invitation.chapter.evaluation
    return BODY.format(
        name=invitation.name,
        by=invitation.invited_by.name,
        chapter=invitation.chapter.of.title,
        document=evaluation.authority.region.self_evaluation_name,
        authority=evaluation.authority.name,
        link=settings.PORTAL_URL + reverse("selfeval:invitation", args=[token]),
        until=f"{timezone.localtime(invitation.expires_at):%-d %B %Y}",
    )


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Person) -> None:
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(withdrawn_at=timezone.now())
    record("chapter_invitation_withdrawn", invitation.chapter, by=by, invitation=invitation.pk)


@transaction.atomic
def accept(*, invitation: Invitation) -> Person | None:
    """Make the person known, with a post and the part; of two clicks, one does it.

    None where the invitation waits no longer, whoever sent it leads no more, the document was signed since, or the
    person was shut out.
    """
    waiting = Invitation.objects.waiting().filter(pk=invitation.pk)
    evaluation = SelfEvaluation.objects.select_for_update(of=("self",)).get(chapters=invitation.chapter_id)
    is_shut_out = Person.objects.filter(email__iexact=invitation.email, is_active=False).exists()
    may = evaluation.can_be_edited and may_invite(invitation.chapter, invitation.invited_by)
    if is_shut_out or not may:
        waiting.update(withdrawn_at=timezone.now())
        return None
    if not waiting.update(accepted_at=timezone.now()):
        return None
    chapter, by = invitation.chapter, invitation.invited_by
    person = add_person(email=invitation.email, name=invitation.name, by=by)
    authority = chapter.evaluation.authority
    if not authority.posts.held_on(timezone.localdate()).filter(person=person).exists():
        give_post(
            person=person,
            role=Role.CONTRIBUTOR,
            starts_on=timezone.localdate(),
            by=by,
            authority=authority,
        )
    give_part(chapter=chapter, person=person, part=ChapterPart.Part(invitation.part), by=by)
    return person
