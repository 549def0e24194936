"""Building, changing and publishing groups in the browser, and what must not show there."""

import re
from datetime import timedelta
from itertools import combinations

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from challenges.actions import grouping as actions
from challenges.gathered import Asked, kept_apart, problem_of
from challenges.grouping import USUAL, Costing, NoGroups, Rule, pair
from challenges.models import Grouping
from challenges.presenters.groupings import draft_page
from cycles.models import Cycle, Phase
from outbox.models import Message
from regions.actions import declare_conflict, end_conflict
from regions.models import Post
from regions.roles import Role
from selfeval.actions.grouping import groups_of
from selfeval.actions.opening import open_cycle
from selfeval.models import SelfEvaluation, Share
from tests.cast import hold, make_person
from tests.factories.documents import make_template
from tests.factories.memoranda import make_issued, sign_for
from tests.places import make_authority
from tests.selfeval.world import make_cycle

CODES = (801, 802, *range(811, 816))
SIGNED = CODES[:6]
PAGES = ("build", "draft", "publish")
POSTS = ("swap", "together", "keep", "take_off", "again", "choose")


@pytest.fixture
def year(cast):
    """Seven authorities of the North in a row, six of which have fully signed; self-evaluations open."""
    for code in CODES[2:]:
        make_authority(code, f"Place {code}", cast.north)
    for at, code in enumerate(CODES):
        cast.north.authorities.filter(pk=code).update(longitude=-2 + at / 10, latitude=54 + at / 20)
    memorandum = make_issued(cast.north, by=cast.mo)
    for authority in cast.north.authorities.filter(pk__in=SIGNED):
        sign_for(authority, memorandum)
    cycle = make_cycle(cast.north, timezone.localdate() + timedelta(days=30))
    open_cycle(cycle=cycle, template=make_template(), by=None)
    return cycle


@pytest.fixture
def draft(cast, year):
    return actions.work_out(cycle=year, asked=asked(), by=cast.mo)


def asked(members=CODES, **more):
    return Asked(members=tuple(members), weights=USUAL, **more)


def url(name, cycle):
    return reverse(f"challenges:groups_{name}", args=[cycle.pk])


def answers(cast, year, **changed):
    """What the build page sends when nothing but this is changed."""
    return {
        "members": SIGNED,
        "look_back": 2,
        "neighbours_together": "no",
        "seed": 1,
        **{f"weight-{rule}": USUAL[rule] for rule in Rule},
        **{f"stage-{one.pk}": "" for one in cast.north.authorities.all()},
        **changed,
    }


def pairs_of(groups):
    return {two for group in groups for two in combinations(sorted(group), 2)}


@pytest.mark.parametrize("who", ["mo", "pat"])
def test_who_runs_the_year_builds_groups(client_of, draft, who):
    client = client_of(who)

    assert {client.get(url(name, draft.cycle)).status_code for name in PAGES} == {200}


@pytest.mark.parametrize("who", ["ana", "ada", "lena", "wil", "sam", "adi"])
def test_nobody_else_does(client_of, draft, who):
    client = client_of(who)

    assert {client.get(url(name, draft.cycle)).status_code for name in PAGES} == {403}
    assert {client.post(url(name, draft.cycle)).status_code for name in (*POSTS, "publish")} == {403}


def test_who_runs_another_region_finds_nothing(cast, client_of, draft):
    hold(cast.wil, Role.PROJECT_MANAGER, region=cast.west)
    client = client_of("wil")

    assert {client.get(url(name, draft.cycle)).status_code for name in PAGES} == {404}
    assert {client.post(url(name, draft.cycle)).status_code for name in POSTS} == {404}


def test_without_a_draft_there_is_nothing_to_look_at(client_of, year):
    client = client_of("mo")

    assert {client.get(url(name, year)).status_code for name in ("draft", "publish")} == {404}


def test_a_closed_cycle_is_left_alone(client_of, draft):
    Cycle.objects.update(closed_at=timezone.now())

    assert client_of("mo").post(url("again", draft.cycle)).status_code == 403


def test_who_has_fully_signed_is_ticked_and_the_others_are_named(client_of, year):
    page = client_of("mo").get(url("build", year)).content.decode()

    ticked = set(re.findall(r'name="members"[^>]*value="(\d+)"[^>]*checked', page))
    assert ticked == {str(code) for code in SIGNED}
    assert "Place 815 (has not fully signed the memorandum)" in page


