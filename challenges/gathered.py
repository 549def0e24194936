"""What is known of each authority, gathered for the group builder: the same queries for any number of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

from django.utils import timezone

from challenges.grouping import Member, Pair, Problem, Rule, kilometres, pair
from cycles.models import Cycle
from indicators.models import Comparison, NeighbourLink, NeighbourSet
from regions.models import Conflict, LocalAuthority, Post
from regions.roles import Role
from selfeval.models import Share

CLOSEST = 3  # of an authority's ten statistical neighbours
NEW = timedelta(days=365)
LEADS = (Role.DCS, Role.LEAD_MEMBER, Role.CHIEF_EXECUTIVE, Role.LA_COORDINATOR)


@dataclass(frozen=True)
class Asked:
    """What a person asked for."""

    members: tuple[int, ...]
    weights: Mapping[Rule, int]
    stages: Mapping[int, str] = field(default_factory=dict)
    neighbours_together: bool = False
    look_back: int = 2
    seed: int = 1
    together: tuple[frozenset[int], ...] = ()
    fixed: tuple[frozenset[int], ...] = ()


def problem_of(cycle: Cycle, asked: Asked) -> Problem:
    authorities = list(LocalAuthority.objects.filter(region=cycle.region_id, pk__in=asked.members))
    met, fours = earlier_groups(cycle, asked.look_back)
    challenges, strengths = flagged_topics(asked.members)
    closest, new = closest_neighbours(asked.members), with_new_directors(asked.members)
    return Problem(
        members=tuple(
            Member(
                number=one.pk,
                stage=asked.stages.get(one.pk, ""),
                challenges=frozenset(challenges.get(one.pk, ())),
                strengths=frozenset(strengths.get(one.pk, ())),
                closest=frozenset(closest.get(one.pk, ())),
                has_new_director=one.pk in new,
                fours=fours[one.pk],
            )
            for one in authorities
        ),
        distances=distances(authorities),
        met=met,
        look_back=asked.look_back,
        apart=kept_apart(asked.members),
        together=asked.together,
        fixed=asked.fixed,
        weights=asked.weights,
        neighbours_together=asked.neighbours_together,
        seed=asked.seed,
    )


def distances(authorities: Iterable[LocalAuthority]) -> dict[Pair, float]:
    """Between the middles of areas, of those whose middle is known."""
    places = {one.pk: (one.longitude, one.latitude) for one in authorities if one.longitude is not None}
    return {
        pair(one, other): kilometres(places[one], places[other]) for one, other in combinations(places, 2)
    }


def kept_apart(members: Iterable[int]) -> frozenset[Pair]:
    """Pairs of which someone who leads at the one has a live conflict with the other. Why, and who, is private."""
    posts = Post.objects.held_on(timezone.localdate()).filter(
        role__in=LEADS, authority__in=members, person__is_active=True
    )
    conflicts = Conflict.objects.live().filter(person__in=posts.values("person"), authority__in=members)
    against: dict[int, set[int]] = {}
    for person, authority in conflicts.values_list("person", "authority"):
        against.setdefault(person, set()).add(authority)
    leading = posts.filter(person__in=list(against)).values_list("person", "authority")
    return frozenset(pair(own, other) for person, own in leading for other in against[person] if own != other)


def earlier_groups(cycle: Cycle, look_back: int) -> tuple[dict[Pair, int], Counter[int]]:
    """How many cycles ago each pair was last in one group, and how often each authority was in a group of four."""
    earlier = Cycle.objects.filter(region=cycle.region_id, starts_on__lt=cycle.starts_on)
    ago = {pk: n for n, pk in enumerate(earlier.values_list("pk", flat=True)[:look_back], start=1)}
    shares = Share.objects.filter(evaluation__cycle__in=list(ago), ended_at=None).exclude(group="")
    rows = set(shares.values_list("evaluation__cycle", "evaluation__authority", "authority"))
    met: dict[Pair, int] = {}
    for key, one, other in rows:
        met[pair(one, other)] = min(ago[key], met.get(pair(one, other), ago[key]))
    partners = Counter((key, one) for key, one, _ in rows)
    return met, Counter(one for (_, one), others in partners.items() if others == 3)


def flagged_topics(members: Iterable[int]) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """The topics of each authority's challenges, and of its strengths."""
    found: dict[str, dict[int, set[str]]] = {"challenge": {}, "strength": {}}
    flags = Comparison.objects.filter(authority__in=members, flag__in=list(found)).order_by()
    for flag, authority, topic in flags.values_list("flag", "authority", "indicator__topic"):
        found[flag].setdefault(authority, set()).add(topic)
    return found["challenge"], found["strength"]


def closest_neighbours(members: Iterable[int]) -> dict[int, set[int]]:
    """The nearest statistical neighbours of each in the newest set, where they take part too."""
    newest = NeighbourSet.objects.order_by("-published_on").values("pk")[:1]
    links = NeighbourLink.objects.filter(
        neighbour_set__in=newest, rank__lte=CLOSEST, authority__in=members, neighbour__in=members
    )
    found: dict[int, set[int]] = {}
    for authority, neighbour in links.values_list("authority", "neighbour"):
        found.setdefault(authority, set()).add(neighbour)
    return found


def with_new_directors(members: Iterable[int]) -> set[int]:
    """Where the director of today has held the post for less than a year."""
    today = timezone.localdate()
    posts = Post.objects.held_on(today).filter(
        role=Role.DCS, authority__in=members, starts_on__gt=today - NEW
    )
    return set(posts.values_list("authority", flat=True))
