"""What the pages say to whom, and how many questions they ask of the database."""

import re

import pytest
from django.urls import reverse

from selfeval.actions import opening, writing
from selfeval.models import Answer
from sli_portal.presenters import home_page
from tests.factories.memoranda import make_issued
from tests.selfeval.world import AFTER, BEFORE, LAST_DAY, clock_at, make_world, release, take_to, write

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def world(cast, settings):
    settings.DEMO = True
    with clock_at(BEFORE):
        yield make_world(cast, endorsers="both")


def signed(world):
    write(world.evaluation, world.people["ada"])
    take_to(world.evaluation, world.people["ada"], "send_for_review", "sign")


def cards_of(world, name):
    person = world.people[name]
    fresh = type(person).objects.get(pk=person.pk)
    return [f"{card.title}: {card.text}" for card in home_page(fresh).cards if card.needs_you]


def test_the_overview_lists_what_is_missing_with_links_and_offers_no_signature(world):
    take_to(world.evaluation, world.people["ada"], "send_for_review")

    page = world.client("ada").get(world.evaluation.get_absolute_url()).text

    assert "3 things to do before it can be signed" in page
    assert world.evaluation.chapters.first().get_absolute_url() in page
    assert "Your statement" not in page


def test_the_director_signs_under_a_statement_and_only_with_a_tick(world):
    write(world.evaluation, world.people["ada"])
    take_to(world.evaluation, world.people["ada"], "send_for_review")
    client, move = world.client("ada"), reverse("selfeval:move", args=[world.evaluation.pk])

    page = client.get(world.evaluation.get_absolute_url()).text
    without = client.post(move, {"move": "sign"})
    read_as = re.search(r'name="read_as" value="(\w+)"', page)[1]
    client.post(move, {"move": "sign", "is_fair": "on", "read_as": read_as})

    world.evaluation.refresh_from_db()
    assert "I, Ada, sign the self-evaluation of Northmere" in page
    assert without.status_code == 422
    assert world.evaluation.state == "signed"


def test_a_page_that_is_out_of_date_signs_nothing(world):
    ada = world.people["ada"]
    write(world.evaluation, ada)
    take_to(world.evaluation, ada, "send_for_review")
    client, move = world.client("ada"), reverse("selfeval:move", args=[world.evaluation.pk])
    page = client.get(world.evaluation.get_absolute_url()).text
    read_as = re.search(r'name="read_as" value="(\w+)"', page)[1]
    answer = world.evaluation.chapters.first().answers.first()
    draft = writing.Draft(text="<p>Changed since</p>")
    writing.save_answer(answer=answer, draft=draft, built_on=answer.version, by=ada)

    refused = [
        client.post(move, {"move": "sign", "is_fair": "on", "read_as": one}, follow=True).text
        for one in (read_as, "")
    ]

    world.evaluation.refresh_from_db()
    assert all("It has changed since you opened this page" in one for one in refused)
    assert (world.evaluation.state, world.evaluation.signatures.count()) == ("review", 0)


def test_a_page_shown_again_for_want_of_a_tick_still_signs_only_what_it_showed_first(world):
    ada = world.people["ada"]
    write(world.evaluation, ada)
    take_to(world.evaluation, ada, "send_for_review")
    client, move = world.client("ada"), reverse("selfeval:move", args=[world.evaluation.pk])
    first = re.search(r'name="read_as" value="(\w+)"', client.get(world.evaluation.get_absolute_url()).text)[
        1
    ]
    answer = world.evaluation.chapters.first().answers.first()
    writing.save_answer(
        answer=answer, draft=writing.Draft(text="<p>Changed</p>"), built_on=answer.version, by=ada
    )

    again = client.post(move, {"move": "sign", "read_as": first})

    assert again.status_code == 422
    assert re.search(r'name="read_as" value="(\w+)"', again.text)[1] == first