def test_working_out_leads_to_the_draft(cast, client_of, year):
    client = client_of("mo")

    done = client.post(url("build", year), answers(cast, year), follow=True)

    found = Grouping.objects.get()
    assert (done.status_code, sorted(map(len, found.groups)), found.is_proved) == (200, [3, 3], True)
    assert "These are the best groups there are" in done.text
    assert "In no group:" in done.text


def test_someone_who_has_not_signed_takes_part_by_a_tick(cast, client_of, year):
    client_of("mo").post(url("build", year), answers(cast, year, members=CODES))

    assert sorted(map(len, Grouping.objects.get().groups)) == [3, 4]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"members": SIGNED[:5]}, "Choose at least six authorities"),
        ({"members": []}, "Choose at least six authorities"),
        ({"members": [*SIGNED, 803]}, "Choose authorities of this region"),
        ({"seed": "x"}, "Enter a whole number from 1 to 999,999"),
        ({"weight-distance": 3}, "Choose how much it counts"),
        ({"look_back": 9}, "Choose how many cycles"),
        ({"neighbours_together": ""}, "Choose one of the two"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(cast, client_of, year, changed, words):
    answer = client_of("mo").post(url("build", year), answers(cast, year, **changed))

    assert (answer.status_code, words in answer.text, Grouping.objects.exists()) == (422, True, False)


def test_the_same_question_has_the_same_answer(cast, year):
    first = actions.work_out(cycle=year, asked=asked(), by=cast.mo).groups

    assert actions.work_out(cycle=year, asked=asked(tuple(reversed(CODES))), by=cast.mo).groups == first


def test_swapping_two_and_going_back_to_the_best(cast, client_of, draft):
    client = client_of("mo")
    one, other = draft.groups[0][0], draft.groups[1][0]

    swapped = client.post(url("swap", draft.cycle), {"swap-one": one, "swap-other": other}, follow=True)
    by_hand = Grouping.objects.get()
    problem = problem_of(draft.cycle, actions.asked_of(by_hand))
    cost = Costing(problem).of([tuple(group) for group in by_hand.groups])
    assert "You changed these" in swapped.text
    assert by_hand.cost["points"] == cost.points

    client.post(url("choose", draft.cycle), {"answer": 0})
    assert Grouping.objects.get().groups == draft.groups


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choose an authority from the list"),
        ({"swap-one": 801, "swap-other": 801}, "Choose two different authorities"),
        ({"swap-one": 801, "swap-other": 803}, "Choose an authority from the list"),
    ],
)
def test_a_swap_that_cannot_be_is_refused_in_words(client_of, draft, given, words):
    answer = client_of("mo").post(url("swap", draft.cycle), given)

    assert (answer.status_code, words in answer.text) == (422, True)


def test_a_swap_inside_a_group_is_refused(client_of, draft):
    one, other, *_ = draft.groups[0]

    answer = client_of("mo").post(url("swap", draft.cycle), {"swap-one": one, "swap-other": other})

    assert (answer.status_code, "They are in the same group" in answer.text) == (422, True)


def test_two_are_kept_together_until_the_pin_is_taken_off(client_of, draft):
    client = client_of("mo")
    far = {"together-one": draft.groups[0][0], "together-other": draft.groups[1][-1]}

    client.post(url("together", draft.cycle), far)
    pinned = Grouping.objects.get()
    assert pair(*far.values()) in pairs_of(pinned.groups)

    client.post(url("take_off", draft.cycle), {"pin": "-".join(map(str, pinned.together[0]))})
    client.post(url("again", draft.cycle))
    assert (Grouping.objects.get().together, Grouping.objects.get().groups) == ([], draft.groups)


def test_a_group_that_is_kept_stays_when_the_rest_is_worked_out_again(cast, client_of, draft):
    client = client_of("mo")
    one, other = draft.groups[0][0], draft.groups[1][0]
    client.post(url("swap", draft.cycle), {"swap-one": one, "swap-other": other})
    kept = Grouping.objects.get().groups[0]

    client.post(url("keep", draft.cycle), {"group": 1})
    client.post(url("again", draft.cycle))

    assert kept in Grouping.objects.get().groups
    assert Grouping.objects.get().fixed == [kept]


