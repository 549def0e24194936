"""Seats: inviting, answering, accepting the principles, taking away. Papers open and close with them."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from audit.models import record
from challenges.actions.planning import held
from challenges.checks import refusal
from challenges.facts import facts_of
from challenges.models import Challenge, Seat
from challenges.parts import DIRECTORS, HOSTS, LISTENERS, SeatRole
from challenges.states import State
from outbox.actions import post
from outbox.tasks import SIGN_IN
from regions.actions import add_person, give_post
from regions.models import Conflict, LocalAuthority, Person, Post
from regions.roles import Role
from selfeval.actions.releasing import CannotShare, end_share, name_reader, remove_reader, share
from selfeval.models import Share, ShareReader

LASTS = timedelta(days=21)
BODY = """Dear {name},

{by} asks you to take part in “{challenge}” on {day}, as {role}.

Open this page to accept or decline:
{link}

The link works until {until}.
"""


class CannotInvite(Exception):  # noqa: N818
    """The words are fit to show."""


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    challenge: Challenge,
    role: SeatRole,
    email: str,
    name: str,
    by: Person,
    authority: LocalAuthority | None = None,
    organisation: str = "",
    specialism: str = "",
    says_ties: bool = True,
) -> Seat:
    """Ask someone by e-mail to take a seat. Nothing opens to them before they accept. Raises CannotInvite.

    ``says_ties``: whether ``by`` may learn that this person cannot take it. They cannot accept in any case.
    """
    challenge = held(challenge)
    if challenge.is_over:
        raise CannotInvite("It is over: nobody more can be invited.")
    if role in DIRECTORS | HOSTS and authority is None:
        raise CannotInvite("Choose the authority that this person comes from.")
    facts = facts_of([challenge], invited_too=True)[challenge.pk]
    if reason := refusal(facts, role, authority.pk if authority else None):
        raise CannotInvite(f"{reason}.")
    if challenge.seats.live().filter(email__iexact=email).exists():
        raise CannotInvite("This person has been invited already.")
    if says_ties and has_conflict(challenge, email):
        raise CannotInvite("This person cannot take a seat here. Ask someone else.")
    token = secrets.token_urlsafe(32)
    seat = Seat.objects.create(
        challenge=challenge,
        role=role,
        email=email.lower(),
        name=name,
        authority=authority,
        organisation=organisation,
        specialism=specialism,
        token_sha256=hash_of(token),
        invited_by=by,
        expires_at=timezone.now() + LASTS,
    )
    record("seat_offered", challenge, by=by, seat=seat.pk, role=str(role))
    post(
        kind=SIGN_IN,
        to=seat.email,
        subject=f"{by.name} asks you to take part in a challenge",
        body=body_of(seat, token),
        about=seat,
    )
    return seat


def has_conflict(challenge: Challenge, email: str) -> bool:
    """Whether whoever has this address has declared a tie to an authority that would be looked at by them."""
    hosts = challenge.turns.values("host")
    people = Person.objects.filter(email__iexact=email)
    own = Post.objects.held_on(timezone.localdate()).filter(person__in=people).values("authority")
    return (
        Conflict.objects.live()
        .filter(person__in=people, authority__in=hosts)
        .exclude(authority__in=own.exclude(authority=None))
        .exists()
    )


def body_of(seat: Seat, token: str) -> str:
    day = seat.challenge.first_day
    return BODY.format(
        name=seat.name,
        by=seat.invited_by.name,
        challenge=seat.challenge.name,
        day=f"{day.day} {day:%B %Y}",
        role=seat.role_words,
        link=settings.PORTAL_URL + reverse("challenges:invitation", args=[token]),
        until=f"{timezone.localtime(seat.expires_at):%-d %B %Y}",
    )


@transaction.atomic
def accept(*, seat: Seat, by: Person | None = None) -> Person | None:
    """Take the seat: by the link, or as the person signed in whom it names. None where it waits no longer.

    Whoever is new to the portal is made known, as a guest of the region until the challenge's access ends.
    """
    seat = (
        Seat.objects.select_for_update(of=("self",))
        .select_related("challenge__cycle__region")
        .get(pk=seat.pk)
    )
    shut_out = Person.objects.filter(email__iexact=seat.email, is_active=False).exists()
    if not seat.is_waiting or seat.challenge.is_over or shut_out or has_conflict(seat.challenge, seat.email):
        return None
    person = by or add_person(email=seat.email, name=seat.name, by=seat.invited_by)
    ensure_post(seat, person)
    seat.person, seat.state, seat.answered_at = person, Seat.State.ACCEPTED, timezone.now()
    seat.save(update_fields=["person", "state", "answered_at"])
    record("seat_accepted", seat.challenge, by=person, seat=seat.pk)
    return person


def ensure_post(seat: Seat, person: Person) -> None:
    """A peer's post at the region until the challenge's access ends, or a guest's who reads no self-evaluation.

    Whoever holds a post at the authority that the seat is from needs none; one there is for its own director to give.
    """
    today, region, ends_on = timezone.localdate(), seat.challenge.cycle.region, seat.challenge.access_ends_on
    held_now = person.posts.held_on(today)
    if seat.authority_id and held_now.filter(authority=seat.authority_id).exists():
        return
    role = Role.GUEST if seat.role in LISTENERS else Role.PEER
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=ends_on)
    if not held_now.filter(lasting, region=region, role=role).exists():
        give_post(
            person=person, role=role, region=region, starts_on=today, ends_on=ends_on, by=seat.invited_by
        )


@transaction.atomic
def decline(*, seat: Seat) -> None:
    now = timezone.now()
    waiting = Seat.objects.filter(pk=seat.pk, state=Seat.State.INVITED)
    if waiting.update(state=Seat.State.DECLINED, answered_at=now):
        record("seat_declined", seat.challenge, seat=seat.pk)


@transaction.atomic
def accept_principles(*, seat: Seat, access_needs: str, wants_payment: bool, by: Person) -> None:
    """The person accepts how the challenge works, and says that nothing ties them to whom they look at.

    From then on its papers open to them as their seat says.
    """
    now = timezone.now()
    Seat.objects.filter(pk=seat.pk, person=by, state=Seat.State.ACCEPTED).update(
        principles_at=now,
        no_tie_at=now if looked_at_by(seat) else None,
        access_needs=access_needs,
        wants_payment=wants_payment,
    )
    record("principles_accepted", seat.challenge, by=by, seat=seat.pk)
    seat.refresh_from_db()
    open_reading(seat)


def looked_at_by(seat: Seat) -> list[str]:
    """Names of the authorities that whoever has the seat looks at; none for the host's side.

    Their own is left out, and any of which they have said already what ties them to it: a tie shuts that turn.
    """
    if seat.role in HOSTS:
        return []
    said = Conflict.objects.filter(person=seat.person_id, ended_at=None).values("authority")
    turns = seat.challenge.turns.exclude(host=seat.authority_id).exclude(host__in=said)
    return list(turns.order_by("host__area__name").values_list("host__area__name", flat=True))


def open_reading(seat: Seat) -> None:
    """Share what the turns read with the authority that the seat is from, and name the person as a reader of it.

    Someone who is from no authority reads beside the authority that leads the turn.
    """
    challenge = seat.challenge
    for turn in challenge.turns.exclude(evaluation=None).select_related("evaluation__cycle", "lead"):
        reader = seat.authority or turn.lead
        if seat.role in HOSTS | LISTENERS or reader is None or reader.pk == turn.host_id:
            continue
        try:
            shared = share(
                evaluation=turn.evaluation,
                authority=reader,
                group=challenge.group or challenge.name,
                event_on=challenge.last_day,
                by=None,
            )
        except CannotShare:
            continue  # the cycle has no share day yet: the project manager's page says so
        name_reader(share=shared, person=seat.person, by=seat.person)


@transaction.atomic
def remove(*, seat: Seat, by: Person) -> None:
    """The person takes part no longer: what opened by the seat closes at once."""
    live = Seat.objects.live().filter(pk=seat.pk)
    taken = live.update(state=Seat.State.REMOVED, answered_at=timezone.now())
    if not taken:
        return
    record("seat_removed", seat.challenge, by=by, seat=seat.pk)
    if seat.person_id:
        close_reading(seat, by)


def close_reading(seat: Seat, by: Person) -> None:
    """Take the person's name off what the turns read; end a share that stood for this challenge's seats alone."""
    evaluations = seat.challenge.turns.exclude(evaluation=None).values("evaluation")
    shares = Share.objects.filter(evaluation__in=evaluations, ended_at=None)
    for reader in ShareReader.objects.filter(share__in=shares, person=seat.person_id).select_related("share"):
        if not keeps_reading(seat, reader.share):
            remove_reader(reader=reader, by=by)
    for one in shares.filter(group=seat.challenge.name, readers=None):
        end_share(share=one, by=by)


def keeps_reading(seat: Seat, shared: Share) -> bool:
    """Whether another seat of the person's is for the same self-evaluation."""
    others = (
        Seat.objects.live().filter(person=seat.person_id, principles_at__isnull=False).exclude(pk=seat.pk)
    )
    live = others.exclude(challenge__state__in=[State.CLOSED, State.CANCELLED])
    return live.filter(challenge__turns__evaluation=shared.evaluation_id).exists()