def test_a_colleague_without_a_part_is_told_that_it_is_released(world):
    make_issued(world.memorandum.region, by=world.people["pat"], endorsers="none")
    release(world.evaluation, world.people["ada"])

    page = world.client("wyn").get(world.evaluation.get_absolute_url()).text

    assert "Version 1 is released." in page
    assert "withdrawn" not in page


def test_what_goes_on_stands_before_what_leads_back(world):
    make_issued(world.memorandum.region, by=world.people["pat"], endorsers="none")
    signed(world)

    page = world.client("ada").get(world.evaluation.get_absolute_url()).text

    assert page.index("Release it to the group") < page.index("Reopen it for changes")


def test_the_page_says_who_signed_until_it_is_reopened(world):
    signed(world)
    client, address = world.client("ada"), world.evaluation.get_absolute_url()

    before = client.get(address).text
    take_to(world.evaluation, world.people["ada"], "reopen")

    assert "Signed by Ada on" in before
    assert "Signed by" not in client.get(address).text


def test_who_has_yet_to_endorse_is_said_and_only_they_are_asked(world):
    signed(world)
    take_to(world.evaluation, world.people["lena"], "endorse")
    address = world.evaluation.get_absolute_url()

    pages = {who: world.client(who).get(address).text for who in ("ada", "lena", "cleo")}

    assert "endorse it before it is released: chief executive." in pages["ada"]
    assert "Endorsed by Lena" in pages["ada"]
    asked = {who for who, page in pages.items() if "Endorse it" in page}
    assert asked == {"cleo"}
    assert "Release it to the group" not in pages["ada"]


def test_home_says_what_waits_for_each_person(world):
    chapters = {who: cards_of(world, who) for who in ("rob", "owen", "wyn")}
    signed(world)
    endorsing = {who: cards_of(world, who) for who in ("ada", "lena", "cleo")}

    assert "Your chapters: 1 chapter to write or agree." in chapters["rob"]
    assert not [card for card in chapters["wyn"] if "chapter" in card]
    waits = "Northmere: Self-evaluation: it waits for your endorsement."
    assert (waits in endorsing["lena"], waits in endorsing["cleo"], waits in endorsing["ada"]) == (
        True,
        True,
        False,
    )


def test_home_says_what_has_newly_opened_until_it_is_opened(cast, settings):
    settings.DEMO = True
    with clock_at(BEFORE):
        world = make_world(cast)
        one = release(world.evaluation, world.people["ada"])
        release(world.partner, world.people["nia"])
        early = cards_of(world, "nia")
    with clock_at(AFTER):
        new = cards_of(world, "nia")
        world.client("nia").get(one.get_absolute_url())
        after = cards_of(world, "nia")

    told = "Northmere: Version 1 is open to you, and you have not opened it yet."
    assert (told in early, told in new, told in after) == (False, True, False)


def test_the_list_says_on_which_day_each_of_the_others_opens(world):
    mine = reverse("selfeval:mine")
    before = world.client("nia").get(mine).text
    with clock_at(AFTER):
        after = world.client("nia").get(mine).text

    assert ("Opens on 11 January 2027" in before, "Not open" in before) == (True, False)
    assert ("Opens on 11 January 2027" in after, "Not open" in after) == (False, True)


def test_what_is_not_open_says_when_it_opens_and_what_the_reader_s_own_authority_owes(world):
    opens = reverse("selfeval:share_opens", args=[world.share.pk])
    before = world.client("nia").get(opens).text
    peer = world.client("pia").get(opens).text
    with clock_at(AFTER.replace(year=2028)):
        after = world.client("nia").get(opens).text

    assert "It opens on Monday 11 January 2027" in before
    assert "Your authority has not released its own in this cycle" in before
    assert "Your authority has not released" not in peer
    assert "has ended" in after
    assert (LAST_DAY.strftime("%A %-d %B %Y")) in after


