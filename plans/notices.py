"""E-mails about matches, meetings of groups and development plans: where to look, never what anybody wrote."""

from django.conf import settings
from django.utils import timezone

from outbox.actions import post
from outbox.models import Message
from plans.models import DevelopmentPlan, Match, Meeting, RegionalGroup
from plans.models.support import group_shares
from plans.states import DevelopmentState
from regions.models import Person, Post
from regions.roles import GRANTS, Permission, Role
from selfeval.models import Share

MATCH = "support-match"
MEETING = "group-meeting"
SHARED = "development-shared"
COMMENTED = "development-commented"
READERS = [role for role in Role if Permission.READ_SHARED in GRANTS[role]]
WRITERS = [role for role in Role if Permission.WRITE_DEVELOPMENT_PLAN in GRANTS[role]]
SPEAKERS = [role for role in Role if Permission.RAISE_SUPPORT in GRANTS[role]]
BROKERS = [role for role in Role if Permission.BROKER_SUPPORT in GRANTS[role]]


def match_suggested(match: Match, *, by: Person) -> None:
    tell(match, speakers(match) - {by}, "A match of a need and an offer waits for your agreement")


def match_agreed(match: Match, *, by: Person) -> None:
    tell(match, (speakers(match) | brokers(match)) - {by}, "A match of a need and an offer is agreed")


def match_declined(match: Match, *, by: Person) -> None:
    tell(
        match, (speakers(match) | brokers(match)) - {by}, "A match of a need and an offer will not come about"
    )


def speakers(match: Match) -> set[Person]:
    """Who may agree for either authority."""
    return holders(role__in=SPEAKERS, authority__in=[match.need.authority_id, match.offer.authority_id])


def brokers(match: Match) -> set[Person]:
    return holders(role__in=BROKERS, region=match.need.region_id)


def holders(**posts) -> set[Person]:
    held = Post.objects.held_on(timezone.localdate()).filter(person__is_active=True, **posts)
    return {post.person for post in held.select_related("person")}


def tell(match: Match, people: set[Person], words: str) -> None:
    """Once a day at most for the same words."""
    page = settings.PORTAL_URL + match.get_absolute_url()
    for person in people:
        post(
            kind=MATCH,
            to=person.email,
            subject=words,
            body=f"{words}. Sign in to see it: {page}",
            about=f"{match.pk} {match.version} {match.state} on {timezone.localdate()}",
        )


def may_still_see(message: Message) -> bool:
    """Whether, as it is sent, the recipient sees the match and it stands as it did."""
    pk, version, state, *_ = message.about.split()
    person = Person.objects.filter(email=message.recipient).first()
    as_it_was = Match.objects.filter(pk=pk, version=version, state=state)
    return person is not None and as_it_was.visible_to(person).exists()


# -- Meetings ---------------------------------------------------------------------------------------------------


def meeting_set(meeting: Meeting, *, by: Person) -> None:
    call(meeting, "meets on", by=by)


def meeting_moved(meeting: Meeting, *, by: Person) -> None:
    call(meeting, "now meets on", by=by)


def meeting_cancelled(meeting: Meeting, *, by: Person) -> None:
    call(meeting, "will not meet on", by=by)


def call(meeting: Meeting, words: str, *, by: Person) -> None:
    """Once to each member with an account, for each time and place; nobody is told of a meeting that is past."""
    if meeting.has_begun:
        return
    day = timezone.localdate(meeting.starts_at)
    said = f"{meeting.group.name} {words} {day.day} {day:%B %Y}"
    members = meeting.group.memberships.current().filter(person__is_active=True).exclude(person=by)
    for member in members.select_related("person"):
        post(
            kind=MEETING,
            to=member.person.email,
            subject=said,
            body=f"{said}. Sign in to see it: {settings.PORTAL_URL + meeting.get_absolute_url()}",
            about=f"{meeting.pk} {meeting.sequence}",
        )


def is_still_called(message: Message) -> bool:
    """Whether, as it is sent, the recipient reads the group's meetings and it is when and where it was."""
    pk, sequence = message.about.split()
    person = Person.objects.filter(email=message.recipient).first()
    as_it_was = Meeting.objects.filter(pk=pk, sequence=sequence, starts_at__gt=timezone.now())
    return person is not None and as_it_was.filter(group__in=RegionalGroup.objects.read_by(person)).exists()


# -- Development plans ------------------------------------------------------------------------------------------


def development_shared(plan: DevelopmentPlan) -> None:
    """Once each time it is shared, and once a day at most."""
    words = f"{plan.authority.name} has shared its development plan with you"
    for person in group_directors(plan):
        tell_of_development(SHARED, plan, person, words)


def development_commented(plan: DevelopmentPlan) -> None:
    """Those who write the plan, once a day at most, however many comments there are."""
    for person in holders(role__in=WRITERS, authority=plan.authority_id):
        tell_of_development(COMMENTED, plan, person, "Somebody has commented on your development plan")


def group_directors(plan: DevelopmentPlan) -> set[Person]:
    """Who would read the plan of its group if it were shared now."""
    shares = Share.objects.running().filter(
        evaluation__authority=plan.authority_id, evaluation__cycle=plan.cycle_id
    )
    reading = shares.exclude(group="").values_list("authority", flat=True)
    directors = holders(role__in=READERS, authority__in=list(reading))
    return {one for one in directors if group_shares(one).filter(pk__in=shares.values("pk")).exists()}


def tell_of_development(kind: str, plan: DevelopmentPlan, person: Person, words: str) -> None:
    post(
        kind=kind,
        to=person.email,
        subject=words,
        body=f"{words}. Sign in to see it: {settings.PORTAL_URL}{plan.get_absolute_url()}",
        about=f"{plan.pk} on {timezone.localdate()}",
    )


def may_still_read(message: Message) -> bool:
    """Whether, as it is sent, the plan is shared still and the recipient reads it."""
    pk, *_ = message.about.split()
    person = Person.objects.filter(email=message.recipient).first()
    shared = DevelopmentPlan.objects.filter(pk=pk, state=DevelopmentState.SHARED)
    return person is not None and shared.visible_to(person).exists()


RECHECKS = {
    MATCH: may_still_see,
    MEETING: is_still_called,
    SHARED: may_still_read,
    COMMENTED: may_still_read,
}
