"""Shapes of the pages that use every app's words."""

from dataclasses import dataclass

from django.template.defaultfilters import date, pluralize
from django.urls import reverse
from django.utils import timezone

from challenges.presenters.waiting import waiting_for as challenges_waiting_for
from cycles.models import Cycle
from cycles.presenters import current_step
from datapacks.models import DataPack
from datapacks.presenters import flags_of, pack_state
from indicators.models import DataVersion
from learning.models import Associate
from learning.presenters.practice import waiting_for as practice_waiting_for
from plans.presenters.waiting import ballots_for, development_for
from plans.presenters.waiting import waiting_for as support_waiting_for
from regions.models import Post
from regions.presenters import waiting_for
from regions.roles import REGION_ROLES, Permission, Role
from selfeval.presenters.waiting import chapters_to_write, unread_releases, waiting_documents
from sli_portal.changes import Change, changes_for
from sli_portal.demonstration import REGIONS


@dataclass(frozen=True)
class Choice:
    pk: int
    name: str
    role: str


@dataclass(frozen=True)
class PlaceGroup:
    place: str
    choices: list[Choice]


@dataclass(frozen=True)
class DemonstrationRegion:
    name: str
    staff: list[Choice]
    authorities: list[PlaceGroup]


def demonstration_groups():
    """The demonstration's people by region: the regional team first, then each authority's."""
    posts = Post.objects.filter(person__is_demonstration=True).select_related(
        "person", "region", "authority__region"
    )
    regions = {}
    for post in sorted(posts, key=lambda post: (REGIONS.index(slug_of(post)), place_name(post), post.pk)):
        staff, authorities = regions.setdefault(region_name(post), ([], {}))
        into = staff if post.authority is None else authorities.setdefault(post.authority.name, [])
        into.append(Choice(post.person_id, post.person.name, post.get_role_display()))
    return [
        DemonstrationRegion(name, staff, [PlaceGroup(*pair) for pair in authorities.items()])
        for name, (staff, authorities) in regions.items()
    ]


def slug_of(post):
    region = post.region or (post.authority and post.authority.region)
    return region.slug if region else REGIONS[0]


def region_name(post):
    region = post.region or (post.authority and post.authority.region)
    return region.name if region else "The portal"


def place_name(post):
    return "" if post.role in REGION_ROLES or post.role == Role.ADMINISTRATOR else post.authority.name


@dataclass(frozen=True)
class Card:
    """Something that may need this person: what, how it stands, and where to go."""

    title: str
    text: str
    link: str
    url: str
    needs_you: bool


@dataclass(frozen=True)
class HomePage:
    posts: list[Post]
    cards: list[Card]
    changes: list[Change]

    @property
    def needing(self) -> list[Card]:
        return [card for card in self.cards if card.needs_you]

    @property
    def others(self) -> list[Card]:
        return [card for card in self.cards if not card.needs_you]


def home_page(person) -> HomePage:
    """What needs this person first, then what changed, then what they may want to look at."""
    newest = DataVersion.objects.in_force().first()
    cards = [
        *memorandum_cards(person),
        *self_evaluation_cards(person),
        *challenge_cards(person),
        *ballot_cards(person),
        *development_cards(person),
        *support_cards(person),
        *practice_cards(person),
        *associate_cards(person),
        *year_cards(person),
        *region_cards(person, newest),
        *authority_cards(person, newest),
        *picture_cards(person),
        *figure_cards(person, newest),
        *record_cards(person),
    ]
    return HomePage(posts=person.posts_now, cards=cards, changes=changes_for(person, newest))


def memorandum_cards(person):
    """One card for each signature that waits for the person."""
    for one in waiting_for(person):
        yield Card(
            title=f"Sign version {one.memorandum.number} of the memorandum",
            text=f"{one.memorandum.region.name}: you sign for {one.authority.name} as {one.role}.",
            link="Read and sign",
            url=one.url,
            needs_you=True,
        )


