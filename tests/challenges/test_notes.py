"""The written feedback: who reads it when, what stands in its way, and that nothing told is lost unseen."""

import json

import pytest
from django.urls import reverse

from audit.models import Event
from challenges.actions import notes
from challenges.models import FeedbackNote, Finding, ObserverSignOff
from challenges.states import MoveRefused
from regions.actions import declare_conflict
from selfeval.actions.improvement import SavedMeanwhile
from selfeval.content import sha256_of
from tests.challenges.feedback import RELEASED, find, move, person, take_to
from tests.challenges.world import ENDED, LATER, at, clock_at, make_scene
from tests.factories.memoranda import sign_for
from tests.selfeval.payloads import PAYLOADS, TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.either]
TEAM = {"nia", "tia", "rhea", "hal", "pia"}
HOSTS = {"ada", "cora"}
MEMBERS = {"lena", "cleo"}
KNOW = {"mo", "pat"}
OUTSIDE = {"nora", "sol", "sid", "wyn", "pam", "ana", "wil", "meg", "gus", "sam", "gil", "rob", "owen"}
WORDS = "Plans are late in a third of cases"


@pytest.fixture
def scene(cast, settings):
    settings.DEMO = True
    made = make_scene(cast)
    with clock_at(LATER):
        find(made, WORDS)
        find(made, "Leaders know the service", strand="leadership", is_good_practice=True)
        yield made


def address(scene, name="note", *keys):
    return reverse(f"challenges:{name}", args=[scene.turn.pk, *keys])


def get(scene, name, page="note", *keys):
    return scene.client(name).get(address(scene, page, *keys))


def who(scene):
    """Those who read the words, those who see no more than how far it is, and the rest."""
    everybody = TEAM | HOSTS | MEMBERS | KNOW | OUTSIDE
    answers = {name: get(scene, name) for name in everybody}
    reads = {name for name, page in answers.items() if WORDS in page.content.decode()}
    knows = {name for name, page in answers.items() if page.status_code == 200} - reads
    assert all(page.status_code in (200, 404) for page in answers.values())
    return reads, knows


def refused(scene, name, by=None):
    with pytest.raises(MoveRefused) as refusal:
        move(scene, name, by=by)
    return list(refusal.value.reasons)


def test_who_reads_it_in_each_state(scene):
    assert who(scene) == (TEAM, HOSTS | MEMBERS | KNOW)

    take_to(scene, "send")
    assert who(scene) == (TEAM | HOSTS, MEMBERS | KNOW)

    take_to(scene, "make_final")
    assert who(scene) == (TEAM | HOSTS, MEMBERS | KNOW)

    take_to(scene, "release")
    assert who(scene) == (TEAM | HOSTS | MEMBERS, KNOW)


@pytest.mark.parametrize(
    ("audience", "more"),
    [("team", set()), ("regional_lead", {"pat"}), ("region", {"pat", "nia", "tia", "ada"})],
)
def test_the_host_chooses_who_else_reads_it(scene, audience, more):
    take_to(scene, *RELEASED, audience=audience)

    reads, _ = who(scene)
    assert reads == TEAM | HOSTS | MEMBERS | more
    listed = {
        name
        for name in reads | OUTSIDE
        if "Released to the region"
        in scene.client(name).get(reverse("challenges:challenges")).content.decode()
    }
    assert listed == more


def test_a_director_of_the_region_reads_what_is_released_to_it_once_a_party_and_without_a_tie(scene):
    take_to(scene, *RELEASED, audience="region")
    assert get(scene, "nora").status_code == 404

    sign_for(at("Eastby"), scene.world.memorandum)
    assert WORDS in get(scene, "nora").content.decode()
    assert get(scene, "nora", "note_word").status_code == 200
    assert scene.client("nora").get(reverse("challenges:turn", args=[scene.turn.pk])).status_code == 404

    declare_conflict(authority=scene.turn.host, kind="personal", outcome="conflict", by=person(scene, "nora"))
    assert get(scene, "nora").status_code == 404


def test_the_team_reads_it_until_its_access_ends_and_the_host_for_good(scene):
    take_to(scene, *RELEASED)

    with clock_at(ENDED):
        assert get(scene, "nia").status_code == 404
        assert get(scene, "nia", "note_pdf").status_code == 404
        assert get(scene, "ada").status_code == 200


