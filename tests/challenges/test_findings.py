"""Notes, findings, the matrix, what is told, and the observer's own."""

import json
import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Event
from challenges.actions import evidence as notes
from challenges.actions import findings as actions
from challenges.actions import observing
from challenges.actions.findings import Wording
from challenges.finding_rules import are_enough, lacking
from challenges.for_note import findings_for_note, observed
from challenges.models import (
    EvidenceItem,
    FeedbackNote,
    Finding,
    LineOfEnquiry,
    ObserverNote,
    ObserverQuestion,
    ObserverSignOff,
)
from challenges.parts import SeatRole
from challenges.presenters.findings import matrix_of
from challenges.states import FINDING_MOVES, FindingState, MoveRefused, Note
from tests.challenges.world import BEFORE, ENDED, FIRST_DAY, LATER, ON_THE_DAY, clock_at, make_scene
from tests.selfeval.payloads import TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.either]
PEERS = ("nia", "tia", "rhea", "hal", "pia")
NOT_PEERS = ("ada", "cora", "lena", "cleo", "mo", "pat", "nora", "gil", "wyn", "ana", "sol", "wil", "gus")
LAST_DAY = ON_THE_DAY.replace(day=10)


def note(scene, who="rhea", source="interview", text="Seen", **given):
    return notes.keep_note(
        turn=scene.turn, note=notes.Note(text=text, source=source, **given), key=uuid4(), by=scene.people[who]
    )


def find(scene, *evidence, who="nia", text="Plans name the outcome", **given):
    return actions.add_finding(
        turn=scene.turn, wording=Wording(text=text, **given), evidence=evidence, by=scene.people[who]
    )


def move(scene, finding, name, who="nia", because=""):
    return actions.move_finding(finding=finding, name=name, by=scene.people[who], because=because)


def evidenced(scene, **given):
    found = find(scene, note(scene), note(scene, source="data"), **given)
    return move(scene, found, "evidence")


def tell(scene, *findings):
    with clock_at(LAST_DAY):
        return actions.tell(
            turn=scene.turn, told={one.pk: f"Told: {one.text}" for one in findings}, by=scene.people["nia"]
        )


def sent(source="interview", text="Seen", key="", **more):
    return {"text": text, "source": source, "key": key or str(uuid4()), **more}


def url(name, thing):
    return reverse(f"challenges:{name}", args=[thing.pk])