def self_evaluation_cards(person):
    """What waits for the person's hand, their chapters, and what has opened to them."""
    for waiting in waiting_documents(person):
        yield Card(
            title=waiting.evaluation.authority.name,
            text=f"{str(waiting.evaluation.authority.region.self_evaluation_name).capitalize()}: {waiting.words}",
            link=waiting.link,
            url=waiting.evaluation.get_absolute_url(),
            needs_you=waiting.is_pressing,
        )
    chapters = chapters_to_write(person)
    if chapters:
        yield Card(
            title="Your chapters",
            text=f"{len(chapters)} chapter{'s' if len(chapters) > 1 else ''} to write or agree.",
            link="Go to your chapters" if len(chapters) > 1 else f"Write “{chapters[0].of.title}”",
            url=reverse("selfeval:mine") if len(chapters) > 1 else chapters[0].get_absolute_url(),
            needs_you=True,
        )
    for release in unread_releases(person):
        yield Card(
            title=release.evaluation.authority.name,
            text=f"Version {release.number} is open to you, and you have not opened it yet.",
            link="Read it",
            url=release.get_absolute_url(),
            needs_you=True,
        )


def challenge_cards(person):
    """Invitations to answer, and the challenges that the person takes part in."""
    waiting = challenges_waiting_for(person)
    for seat in waiting.invitations:
        yield Card(
            title=seat.challenge.name,
            text=f"You are asked to take part as {seat.role_words}.",
            link="Accept or decline",
            url=reverse("challenges:challenges"),
            needs_you=True,
        )
    for coming in waiting.challenges:
        yield Card(
            title=coming.challenge.name,
            text=coming.words,
            link="Go to the challenge",
            url=coming.challenge.get_absolute_url(),
            needs_you=coming.seat_to_open is not None,
        )


def ballot_cards(person):
    for plan, number in ballots_for(person):
        yield Card(
            title=str(plan),
            text=f"{number} priorit{pluralize(number, 'y,ies')} wait{pluralize(number, 's,')} for your answer.",
            link="Answer for each priority",
            url=reverse("plans:plan_ballot", args=[plan.pk]),
            needs_you=True,
        )


def development_cards(person):
    """Plans of the group that wait for comments, and comments that wait for an answer."""
    waiting = development_for(person)
    for plan in waiting.to_comment:
        yield Card(
            title=str(plan),
            text="It is shared with you: comment on it, or say that you have no comment.",
            link="Read it and comment",
            url=plan.get_absolute_url(),
            needs_you=True,
        )
    for plan, number in waiting.to_answer:
        yield Card(
            title=str(plan),
            text=f"{number} comment{pluralize(number)} of your group wait{pluralize(number, 's,')} for your answer.",
            link="Say what you changed",
            url=plan.get_absolute_url(),
            needs_you=True,
        )


def support_cards(person):
    """Matches to agree to, what a challenge raised and nobody listed, and needs that have waited too long."""
    waiting = support_waiting_for(person)
    for match in waiting.matches:
        yield Card(
            title=f"{match.offer.authority.name} helps {match.need.authority.name}",
            text=f"{match.need.theme}: read what is to be done, and say whether you agree.",
            link="Agree or decline",
            url=match.get_absolute_url(),
            needs_you=True,
        )
    for region, number in waiting.raised:
        yield Card(
            title="Needs and offers from your challenges",
            text=f"{number} {'is' if number == 1 else 'are'} not on the region’s list yet.",
            link="Put them on the list",
            url=reverse("plans:menu", args=[region.slug]),
            needs_you=True,
        )
    for region, number in waiting.old:
        yield Card(
            title=f"Needs without a match in {region.name}",
            text=f"{number} need{pluralize(number)} waited for more than a month.",
            link="Find an offer",
            url=reverse("plans:menu", args=[region.slug]),
            needs_you=True,
        )


