"""E-mails about self-evaluations. They name an authority, a cycle and a day, and never what anybody wrote."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.models import record
from cycles.models import Cycle, Phase
from cycles.rules import in_words
from outbox.actions import post
from regions.models import Person, Post
from regions.roles import Role
from selfeval.models import SelfEvaluation
from selfeval.statuses import is_late


def leaders_of(evaluation: SelfEvaluation) -> Iterable[Person]:
    """The authority's director and coordinators today."""
    posts = Post.objects.held_on(timezone.localdate()).filter(
        role__in=[Role.DCS, Role.LA_COORDINATOR], authority=evaluation.authority_id
    )
    return Person.objects.filter(is_active=True, posts__in=posts).distinct()


def tell_opened(*, evaluations: Iterable[SelfEvaluation]) -> None:
    """Tell those who lead each document that it can be written."""
    for one in evaluations:
        name = one.authority.region.self_evaluation_name
        for person in leaders_of(one):
            post(
                kind="self-evaluation-open",
                to=person.email,
                subject=f"{one.authority.name}: your {name} for {one.cycle.name} is open",
                body=f"You can write it now, and give colleagues their chapters: {address(one)}",
                about=one,
            )


@transaction.atomic
def chase(*, cycle: Cycle, by: Person) -> list[SelfEvaluation]:
    """Remind the leaders of every document that is late; a second time on one day sends nothing more."""
    due, today = cycle.day_of(Phase.Kind.SIGN_OFF), timezone.localdate()
    documents = SelfEvaluation.objects.filter(cycle=cycle).select_related("authority__region", "cycle")
    late = [one for one in documents if is_late(one.state, due=due, today=today)]
    for one in late:
        name = one.authority.region.self_evaluation_name
        for person in leaders_of(one):
            post(
                kind="self-evaluation-late",
                to=person.email,
                subject=f"{one.authority.name}: your {name} for {one.cycle.name} is not signed yet",
                body=f"It was to be signed by {in_words(due)}. Sign in to see what is left: {address(one)}",
                about=f"self-evaluation {one.pk} on {today}",
            )
    record("self_evaluations_chased", cycle, by=by, authorities=[one.authority_id for one in late])
    return late


def address(evaluation: SelfEvaluation) -> str:
    return f"{settings.PORTAL_URL}{evaluation.get_absolute_url()}"