def test_it_does_not_go_to_the_host_while_anything_is_open_and_says_all_of_it(scene):
    find(scene, "Nobody said what this is", strand="")
    find(scene, "Told, and dropped for nothing", state=Finding.State.DROPPED, dropped_because=" ")
    find(scene, "A thought", state=Finding.State.EMERGING, spoken=False, strand="")

    assert refused(scene, "send") == [
        "Say whether “Nobody said what this is” is operational or leadership.",
        "“Told, and dropped for nothing” was told to the host and is dropped: say why.",
    ]
    page = get(scene, "nia").content.decode()
    assert "Say whether “Nobody said what this is”" in page
    assert "A thought" not in page


def test_what_was_told_is_in_the_note_however_it_stands(scene):
    find(scene, "Told in a hurry", state=Finding.State.EMERGING)

    assert "Told in a hurry" in take_to(scene, "send").content


def test_an_empty_note_is_not_sent(scene):
    Finding.objects.all().delete()

    assert refused(scene, "send") == ["There is no evidenced finding yet: write one first."]


def test_what_was_told_and_dropped_stands_in_the_note_with_its_reason(scene):
    find(scene, "Thresholds vary", state=Finding.State.DROPPED, dropped_because="One team alone.")
    find(scene, "Never told", state=Finding.State.DROPPED, spoken=False)

    note = take_to(scene, "send")

    content = json.loads(note.content)
    assert content["dropped"] == [{"text": "Thresholds vary, as told", "because": "One team alone."}]
    assert "Never told" not in note.content
    page = get(scene, "ada").content.decode()
    assert "Thresholds vary, as told" in page
    assert "One team alone." in page


def test_a_told_finding_that_is_dropped_after_the_host_has_it_is_still_answered_for(scene):
    told = Finding.objects.get(text=WORDS)
    take_to(scene, "send")
    Finding.objects.filter(pk=told.pk).update(state="dropped", dropped_because="The host showed otherwise.")

    note = take_to(scene, "make_final")

    assert json.loads(note.content)["dropped"][0]["because"] == "The host showed otherwise."


def test_findings_are_counted_by_strand_and_the_observer_s_reservation_stands(scene):
    ObserverSignOff.objects.create(
        turn=scene.turn,
        about="findings",
        is_signed=False,
        reservation="Too few voices",
        by=scene.people["tia"],
    )
    take_to(scene, *RELEASED)

    page = get(scene, "ada").content.decode()
    assert "Operational improvement (1)" in page
    assert "Leadership and management (1)" in page
    assert "Good practice" in page
    assert "Too few voices" in page


def test_the_host_reads_what_was_sent_while_the_lead_goes_on(scene):
    take_to(scene, "send")
    find(scene, "A late thought", strand="leadership")

    assert "A late thought" not in get(scene, "ada").content.decode()
    assert "This has changed since it was sent" in get(scene, "nia").content.decode()
    take_to(scene, "make_final")
    assert "A late thought" in get(scene, "ada").content.decode()


def test_the_host_checks_facts_and_changes_no_word(scene):
    finding = Finding.objects.get(text=WORDS)
    take_to(scene, "send")
    before = FeedbackNote.objects.get().content
    ada, nia = scene.client("ada"), scene.client("nia")

    empty = ada.post(address(scene, "note_check", finding.pk), {"text": " "})
    assert empty.status_code == 422
    assert "Say what is wrong, and what is right" in empty.content.decode()
    sent = ada.post(address(scene, "note_check", finding.pk), {"text": "A quarter, not a third."})
    assert sent.status_code == 302

    finding.refresh_from_db()
    assert finding.text == WORDS
    assert FeedbackNote.objects.get().content == before
    check = FeedbackNote.objects.get().fact_checks.get()
    assert "A quarter, not a third." in nia.get(address(scene)).content.decode()
    assert refused(scene, "make_final") == ["Reply to one fact that the host says is wrong."]
    for name in ("cora", "nia", "tia"):
        assert get(scene, name, "note_check", finding.pk).status_code == 404
    reply = reverse("challenges:fact_check", args=[check.pk])
    assert [scene.client(name).get(reply).status_code for name in ("ada", "rhea", "mo")] == [404] * 3
    assert nia.post(reply, {"reply": "Changed to a quarter."}).status_code == 302
    assert "Changed to a quarter." in ada.get(address(scene)).content.decode()
    take_to(scene, "make_final", "release")
    assert "Changed to a quarter." not in get(scene, "lena").content.decode()


def test_only_points_that_were_sent_can_be_questioned_and_only_while_the_host_has_them(scene):
    hidden = find(scene, "Not evidenced", state=Finding.State.EMERGING, spoken=False)
    assert get(scene, "ada", "note_check", hidden.pk).status_code == 404
    take_to(scene, "send")
    assert get(scene, "ada", "note_check", hidden.pk).status_code == 404
    assert get(scene, "ada", "note_check", 0).status_code == 200
    take_to(scene, "make_final")
    assert get(scene, "ada", "note_check", 0).status_code == 404