def test_a_reader_is_named_and_removed_by_the_reading_director_alone(world):
    address = reverse("selfeval:share_readers", args=[world.share.pk])
    client = world.client("nia")

    offered = client.get(address).text
    client.post(address, {"person": world.people["sid"].pk})
    refused = client.post(address, {"person": world.people["wil"].pk})
    named = set(world.share.readers.values_list("person__name", flat=True))
    client.post(address, {"remove": world.share.readers.get(person=world.people["sid"]).pk})

    assert ("Pam" in offered, "Wil<" in offered) == (True, False)
    assert refused.status_code == 422
    assert named == {"Rhea", "Pia", "Sid"}
    assert set(world.share.readers.values_list("person__name", flat=True)) == {"Rhea", "Pia"}


def test_a_note_is_the_reader_s_own_and_leads_back_to_its_place(cast, settings):
    settings.DEMO = True
    with clock_at(BEFORE):
        world = make_world(cast)
        one = release(world.evaluation, world.people["ada"])
        release(world.partner, world.people["nia"])
    with clock_at(AFTER):
        note = reverse("selfeval:read_note", args=[one.pk])
        done = world.client("nia").post(note, {"chapter": 2, "text": "canary-note"})
        pages = {who: world.client(who).get(one.get_absolute_url()).text for who in ("nia", "rhea", "ada")}

    assert done.url.endswith("#note-2")
    assert {who for who, page in pages.items() if "canary-note" in page} == {"nia"}


def test_a_copy_says_whose_it_is_and_when_it_was_taken(cast, settings):
    from io import BytesIO

    from docx import Document

    settings.DEMO = True
    with clock_at(BEFORE):
        world = make_world(cast)
        one = release(world.evaluation, world.people["ada"])
        response = world.client("ada").get(reverse("selfeval:read_word", args=[one.pk]))

    word = Document(BytesIO(response.content))
    assert word.sections[0].header.paragraphs[0].text.startswith("Copy of Ada, 4 January 2027 at 12:00.")
    assert "attachment" in response.headers["Content-Disposition"]


QUESTIONS = {"mine": 16, "evaluation": 26, "read": 12}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_page_asks_few_questions(cast, settings, django_assert_max_num_queries, name):
    settings.DEMO = True
    with clock_at(BEFORE):
        world = make_world(cast)
        one = release(world.evaluation, world.people["ada"])
        paths = {"mine": reverse("selfeval:mine"), "evaluation": world.evaluation.get_absolute_url()}
        paths["read"] = one.get_absolute_url()
        client = world.client("ada")
        client.get("/cookies/")
        with django_assert_max_num_queries(QUESTIONS[name]):
            assert client.get(paths[name]).status_code == 200


def test_home_tells_who_leads_how_far_the_writing_is_and_what_has_no_owner(world):
    evaluation = world.evaluation
    number = evaluation.chapters.count()

    for name in ("ada", "cora"):
        assert any(
            f"0 of {number} chapters agreed, {number - 1} without an owner." in one
            for one in cards_of(world, name)
        )
    assert not any("chapters agreed" in one for one in cards_of(world, "owen"))
    for chapter in evaluation.chapters.all():
        opening.give_part(chapter=chapter, person=world.people["owen"], part="owner", by=world.people["ada"])
    assert not any("chapters agreed" in one for one in cards_of(world, "ada"))


def test_who_endorses_reads_what_was_signed_and_not_what_stands_now(world):
    write(world.evaluation, world.people["ada"], text="<p>As signed</p>")
    take_to(world.evaluation, world.people["ada"], "send_for_review", "sign")
    Answer.objects.filter(chapter__evaluation=world.evaluation).update(text="<p>Afterwards</p>")
    address = reverse("selfeval:whole", args=[world.evaluation.pk])

    page = world.client("lena").get(address).text

    assert address in world.client("lena").get(world.evaluation.get_absolute_url()).text
    assert ("As signed" in page, "Afterwards" in page, "This is what Ada signed" in page) == (
        True,
        False,
        True,
    )
    assert world.evaluation.signatures.get().content_sha256 in page
    assert world.client("rob").get(address).status_code == 403
    assert world.client("nia").get(address).status_code == 404