@pytest.mark.parametrize(
    ("name", "given"), [("keep", {"group": 9}), ("choose", {"answer": "x"}), ("keep", {})]
)
def test_what_the_page_does_not_offer_is_not_there(client_of, draft, name, given):
    assert client_of("mo").post(url(name, draft.cycle), given).status_code == 404


def test_pins_that_clash_change_nothing(client_of, draft):
    client, groups = client_of("mo"), draft.groups
    client.post(url("keep", draft.cycle), {"group": 1})

    answer = client.post(
        url("together", draft.cycle), {"together-one": groups[0][0], "together-other": groups[1][0]}
    )

    assert (answer.status_code, "Take off a pin" in answer.text) == (422, True)
    assert Grouping.objects.get().together == []


def meet_last_year(year, one, other):
    """The two were in one group of the cycle before."""
    last = Cycle.objects.create(
        region=year.region,
        name="2025/26",
        starts_on=year.starts_on - timedelta(days=365),
        ends_on=year.starts_on,
        opened_at=timezone.now(),
        closed_at=timezone.now(),
    )
    template = SelfEvaluation.objects.first().template
    evaluation = SelfEvaluation.objects.create(cycle=last, authority_id=one, template=template)
    Share.objects.create(evaluation=evaluation, authority_id=other, group="Group 1", ends_on=last.ends_on)


def test_pairs_of_earlier_cycles_do_not_meet_again(cast, year):
    first = actions.work_out(cycle=year, asked=asked(), by=cast.mo).groups
    one, other, *_ = first[0]
    meet_last_year(year, one, other)

    again = actions.work_out(cycle=year, asked=asked(), by=cast.mo)
    forgotten = actions.work_out(cycle=year, asked=asked(look_back=0), by=cast.mo)

    assert problem_of(year, asked()).met == {pair(one, other): 1}
    assert (pair(one, other) in pairs_of(again.groups), forgotten.groups) == (False, first)


@pytest.mark.parametrize("role", [Role.DCS, Role.LEAD_MEMBER, Role.CHIEF_EXECUTIVE, Role.LA_COORDINATOR])
def test_who_leads_at_one_and_has_a_conflict_with_another_keeps_the_two_apart(cast, draft, role):
    one, other, *_ = draft.groups[0]
    person = make_person("quinn")
    hold(person, role, authority=cast.north.authorities.get(pk=other))
    conflict = declare(cast, person, one)

    found = actions.work_out(cycle=draft.cycle, asked=asked(), by=cast.mo)
    assert (kept_apart(CODES), pair(one, other) in pairs_of(found.groups)) == ({pair(one, other)}, False)

    end_conflict(conflict=conflict, by=person)
    assert kept_apart(CODES) == frozenset()


def test_conflicts_of_others_and_what_is_no_conflict_keep_nobody_apart(cast, draft):
    declare(cast, cast.rob, 802)  # writes at Northmere, and leads nothing
    declare(cast, cast.old, 802)  # was its director once
    declare(cast, cast.ada, 802, outcome="looked_at_not_a_conflict")

    assert kept_apart(CODES) == frozenset()


def declare(cast, person, code, kind="personal", outcome="conflict"):
    authority = cast.north.authorities.get(pk=code)
    return declare_conflict(authority=authority, kind=kind, outcome=outcome, note="SECRET", by=person)


@pytest.mark.parametrize(
    ("kind", "declared_by_ada"), [("personal", True), ("intervention", False), ("supplier", True)]
)
def test_pages_say_the_same_whoever_declared_what(cast, client_of, year, kind, declared_by_ada):
    """Northmere and Southby are kept apart, by Ada's declaration or by Nia's."""
    declare(cast, cast.nia, 801)
    client = client_of("mo")
    client.post(url("build", year), answers(cast, year))
    before = [text_of(client.get(url(name, year))) for name in PAGES]
    end_conflict(conflict=cast.nia.conflicts.get(), by=cast.nia)
    declare(cast, *((cast.ada, 802) if declared_by_ada else (cast.nia, 801)), kind=kind)

    client.post(url("build", year), answers(cast, year))
    after = [text_of(client.get(url(name, year))) for name in PAGES]

    assert before == after
    assert "SECRET" not in "".join(after)