def test_only_the_lead_writes_and_only_the_director_releases(scene):
    for name in ("tia", "rhea", "ada", "mo", "lena"):
        assert get(scene, name, "note_opening").status_code == 404
        assert scene.client(name).post(address(scene, "note_move"), {"move": "send"}).status_code == 404
    take_to(scene, "send", "make_final")
    for name in ("cora", "lena", "nia", "mo", "pat"):
        page = scene.client(name).post(address(scene, "note_release"), {"audience": "region"})
        assert page.status_code == 404
    assert scene.client("nia").post(address(scene, "note_move"), {"move": "release"}).status_code == 403
    assert refused(scene, "release", by="nia") == ["That is for someone else to do."]
    assert FeedbackNote.objects.get().state == "final"


def test_the_director_releases_it_and_it_is_frozen(scene):
    take_to(scene, "send", "make_final")
    ada = scene.client("ada")
    assert ada.post(address(scene, "note_release"), {"audience": ""}).status_code == 422

    assert ada.post(address(scene, "note_release"), {"audience": "regional_lead"}).status_code == 302

    note = FeedbackNote.objects.get()
    assert (note.state, note.audience, note.released_by) == ("released", "regional_lead", scene.people["ada"])
    assert sha256_of(note.content) == note.content_sha256
    Finding.objects.filter(text=WORDS).update(text="Written anew")
    assert WORDS in get(scene, "nia").content.decode()
    for name in ("send", "take_back", "make_final"):
        assert refused(scene, name) == [
            "That cannot be done now. Someone may have done it already: look at the page again."
        ]
    assert Event.objects.filter(action="feedback_release", object_id=str(note.pk)).count() == 1


def test_two_leads_do_not_write_over_each_other(scene):
    nia = person(scene, "nia")
    client = scene.client("nia")
    assert client.post(address(scene, "note_opening"), {"text": "First", "version": 0}).status_code == 302

    with pytest.raises(SavedMeanwhile):
        notes.write(turn=scene.fresh(), part="opening", text="x", built_on=0, by=nia)
    clash = client.post(address(scene, "note_opening"), {"text": "Second", "version": 0})

    page = clash.content.decode()
    assert clash.status_code == 422
    assert "Someone else saved this while you were writing" in page
    assert "First" in page
    assert "Second" in page
    assert client.post(address(scene, "note_opening"), {"text": "Second", "version": 1}).status_code == 302
    assert FeedbackNote.objects.get().opening == "<p>Second</p>"


def test_the_response_is_the_host_s_until_it_is_released_with_the_note(scene):
    take_to(scene, "send", "make_final")
    ada = scene.client("ada")
    sent = {"text": "We thank the team.", "version": FeedbackNote.objects.get().version}
    assert ada.post(address(scene, "note_response"), sent).status_code == 302

    assert "We thank the team." in ada.get(address(scene)).content.decode()
    assert "We thank the team." not in get(scene, "nia").content.decode()
    take_to(scene, "release")
    assert "We thank the team." in get(scene, "nia").content.decode()
    assert ada.post(address(scene, "note_response"), sent | {"version": 1}).status_code == 403


def test_nothing_is_written_once_the_challenge_is_closed(scene):
    take_to(scene, "send", "make_final")
    scene.challenge.state = "closed"
    scene.challenge.save()

    assert get(scene, "ada").status_code == 200
    assert scene.client("ada").post(address(scene, "note_release"), {"audience": "team"}).status_code == 403
    assert "Release it" not in get(scene, "ada").content.decode()


def test_markup_is_text_on_the_page(scene):
    for payload in TYPED:
        find(scene, payload)
    notes.write(
        turn=scene.fresh(), part="opening", text="\n\n".join(PAYLOADS), built_on=0, by=person(scene, "nia")
    )

    page = get(scene, "nia").content.decode()

    assert "<script>window.ran" not in page
    assert "<img src=x" not in page
    assert "<svg onload" not in page


def test_no_event_holds_a_word_of_the_note(scene):
    take_to(scene, *RELEASED)

    kept = json.dumps(list(Event.objects.values_list("detail", flat=True)))
    assert WORDS not in kept
    assert {
        "feedback_send",
        "feedback_make_final",
        "feedback_release",
    } <= set(Event.objects.values_list("action", flat=True))
