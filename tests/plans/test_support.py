"""Needs, offers and matches: what is kept, what is refused and who is told."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from challenges.actions import planning
from challenges.actions.protocols import load_standard
from challenges.models import Finding, Protocol, Support
from indicators.models import Comparison
from outbox.models import Message
from plans import notices
from plans.actions import support as actions
from plans.actions.support import CannotDo
from plans.models import Match, Need, Offer
from plans.offering import offers_for
from plans.states import MatchState, NeedState
from selfeval.actions.improvement import SavedMeanwhile
from selfeval.models import Release
from tests.challenges.world import BEFORE
from tests.factories.figures import make_indicator
from tests.plans.world import MONTH_LATER, at, clock_at, make_offer, match, raise_need
from tests.selfeval.payloads import TYPED
from tests.selfeval.world import release

pytestmark = pytest.mark.django_db

NEED = {
    "text": "Help with agency staff",
    "theme": "Workforce",
    "urgency": "term",
    "visibility": "region",
    "version": "0",
}
OFFER = {
    "text": "How we keep staff",
    "theme": "Workforce",
    "kind": "visit",
    "capacity": "2",
    "visibility": "region",
    "version": "0",
}


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def send(world, name, address, **given):
    return world.client(name).post(address, given)


def words(world, name, address):
    return world.client(name).get(address).content.decode()


# -- Raising and changing -----------------------------------------------------------------------------------------


def test_a_director_puts_a_need_on_the_list_and_others_of_the_region_see_it(world):
    shown = send(world, "ada", url("need_add", "north"), **NEED)

    need = Need.objects.get()
    assert (need.authority.name, need.urgency, need.by) == ("Northmere", "term", world.people["ada"])
    assert shown.url == need.get_absolute_url()
    for name in ("ada", "nia", "mo"):
        assert "Help with agency staff" in words(world, name, url("menu", "north"))


def test_an_empty_form_says_what_each_field_needs_and_keeps_nothing(world):
    need = send(world, "ada", url("need_add", "north"), submit="")
    offer = send(world, "ada", url("offer_add", "north"), capacity="0", starts_on_0="1")

    for shown, said in (
        (
            need,
            ("Say what is needed", "Choose a theme", "Choose how soon it is needed", "Choose who may see it"),
        ),
        (
            offer,
            (
                "Say what is offered",
                "Choose the kind of help",
                "Enter 1 or more",
                "The first day must include a day, a month and a year",
            ),
        ),
    ):
        assert shown.status_code == 422
        for one in said:
            assert one in shown.content.decode()
    assert not Need.objects.exists()
    assert not Offer.objects.exists()


def test_an_offer_cannot_end_before_it_begins(world):
    days = {"starts_on_0": "1", "starts_on_1": "4", "starts_on_2": "2027"}
    days |= {"until_0": "31", "until_1": "3", "until_2": "2027"}

    shown = send(world, "ada", url("offer_add", "north"), **OFFER, **days)

    assert shown.status_code == 422
    assert "The last day must be the first day or later" in shown.content.decode()


def test_what_a_challenge_raised_is_put_on_the_list_once_by_who_speaks_for_the_authority(world, cast):
    with clock_at(BEFORE):
        turn, finding = turn_of(world)
    words_of = {"turn": turn, "text": "Told in a challenge", "by": cast.ada}
    raised = Support.objects.create(
        kind="need", topic="Staff", authority=cast.northmere, finding=finding, is_for_region=True, **words_of
    )
    address = f"{url('need_add', 'north')}?raised={raised.pk}"
    assert "not on the list yet" in words(world, "ada", url("menu", "north"))
    assert "not on the region’s list yet" in words(world, "ada", "/")
    assert "Told in a challenge" in words(world, "ada", address)
    assert world.client("nia").get(address).status_code in (403, 404)
    assert world.client("ada").get(address.replace("needs", "offers")).status_code == 404

    send(world, "ada", address, **NEED)

    need = Need.objects.get()
    assert (need.support, need.finding, need.authority) == (raised, finding, cast.northmere)
    assert "A point of the feedback after a challenge" in words(world, "ada", need.get_absolute_url())
    assert world.client("ada").get(address).status_code == 404
    assert "not on the list yet" not in words(world, "ada", url("menu", "north"))


def test_a_need_names_the_chapter_that_it_comes_from(world):
    assert "Which chapter" not in words(world, "ada", url("need_add", "north"))
    made = release(world.evaluation, world.people["ada"])
    send(world, "ada", url("need_add", "north"), **NEED, chapter="9")
    assert not Need.objects.exists()

    send(world, "ada", url("need_add", "north"), **NEED, chapter="2")

    need = Need.objects.get()
    assert (need.release, need.chapter) == (made, 2)
    assert made.get_absolute_url() in words(world, "ada", need.get_absolute_url())
    assert made.get_absolute_url() not in words(world, "nora", need.get_absolute_url())
    assert "Chapter 2 of the self-evaluation" in words(world, "nora", need.get_absolute_url())


def test_a_need_begins_from_a_chapter_of_the_release_that_its_authority_reads(world):
    made = release(world.evaluation, world.people["ada"])
    address = f"{url('need_add', 'north')}?release={made.pk}&chapter=2"
    link = f'href="{address.replace("&", "&amp;")}"'

    for name in ("ada", "cora"):
        assert link in words(world, name, made.get_absolute_url())
    for name in ("nia", "lena", "rob"):
        assert "Say what you need" not in words(world, name, made.get_absolute_url())

    form = words(world, "cora", address)
    assert '<option value="2" selected>' in form
    send(world, "cora", address, **NEED, chapter="2")
    need = Need.objects.get()
    assert (need.release, need.chapter, need.authority.name) == (made, 2, "Northmere")


def test_a_need_begins_from_no_release_that_the_person_does_not_speak_for(world):
    made = release(world.evaluation, world.people["ada"])

    for name, given in (("nia", made.pk), ("ada", made.pk + 99), ("ada", "x")):
        address = f"{url('need_add', 'north')}?release={given}&chapter=2"
        assert world.client(name).get(address).status_code == 404
        assert world.client(name).post(address, NEED).status_code == 404
    Release.objects.update(withdrawn_at=made.released_at, withdrawn_by=world.people["ada"])
    assert "Say what you need" not in words(world, "ada", made.get_absolute_url())
    assert world.client("ada").get(f"{url('need_add', 'north')}?release={made.pk}").status_code == 404
    assert not Need.objects.exists()


def turn_of(world):
    """A challenge of Northmere that nobody has a seat in, with a finding."""
    load_standard()
    challenge = planning.plan_challenge(
        cycle=world.evaluation.cycle,
        protocol=Protocol.objects.get(slug="two-day-visit", region=None),
        name="Challenge of Northmere",
        authorities=[at("Northmere"), at("Southby"), at("Thirdby")],
        first_day=date(2027, 2, 9),
        by=world.people["mo"],
    )
    turn = challenge.turns.get()
    return turn, Finding.objects.create(turn=turn, text="A finding", by=world.people["nia"])


def test_the_project_manager_raises_one_for_an_authority_that_is_named(world):
    missing = send(world, "mo", url("need_add", "north"), **NEED)
    assert "Choose the authority" in missing.content.decode()

    send(world, "mo", url("need_add", "north"), **NEED, authority=at("Eastby").pk)

    assert Need.objects.get().authority.name == "Eastby"


def test_an_offer_by_several_shows_them_all(world):
    send(world, "nia", url("offer_add", "north"), **OFFER, with_authorities=[at("Thirdby").pk])

    assert "Workforce, Southby, Thirdby" in words(world, "ada", url("menu", "north"))
    assert "Offer of Southby with Thirdby" in words(world, "ada", Offer.objects.get().get_absolute_url())


def test_a_change_on_an_older_version_keeps_both_texts_in_sight(world):
    need = raise_need(world)
    address = url("need_edit", need.pk)
    send(world, "cora", address, **NEED | {"text": "Cora’s words"})

    shown = send(world, "ada", address, **NEED | {"text": "Ada’s words"})

    assert shown.status_code == 422
    page = shown.content.decode()
    assert "Cora’s words" in page
    assert "Ada’s words" in page
    assert Need.objects.get().text == "Cora’s words"
    assert send(world, "ada", address, **NEED | {"text": "Ada’s words", "version": "1"}).status_code == 302
    assert Need.objects.get().text == "Ada’s words"


def test_a_theme_that_is_no_longer_offered_stays_on_what_has_it(world):
    need = raise_need(world, theme="An old theme")

    assert '<option value="An old theme" selected>' in words(world, "ada", url("need_edit", need.pk))


def test_only_an_open_need_is_taken_back_and_only_what_has_an_outcome_is_closed(world):
    need, offer = raise_need(world), make_offer(world)
    made = match(world, need, offer)
    with pytest.raises(CannotDo, match="matched, or over"):
        actions.take_back_need(need=need, by=world.people["ada"])
    with pytest.raises(CannotDo, match="Close or decline its matches first"):
        actions.close_need(need=need, outcome="Done", by=world.people["ada"])

    actions.decline_match(match=made, outcome="No time", by=world.people["nia"])
    assert Need.objects.get().state == NeedState.OPEN
    empty = send(world, "ada", url("need_close", need.pk), outcome=" ")
    assert "Say what came of it" in empty.content.decode()
    send(world, "ada", url("need_close", need.pk), outcome="We found our own way")
    assert (Need.objects.get().state, Need.objects.get().outcome) == ("closed", "We found our own way")
    again = send(world, "ada", url("need_close", need.pk), outcome="Again")
    assert "It is over already" in again.content.decode()
    with pytest.raises(CannotDo, match="can no longer be changed"):
        actions.change_need(need=need, built_on=0, by=world.people["ada"], text="Too late")


# -- Matches ------------------------------------------------------------------------------------------------------


def test_a_match_is_agreed_by_both_sides_done_and_closed_with_what_came_of_it(world):
    need, offer = raise_need(world), make_offer(world)
    days = {"starts_on_0": "1", "starts_on_1": "4", "starts_on_2": "2027"}
    days |= {"ends_on_0": "31", "ends_on_1": "5", "ends_on_2": "2027"}
    send(world, "mo", url("match_add", need.pk, offer.pk), scope="Two days", version="0", **days)
    made = Match.objects.get()
    assert made.because == "the same theme; 1 place left"
    assert Need.objects.get().state == NeedState.MATCHED
    assert "Waits for" in words(world, "mo", url("match", made.pk))
    assert "Northmere and Southby" in words(world, "mo", url("match", made.pk))

    send(world, "ada", url("match_agree", made.pk), version="0")
    assert Match.objects.get().state == MatchState.SUGGESTED
    assert "We agree" not in words(world, "ada", url("match", made.pk))
    send(world, "nia", url("match_agree", made.pk), version="0")
    assert Match.objects.get().state == MatchState.AGREED

    send(world, "ada", url("match_close", made.pk), outcome="Fewer agency staff")
    assert (Match.objects.get().state, Match.objects.get().outcome) == ("closed", "Fewer agency staff")
    send(world, "ada", url("need_close", need.pk), outcome="It helped")
    assert Need.objects.get().state == NeedState.CLOSED


def test_other_words_ask_both_again_and_nobody_agrees_to_what_they_have_not_seen(world):
    made = match(world, raise_need(world), make_offer(world))
    actions.agree_match(match=made, sides={"need"}, built_on=0, by=world.people["ada"])
    actions.change_match(match=made, built_on=0, scope="Four days", by=world.people["nia"])

    assert Match.objects.get().need_agreed_by is None
    with pytest.raises(SavedMeanwhile):
        actions.agree_match(match=made, sides={"offer"}, built_on=0, by=world.people["nia"])
    shown = world.client("nia").post(url("match_agree", made.pk), {"version": "x"}, follow=True)
    assert "Read it again" in shown.content.decode()
    assert Match.objects.get().offer_agreed_by is None


def test_what_cannot_be_matched_says_why(world):
    need, offer, own = raise_need(world), make_offer(world), make_offer(world, "Northmere", "ada")
    with pytest.raises(CannotDo, match="own offer"):
        match(world, need, own)
    match(world, need, offer)
    with pytest.raises(CannotDo, match="matched already"):
        match(world, need, offer)
    other = raise_need(world, "Eastby", "nora")
    with pytest.raises(CannotDo, match="places of this offer are taken"):
        match(world, other, offer)
    with pytest.raises(CannotDo, match="1 of its places are taken"):
        actions.change_offer(offer=offer, built_on=0, capacity=0, by=world.people["nia"])
    actions.take_back_offer(offer=offer, by=world.people["nia"])
    with pytest.raises(CannotDo, match="taken back"):
        match(world, other, offer)
    assert Match.objects.count() == 1


def test_both_sides_are_told_and_never_what_anybody_wrote(world):
    made = match(world, raise_need(world), make_offer(world))
    told = Message.objects.filter(kind=notices.MATCH)
    assert set(told.values_list("recipient", flat=True)) == {
        f"{name}@example.org" for name in ("ada", "cora", "nia")
    }
    for side, name in (("need", "ada"), ("offer", "nia")):
        actions.agree_match(match=made, sides={side}, built_on=0, by=world.people[name])
    agreed = told.filter(subject="A match of a need and an offer is agreed")
    assert set(agreed.values_list("recipient", flat=True)) == {
        f"{name}@example.org" for name in ("ada", "cora", "mo")
    }
    for message in told:
        assert "agency" not in message.subject + message.body
        assert "Two days" not in message.body
    first = told.order_by("pk").first()
    assert not notices.may_still_see(first)  # it is agreed by now
    assert notices.may_still_see(agreed.first())


# -- The page of a need, and the list -------------------------------------------------------------------------------


def test_offers_are_weighed_from_stored_figures_for_the_broker_alone(world):
    figure = make_indicator("late-reviews", title="Late reviews")
    need = raise_need(world, indicator=figure, visibility="region")
    make_offer(world)
    make_offer(world, "Thirdby", "tia", theme="Other", indicator=figure)
    make_offer(world, "Northmere", "ada")
    Comparison.objects.create(
        indicator=figure,
        authority=at("Thirdby"),
        rules_version="1",
        period="2026",
        region_area=at("Thirdby").region,
        standing="better",
        trend="none",
        flag="strength",
        series={},
    )

    (first, best), (second, _) = offers_for(need, Offer.objects.select_related("authority"))

    assert (first.authority.name, second.authority.name) == ("Thirdby", "Southby")
    assert "a strength there: Late reviews" in best.reasons
    assert "Offers that fit" in words(world, "mo", url("need", need.pk))
    for name in ("ada", "nia", "pat", "ana"):
        assert "Offers that fit" not in words(world, name, url("need", need.pk))


def test_an_old_need_without_a_match_stands_out(world):
    raise_need(world)
    assert "waited for more than a month" not in words(world, "mo", url("menu", "north"))
    with clock_at(MONTH_LATER):
        page = words(world, "mo", url("menu", "north"))
    assert "1 need has waited for more than a month" in page
    assert "No match for 33 days" in page


def test_old_needs_without_a_match_are_a_card_on_the_project_manager_s_home_page(world):
    def card(name):
        cards = {one.title: one for one in world.client(name).get(reverse("home")).context["page"].needing}
        return cards.get("Needs without a match in North")

    raise_need(world)
    matched = raise_need(world, text="A match is made")
    agreed = match(world, matched, make_offer(world))
    for side, name in (("need", "ada"), ("offer", "nia")):
        actions.agree_match(match=agreed, sides={side}, built_on=0, by=world.people[name])
    assert card("mo") is None

    with clock_at(MONTH_LATER):
        assert card("mo").text == "1 need waited for more than a month."
        assert card("mo").url == url("menu", "north")
        assert [card(name) for name in ("pat", "ana", "ada", "nora")] == [None] * 4
        actions.take_back_need(need=Need.objects.open().get(), by=world.people["ada"])
        assert card("mo") is None


def test_the_list_is_filtered_by_theme_and_what_is_over_is_not_on_it(world):
    raise_need(world, text="About staff")
    raise_need(world, theme="Partnership working", text="About partners")
    make_offer(world, text="Over in a day", until=(MONTH_LATER - timedelta(days=10)).date())

    page = words(world, "ada", url("menu", "north") + "?theme=Workforce")
    assert "About staff" in page
    assert "About partners" not in page
    assert "Over in a day" in page
    with clock_at(MONTH_LATER):
        assert "Over in a day" not in words(world, "ada", url("menu", "north"))


def test_the_list_costs_the_same_however_long_it_is(world):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert world.client("mo").get(url("menu", "north")).status_code == 200
        return len(seen)

    def add():
        for _ in range(3):
            match(world, raise_need(world), make_offer(world))

    add()
    few = queries()
    add()
    assert queries() == few


def test_markup_is_shown_as_text(world):
    text = "\n".join(TYPED)[:1900]
    need, offer = raise_need(world, text=text), make_offer(world, text=text)
    made = match(world, need, offer, scope=text)
    actions.decline_match(match=made, outcome=text, by=world.people["nia"])

    for thing in (need, offer, made):
        page = words(world, "mo", thing.get_absolute_url())
        assert "window.ran" in page
        assert "<img src=x" not in page
        assert "<script>window" not in page