def test_the_log_and_the_draft_do_not_say_who_is_kept_apart(cast, year):
    declare(cast, cast.nia, 801)

    draft = actions.work_out(cycle=year, asked=asked(), by=cast.mo)

    logged = [event.detail for event in Event.objects.filter(action__startswith="groups_")]
    assert logged == [{"cycle": year.pk, "seed": 1}]
    kept = {field.name for field in Grouping._meta.get_fields()}
    assert not {"apart", "conflicts"} & kept
    assert [draft.together, draft.fixed] == [[], []]


def test_two_that_must_be_apart_cannot_be_pinned_and_no_reason_is_given(cast, client_of, draft):
    declare(cast, cast.nia, 801)

    answer = client_of("mo").post(url("together", draft.cycle), {"together-one": 801, "together-other": 802})

    assert answer.status_code == 422
    assert "no possible group has room" in answer.text
    assert "conflict" not in answer.text.partition("<main")[2].partition("</main")[0].lower()


def text_of(response):
    """The page without its tokens and its hour."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", response.content.decode())
    return re.sub(r"at \d\d:\d\d", "", text)


def test_publishing_sets_the_groups_and_tells_directors(cast, client_of, draft):
    client = client_of("mo")
    assert "Publish these groups?" in client.get(url("publish", draft.cycle)).text

    answer = client.post(url("publish", draft.cycle))

    names = {number: name for name, group in draft.named.items() for number in group}
    assert answer.url == reverse("selfeval:groups", args=[draft.cycle.pk])
    assert groups_of(draft.cycle) == names
    told = Message.objects.filter(kind="groups-published")
    directors = Post.objects.filter(role=Role.DCS, authority__in=CODES).held_on(timezone.localdate())
    assert set(told.values_list("recipient", flat=True)) == set(
        directors.values_list("person__email", flat=True)
    )
    assert not any(name in told.first().body for name in ("Southby", "Place"))
    published = Grouping.objects.get()
    assert (published.published_by, actions.draft_of(draft.cycle)) == (cast.mo, None)
    assert Event.objects.filter(action="groups_published").count() == 1


def test_from_the_share_date_on_nothing_is_published(client_of, draft):
    Phase.objects.filter(kind=Phase.Kind.SHARE).update(due_on=timezone.localdate())

    answer = client_of("mo").post(url("publish", draft.cycle), follow=True)

    assert "Groups stay as they are from the share date on" in answer.text
    assert (Grouping.objects.get().published_at, Share.objects.count()) == (None, 0)


def test_groups_are_published_only_when_there_is_something_to_read(client_of, draft):
    one = SelfEvaluation.objects.get(authority=draft.groups[0][0])
    SelfEvaluation.objects.filter(pk=one.pk).update(
        authority=make_authority(899, "Elsewhere", one.authority.region)
    )

    answer = client_of("mo").post(url("publish", draft.cycle), follow=True)

    assert "Open the self-evaluations of all these authorities first" in answer.text
    assert groups_of(draft.cycle) == {}


def test_a_conflict_declared_since_stops_publishing_without_saying_so(cast, client_of, draft):
    one, other, *_ = draft.groups[0]
    person = make_person("quinn")
    hold(person, Role.DCS, authority=cast.north.authorities.get(pk=one))
    declare(cast, person, other)

    answer = client_of("mo").post(url("publish", draft.cycle), follow=True)

    assert "Something has changed since these groups were worked out" in answer.text
    assert groups_of(draft.cycle) == {}


def test_after_publishing_a_new_draft_may_be_made(cast, draft):
    actions.publish(grouping=draft, by=cast.mo)

    actions.work_out(cycle=draft.cycle, asked=asked(), by=cast.mo)

    assert Grouping.objects.count() == 2


def test_groups_that_cannot_be_made_leave_the_draft_as_it_is(cast, draft):
    with pytest.raises(NoGroups):
        actions.work_out(cycle=draft.cycle, asked=asked(CODES[:5]), by=cast.mo)

    assert Grouping.objects.get().groups == draft.groups


@pytest.mark.parametrize("more", [0, 6])
def test_the_draft_costs_the_same_queries_for_any_number(cast, year, django_assert_num_queries, more):
    codes = [*CODES, *(make_authority(820 + at, f"More {at}", cast.north).pk for at in range(more))]
    meet_last_year(year, 801, 811)
    declare(cast, cast.nia, 801)
    actions.work_out(cycle=year, asked=asked(codes), by=cast.mo)
    draft = Grouping.objects.select_related("cycle__region").get()

    with django_assert_num_queries(10):
        draft_page(draft)