def body(response):
    """The page without what is another at every request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


# The rule of two types


@pytest.mark.parametrize(
    ("types", "enough"),
    [
        ([], False),
        (["Interview"], False),
        (["Interview", "Interview"], False),
        (["Interview", "Interview", "Interview"], False),
        (["Interview", "Data"], True),
        (["Case file", "Case file", "Voice"], True),
    ],
)
def test_two_types_are_needed_and_many_of_one_are_not_enough(types, enough):
    assert are_enough(types) is enough
    assert (lacking(types, ["Interview", "Data", "Case file", "Voice"]) == "") is enough


def test_what_is_missing_is_said_with_what_is_there():
    words = lacking(["Interview", "Interview"], ["Document", "Data", "Interview", "Case file"])

    assert words == (
        "Linked so far: 2 pieces of evidence are of one type, interview. Link one of another type as well: "
        "document, data or case file."
    )
    assert lacking([], ["Data"]) == "No evidence is linked. Link at least two pieces, of two different types."


def test_a_finding_is_evidenced_only_by_two_types_of_source(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        bare = find(scene)
        with pytest.raises(MoveRefused, match="No evidence is linked"):
            move(scene, bare, "evidence")
        alike = find(scene, note(scene, "rhea"), note(scene, "hal"))
        with pytest.raises(MoveRefused, match="2 pieces of evidence are of one type, interview"):
            move(scene, alike, "evidence")
        # and the page says so
        client = scene.client("nia")
        page = body(client.post(url("finding_move", alike), {"move": "evidence"}, follow=True))
        assert "2 pieces of evidence are of one type, interview" in page
        alike.refresh_from_db()
        assert alike.state == FindingState.EMERGING

        assert evidenced(scene).state == FindingState.EVIDENCED


def test_a_finding_that_loses_a_type_is_emerging_again(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        finding = evidenced(scene)
        one = finding.evidence.first()
        client = scene.client("nia")
        given = {
            "text": finding.text,
            "strand": "operational",
            "version": finding.version,
            "evidence": [one.pk],
        }
        page = body(client.post(url("finding", finding), given, follow=True))

    finding.refresh_from_db()
    assert finding.state == FindingState.EMERGING
    assert "it is emerging again" in page
    assert list(finding.evidence.all()) == [one]


# Notes


def test_a_note_that_is_sent_twice_is_kept_once(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        client = scene.client("rhea")
        given = sent()
        for _ in range(2):
            assert client.post(url("evidence", scene.turn), given).status_code == 302
        answer = client.post(url("evidence", scene.turn), given, headers={"accept": "application/json"})
        kept = EvidenceItem.objects.get()
        assert json.loads(answer.content) == {"kept": kept.pk}

        # other words under a key that is taken are no repetition: nothing is lost, whoever's the key is
        other = given | {"text": "Something else"}
        for _ in range(2):
            client.post(url("evidence", scene.turn), other)
        scene.client("hal").post(url("evidence", scene.turn), given)

    assert [(one.text, one.by.name) for one in EvidenceItem.objects.all()] == [
        ("Seen", "Rhea"),
        ("Something else", "Rhea"),
        ("Seen", "Hal"),
    ]
    assert Event.objects.filter(action="evidence_kept").count() == 3


def test_a_note_that_is_not_right_comes_back_with_its_text_and_key(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        client = scene.client("rhea")
        given = sent(source="", text="A long thought")
        response = client.post(url("evidence", scene.turn), given)
        told = client.post(url("evidence", scene.turn), given, headers={"accept": "application/json"})

    assert response.status_code == told.status_code == 422
    assert "Say where it comes from" in body(response)
    assert "A long thought" in body(response)
    assert given["key"] in body(response)
    assert json.loads(told.content) == {"errors": ["Say where it comes from"]}


def test_a_note_of_one_s_own_is_nobody_else_s_until_it_is_given(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        mine = note(scene, "rhea", text="Halfthought", is_mine_alone=True)
        pages = {who: body(scene.client(who).get(url("evidence", scene.turn))) for who in PEERS}
        assert [who for who in PEERS if "Halfthought" in pages[who]] == ["rhea"]
        with pytest.raises(MoveRefused, match="taken away"):
            find(scene, mine)
        assert "Halfthought" not in body(scene.client("rhea").get(url("findings_new", scene.turn)))

        given = sent(text="Wholethought")
        scene.client("rhea").post(url("evidence_item", mine), given)
        pages = {who: body(scene.client(who).get(url("evidence", scene.turn))) for who in PEERS}
        assert [who for who in PEERS if "Wholethought" in pages[who]] == list(PEERS)


def test_a_note_is_changed_and_deleted_by_its_writer_alone_until_a_finding_rests_on_it(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        free, used = note(scene, text="Free"), note(scene, text="Used")
        find(scene, used)
        for name in ("evidence_item", "evidence_item_delete"):
            for who in ("nia", "tia", "hal", "ada", "mo"):
                assert scene.client(who).post(url(name, free), sent(text="Mine")).status_code == 404
        client = scene.client("rhea")
        refused = client.post(url("evidence_item", used), sent(text="Else"))
        assert refused.status_code == 422
        assert notes.USED in body(refused)
        assert notes.USED in body(client.post(url("evidence_item_delete", used), follow=True))
        assert client.get(url("evidence_item_delete", free)).status_code == 200
        client.post(url("evidence_item_delete", free))

    assert [one.text for one in EvidenceItem.objects.all()] == ["Used"]


def test_the_observer_reads_notes_and_writes_none(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        note(scene, text="Read by all")
        client = scene.client("tia")
        page = body(client.get(url("evidence", scene.turn)))
        assert "Read by all" in page
        assert "<textarea" not in page
        assert client.post(url("evidence", scene.turn), sent()).status_code == 403

    assert EvidenceItem.objects.count() == 1


# Findings


def test_anyone_of_the_team_suggests_and_the_lead_takes_up(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        item = note(scene, "hal")
        for who in ("rhea", "hal", "pia"):
            given = {"text": f"Seen by {who}", "evidence": [item.pk]}
            assert scene.client(who).post(url("findings_new", scene.turn), given).status_code == 302
        assert scene.client("tia").get(url("findings_new", scene.turn)).status_code == 404
        assert {one.state for one in Finding.objects.all()} == {FindingState.SUGGESTED}
        first = Finding.objects.first()
        for who, status in (("rhea", 403), ("tia", 403), ("ada", 404), ("nia", 302)):
            assert (
                scene.client(who).post(url("finding_move", first), {"move": "take_up"}).status_code == status
            )
        first.refresh_from_db()
        assert first.state == FindingState.EMERGING
        # by no other way than its own page is one dropped, and nothing moves twice
        for name in ("drop", "take_up", "nonsense"):
            scene.client("nia").post(url("finding_move", first), {"move": name})
        first.refresh_from_db()

    assert first.state == FindingState.EMERGING


def test_every_move_of_a_finding_is_the_lead_s(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        finding = evidenced(scene)
        for one in FINDING_MOVES:
            Finding.objects.filter(pk=finding.pk).update(state=next(iter(one.start)))
            for who in ("rhea", "tia", "ada", "mo"):
                with pytest.raises(MoveRefused):
                    move(scene, finding, one.name, who, because="No")
            assert move(scene, finding, one.name, because="No").state == one.end


def test_two_who_change_a_finding_at_once_lose_nothing(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        client = scene.client("nia")
        finding = find(scene)
        given = {"text": "First", "strand": "leadership", "version": 0}
        assert client.post(url("finding", finding), given).status_code == 302
        late = client.post(url("finding", finding), given | {"text": "Second"})
        assert late.status_code == 422
        assert "Someone else changed this finding" in body(late)
        assert "First" in body(late)
        assert "Second" in body(late)
        finding.refresh_from_db()
        assert finding.text == "First"
        version = re.search(r'name="version" value="(\d+)"', body(late))[1]
        client.post(url("finding", finding), given | {"text": "Second", "version": version})

    finding.refresh_from_db()
    assert finding.text == "Second"


def test_a_finding_takes_lines_and_notes_of_its_own_turn_only(cast):
    places = {"ada": "Northmere", "nia": "Southby", "tia": "Thirdby"}
    scene = make_scene(
        cast, "triad-conversation", seats={who: (SeatRole.DIRECTOR, place) for who, place in places.items()}
    )
    other = scene.challenge.turns.exclude(pk=scene.turn.pk).first()
    line = LineOfEnquiry.objects.create(
        turn=other, position=1, kind="improve", text="Elsewhere", by=scene.people["nia"]
    )
    stray = EvidenceItem.objects.create(turn=other, source="data", text="Stray", by=scene.people["nia"])
    with clock_at(ON_THE_DAY):
        client = scene.client("nia")
        own = note(scene, "nia")
        page = client.post(url("findings_new", scene.turn), {"text": "X", "line": line.pk})
        assert page.status_code == 422
        page = client.post(url("findings_new", scene.turn), {"text": "X", "evidence": [own.pk, stray.pk]})
        assert page.status_code == 422
        with pytest.raises(MoveRefused):
            find(scene, stray)
        assert "Elsewhere" not in body(client.get(url("findings_new", scene.turn)))

    assert not Finding.objects.exists()


def test_the_matrix_counts_notes_by_type_and_stresses_the_voice_of_families(cast, django_assert_num_queries):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        find(scene, note(scene), note(scene), text="Only heard")
        find(scene, note(scene), note(scene, source="voice"), text="Heard from families")
        find(scene, who="rhea", text="Only suggested")
        with django_assert_num_queries(2):
            matrix = matrix_of(scene.turn)
            cells = [[cell.number for cell in row.cells] for row in matrix.rows]
        assert cells == [[0, 0, 0, 2, 0, 0], [1, 0, 0, 1, 0, 0]]
        assert [row.is_met for row in matrix.rows] == [False, True]
        assert (matrix.met, matrix.with_voice) == (1, 1)
        pages = [
            body(scene.client(who).get(url("findings_matrix", scene.turn))) for who in ("nia", "tia", "hal")
        ]

    for page in pages:
        assert "1 of 2 findings rest on two types of source or more. Families are heard in 1." in page
        assert "portal-matrix__voice" in page
        assert "Only suggested" not in page


def test_pages_ask_the_same_however_much_there_is(cast, django_assert_max_num_queries):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        client = scene.client("nia")
        for number in range(6):
            evidenced(scene, text=f"Finding {number}")
        for name, most in (("evidence", 24), ("findings", 26), ("findings_matrix", 22), ("spoken", 23)):
            with django_assert_max_num_queries(most):
                assert client.get(url(name, scene.turn)).status_code == 200


# Told to the host


def test_findings_are_told_on_the_last_day_and_answered_for_from_then_on(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        client = scene.client("nia")
        kept, gone, silent = (
            evidenced(scene, text="Kept"),
            find(scene, text="Gone"),
            find(scene, text="Silent"),
        )
        ticked = {
            f"told-{kept.pk}": "on",
            f"words-{kept.pk}": "As it was told",
            f"told-{gone.pk}": "on",
            f"words-{gone.pk}": "Told and doubted",
            f"words-{silent.pk}": "Silent",
        }
        early = client.post(url("spoken_told", scene.turn), ticked)
        assert early.status_code == 422
        assert "Findings are told on the last day, 10 February 2027" in body(early)
    with clock_at(LAST_DAY):
        client = scene.client("nia")
        assert "Tick the findings" in body(client.post(url("spoken_told", scene.turn), {"sent": ""}))
        wordless = client.post(url("spoken_told", scene.turn), ticked | {f"words-{kept.pk}": " "})
        assert "Write it as it was told" in body(wordless)
        assert not Finding.objects.exclude(spoken_at=None).exists()
        assert client.post(url("spoken_told", scene.turn), ticked).status_code == 302
        assert tell(scene, kept) == 0  # the first words stand
        kept.refresh_from_db()
        assert kept.spoken_text == "As it was told"
        with pytest.raises(MoveRefused, match="Say why it is dropped"):
            move(scene, gone, "drop", because="  ")
        assert "Say why it is dropped" in body(client.post(url("finding_drop", gone), {"because": " "}))
        assert client.post(url("finding_drop", gone), {"because": "A figure was wrong"}).status_code == 302
        assert client.post(url("finding_drop", silent), {"because": ""}).status_code == 302
        due = findings_for_note(scene.turn)
        assert [one.text for one in due.untyped] == ["Kept"]
        assert [one.text for one in due.untyped] == ["Kept"]
        assert [(one.text, one.dropped_because) for one in due.dropped] == [("Gone", "A figure was wrong")]
        assert "<strong>Why:</strong> A figure was wrong" in body(client.get(url("spoken", scene.turn)))
        assert "Silent" not in body(client.get(url("spoken", scene.turn)))

        actions.change_finding(
            finding=kept,
            wording=Wording(text="Kept", strand="leadership"),
            evidence=kept.evidence.all(),
            built_on=kept.version,
            by=scene.people["nia"],
        )
        due = findings_for_note(scene.turn)
        assert due.untyped == []
        assert [len(strand.findings) for strand in due.strands] == [0, 1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=kept.pk).update(state="dropped")


def test_the_note_holds_what_is_evidenced_and_what_was_told_whatever_its_state(
    cast, django_assert_num_queries
):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        lines = [
            LineOfEnquiry.objects.create(
                turn=scene.turn, position=place, kind="improve", text=f"Line {place}", by=scene.people["nia"]
            )
            for place in (1, 2)
        ]
        last = evidenced(scene, text="No line", strand="operational")
        second = evidenced(scene, text="Second line", strand="operational", line=lines[1])
        first = evidenced(scene, text="First line", strand="operational", line=lines[0])
        emerging = find(scene, text="Told and emerging", strand="leadership")
        find(scene, text="Emerging")
        find(scene, text="Suggested", who="rhea")
        tell(scene, emerging)
        with django_assert_num_queries(1):
            operational, leadership = findings_for_note(scene.turn).strands

    assert operational.findings == [first, second, last]
    assert leadership.findings == [emerging]


@pytest.mark.parametrize("state", [Note.FINAL, Note.RELEASED])
def test_findings_stay_as_they_are_once_the_feedback_is_final(cast, state):
    scene = make_scene(cast)
    with clock_at(LATER):
        finding = evidenced(scene)
        FeedbackNote.objects.create(turn=scene.turn, state=state)
        for attempt in (
            lambda: find(scene),
            lambda: move(scene, finding, "drop", because="No"),
            lambda: tell(scene, finding),
            lambda: actions.change_finding(
                finding=finding,
                wording=Wording(text="X"),
                evidence=[],
                built_on=finding.version,
                by=scene.people["nia"],
            ),
        ):
            with pytest.raises(MoveRefused, match="feedback is final"):
                attempt()


# The observer


def test_the_log_is_its_observer_s_alone_and_leaves_no_trace(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        before = Event.objects.count()
        client = scene.client("tia")
        assert client.post(url("observer_log", scene.turn), {"text": "Deepthought"}).status_code == 302
        assert Event.objects.exclude(action__startswith="sign").count() == before
        entry = ObserverNote.objects.get()
        assert "Deepthought" in body(client.get(url("observer", scene.turn)))
        others = {name for name in scene.people if name != "tia"}
        for who in others:
            other = scene.client(who)
            for name in ("observer", "observer_focus", "observer_findings"):
                assert other.get(url(name, scene.turn)).status_code == 404, who
            assert other.post(url("observer_log", scene.turn), {"text": "X"}).status_code == 404
            assert other.post(url("observer_note_delete", entry)).status_code == 404
            for name in ("turn", "findings", "evidence", "findings_matrix", "spoken"):
                assert "Deepthought" not in body(other.get(url(name, scene.turn)))
        assert ObserverNote.objects.count() == 1
        client.post(url("observer_note_delete", entry))

    assert not ObserverNote.objects.exists()


def test_another_observer_of_the_same_authority_does_not_read_the_log_of_the_first(cast):
    scene = make_scene(cast)
    ObserverNote.objects.create(turn=scene.turn, by=scene.people["rhea"], text="Of someone before")
    ObserverQuestion.objects.create(turn=scene.turn, by=scene.people["rhea"], text="Asked by someone before")
    with clock_at(ON_THE_DAY):
        page = body(scene.client("tia").get(url("observer", scene.turn)))
        question = ObserverQuestion.objects.get()
        assert scene.client("tia").get(url("observer_question", question)).status_code == 404

    assert "Of someone before" not in page
    assert "Asked by someone before" not in page


def test_questions_put_are_kept_and_counted_for_the_team(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        client = scene.client("tia")
        assert client.post(url("observer_questions", scene.turn), {"text": ""}).status_code == 422
        client.post(
            url("observer_questions", scene.turn), {"text": "Whose view is missing?", "put_to": "the team"}
        )
        question = ObserverQuestion.objects.get()
        given = {"text": question.text, "put_to": "the team", "came_of_it": "They met parents"}
        client.post(url("observer_question", question), given)
        assert "They met parents" in body(client.get(url("observer", scene.turn)))
        page = body(scene.client("nia").get(url("findings", scene.turn)))
        assert scene.client("nia").get(url("observer_question", question)).status_code == 404

    assert "Questions put by the observer: 1." in page
    assert "Whose view is missing?" not in page


def test_the_observer_signs_or_reserves_and_the_record_says_when(cast):
    scene = make_scene(cast)
    tia = scene.people["tia"]

    def say(name, **given):
        return scene.client("tia").post(url(f"observer_{name}", scene.turn), given)

    with clock_at(ON_THE_DAY):
        assert observing.NO_FOCUS in body(say("focus", said="signed"))
        assert observing.NO_FINDINGS in body(say("findings", said="signed"))
        type(scene.turn).objects.filter(pk=scene.turn.pk).update(focus="Neglect", scope_version=1)
        finding = find(scene, text="Thin")
        assert "One finding is not evidenced yet" in body(say("findings", said="signed"))
        assert "Put your reservation into words" in body(say("findings", said="reservation"))
        assert "Leave this empty to sign" in body(say("focus", said="signed", reservation="But"))
        assert "Sign, or say that you have a reservation" in body(say("focus", said=""))
        assert not ObserverSignOff.objects.exists()
        assert say("focus", said="signed").status_code == 302
        assert say("findings", said="reservation", reservation="One visit is little").status_code == 302
        page = body(scene.client("rhea").get(url("findings", scene.turn)))
        assert "Signed" in page
        assert "One visit is little" in page
        assert [one.caveat for one in observed(scene.fresh())] == ["", ""]
    with clock_at(LAST_DAY):
        move(scene, finding, "drop")
        type(scene.turn).objects.filter(pk=scene.turn.pk).update(scope_version=2)
        assert [one.caveat for one in observed(scene.fresh())] == [
            "This was said before the last change to the focus.",
            "This was said before the last change to the findings.",
        ]
        page = body(scene.client("nia").get(url("findings", scene.turn)))
        assert "before the last change to the findings" in page
        evidenced(scene)
        observing.sign_off(turn=scene.turn, about="findings", is_signed=True, reservation="", by=tia)
        said = observed(scene.fresh())[1]
        assert (said.state, said.caveat, said.said.reservation) == ("Signed", "", "")
        tell(scene, *Finding.objects.filter(state="evidenced"))
        assert observed(scene.fresh())[1].caveat == ""  # telling changes no finding


# Who


def test_only_peers_see_any_of_it_and_hidden_is_like_missing(cast):
    scene = make_scene(cast)
    with clock_at(ON_THE_DAY):
        item = note(scene, "rhea", text="Northmere note")
        finding = find(scene, item, text="Northmere finding")
        question = ObserverQuestion.objects.create(turn=scene.turn, by=scene.people["tia"], text="Q")
        pages = [
            *[(name, scene.turn) for name in ("evidence", "findings", "findings_new", "findings_matrix")],
            *[(name, scene.turn) for name in ("spoken", "spoken_told", "observer", "observer_focus")],
            *[(name, finding) for name in ("finding", "finding_drop")],
            *[(name, item) for name in ("evidence_item", "evidence_item_delete")],
            ("observer_question", question),
        ]
        for who in NOT_PEERS:
            client = scene.client(who)
            for name, thing in pages:
                hidden = client.get(url(name, thing))
                missing = client.get(reverse(f"challenges:{name}", args=[999_999]))
                assert hidden.status_code == missing.status_code == 404, (who, name)
                assert body(hidden) == body(missing), (who, name)
                assert client.post(url(name, thing), {"move": "take_up"}).status_code in (404, 405)
            links = body(client.get(url("turn", scene.turn)))
            assert "/evidence/" not in links
            assert "/findings/" not in links
        for who in PEERS:
            assert "/findings/" in body(scene.client(who).get(url("turn", scene.turn)))
        seen = {who: scene.client(who).get(url("observer", scene.turn)).status_code for who in PEERS}
        assert seen == {"nia": 404, "tia": 200, "rhea": 404, "hal": 404, "pia": 404}


def test_everything_closes_when_access_ends_and_when_the_challenge_is_over(cast):
    scene = make_scene(cast)
    with clock_at(ENDED):
        assert [
            who for who in PEERS if scene.client(who).get(url("evidence", scene.turn)).status_code != 404
        ] == []
    type(scene.challenge).objects.filter(pk=scene.challenge.pk).update(state="closed")
    with clock_at(LATER):
        finding = Finding.objects.create(turn=scene.turn, text="F", by=scene.people["nia"])
        assert scene.client("rhea").post(url("evidence", scene.turn), sent()).status_code == 403
        assert scene.client("nia").post(url("finding_move", finding), {"move": "take_up"}).status_code == 403
        assert scene.client("tia").post(url("observer_log", scene.turn), {"text": "X"}).status_code == 403
        assert "<textarea" not in body(scene.client("nia").get(url("finding", finding)))


def test_markup_is_shown_as_it_was_typed(cast):
    scene = make_scene(cast)
    typed = "\n".join(TYPED)[:4900]
    with clock_at(LAST_DAY):
        finding = find(scene, note(scene, text=typed), note(scene, source="data", text=typed), text=typed)
        tell(scene, finding)
        observing.log(turn=scene.turn, text=typed, by=scene.people["tia"])
        observing.register_question(
            turn=scene.turn, text=typed, put_to="<b>", came_of_it=typed, by=scene.people["tia"]
        )
        observing.sign_off(
            turn=scene.turn, about="findings", is_signed=False, reservation=typed, by=scene.people["tia"]
        )
        pages = [
            scene.client("nia").get(url(name, scene.turn)) for name in ("evidence", "findings", "spoken")
        ]
        pages += [scene.client("nia").get(url(name, finding)) for name in ("finding", "finding_drop")]
        pages += [scene.client("tia").get(url(name, scene.turn)) for name in ("observer", "findings_matrix")]

    for page in pages:
        assert "&lt;script&gt;" in body(page)
        assert "<script>window.ran" not in body(page)
        assert "<img" not in body(page).replace('<img src="/static', "")


def test_the_days_are_those_of_the_scene():
    assert FIRST_DAY.day + 1 == LAST_DAY.day
    assert BEFORE < ON_THE_DAY < LAST_DAY < LATER