def practice_cards(person):
    """Practice examples that wait for the person, as director, to release them."""
    for example in practice_waiting_for(person):
        yield Card(
            title=f"A practice example of {example.authority.name}",
            text=f"{example.title}: it waits for you. Nobody else of the region reads it before.",
            link="Read it and release it",
            url=example.get_absolute_url(),
            needs_you=True,
        )


def associate_cards(person):
    """One's own record on a register of associates, for those whom the register itself does not lead to it."""
    if person.may(Permission.READ_ASSOCIATES):
        return
    for own in Associate.objects.own_of(person).listed():
        yield Card(
            title="Your record as an associate",
            text="Keep your contact and the days on which you can be lent up to date.",
            link="Go to your record",
            url=own.get_absolute_url(),
            needs_you=False,
        )


def year_cards(person):
    """One card for each open cycle of the person's regions; its dates are for those who manage it to see to."""
    cycles = Cycle.objects.visible_to(person).open().select_related("region").prefetch_related("phases")
    for cycle in cycles:
        step = current_step(cycle, timezone.localdate())
        if step is not None:
            note = f", {step.note}" if step.note else ""
            yield Card(
                title=f"The {cycle} cycle",
                text=f"{step.state}: {step.phase.name}, {date(step.phase.due_on, 'j F Y')}{note}.",
                link="See the year",
                url=cycle.get_absolute_url(),
                needs_you=step.state in ("Overdue", "Now")
                and person.may(Permission.MANAGE_CYCLES, at=cycle.region),
            )


def region_cards(person, newest):
    """One card a region at which the person may have packs made."""
    for region in person.regions_where(Permission.BUILD_PACKS):
        total = region.authorities.current().count()
        made = DataPack.objects.filter(authority__region=region, data_version=newest).newest().count()
        yield Card(
            title=f"Data packs for {region.name}",
            text=f"{made} of {total} are made from the newest figures.",
            link="Make the packs" if made < total else "Read them or take them away",
            url=reverse("datapacks:region_packs", args=[region.slug]),
            needs_you=newest is not None and made < total,
        )


def authority_cards(person, newest):
    """One card for each authority at which the person holds a post."""
    for authority in person.authorities_where(Permission.VIEW_PACKS):
        pack = DataPack.objects.visible_to(person).filter(authority=authority).defer("content").first()
        yield Card(
            title=f"{authority.name}: what stands out",
            text=f"{standing_out(authority)} Data pack: {pack_state(pack, newest).words.lower()}.",
            link="See which, and why",
            url=authority.get_absolute_url(),
            needs_you=pack is not None and pack.data_version_id == newest.pk,
        )


def standing_out(authority) -> str:
    """ "9 challenge areas, 6 strengths and 4 to watch.", of the region's set."""
    counts = flags_of(authority)
    if not counts.total():
        return "Nothing is flagged."
    challenges, strengths = counts["challenge"], counts["strength"]
    return (
        f"{challenges} challenge area{pluralize(challenges)}, {strengths} strength{pluralize(strengths)} "
        f"and {counts['watch']} to watch."
    )


def picture_cards(person):
    """One card a region that the person may see."""
    for region in person.regions_where(Permission.VIEW_REGION):
        yield Card(
            title=f"{region.name}: where the flags are",
            text="Every authority and topic in one picture.",
            link="Look at the region",
            url=region.get_absolute_url(),
            needs_you=False,
        )


def figure_cards(person, newest):
    if person.may(Permission.LOAD_FIGURES):
        yield Card(
            title="Figures",
            text=f"Last loaded on {date(newest.loaded_at, 'j F Y')}." if newest else "None are loaded yet.",
            link="Load figures",
            url=reverse("indicators:imports"),
            needs_you=newest is None,
        )


def record_cards(person):
    if person.may(Permission.VIEW_OUTBOX):
        yield Card("E-mails", "Every e-mail that the portal sends.", "E-mails sent", reverse("outbox"), False)
    if person.may(Permission.VIEW_AUDIT):
        yield Card("Audit log", "Who did what, and when.", "Open the log", reverse("audit"), False)
