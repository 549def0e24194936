"""The life of a challenge: everyone with a part in it and everyone without, one of each thing, and each state.

Beside the scene of ``tests.challenges.world``: Hew of Northmere has a seat of the host's team, Gil one of a guest. Of
Southby, Una has not accepted the principles, Inga has not answered, Dee has declined, Rem was taken away, and Con has
declared a conflict since.
"""

from datetime import datetime, timedelta
from pathlib import Path

from challenges.actions import planning, seating
from challenges.actions.protocols import copy
from challenges.models import (
    AgreedAction,
    Challenge,
    DocumentRequest,
    EvidenceItem,
    FeedbackNote,
    LineOfEnquiry,
    ObserverNote,
    ObserverQuestion,
    Protocol,
    ProtocolStep,
    Question,
    Seat,
    Support,
    Theme,
    Turn,
)
from challenges.parts import SeatRole
from files.models import keep
from regions.actions import declare_conflict
from regions.roles import Role
from tests.cast import hold, make_person
from tests.challenges.feedback import find, move
from tests.challenges.world import BEFORE, ENDED, FIRST_DAY, at, make_scene, take_seat
from tests.factories.challenges import make_draft_groups
from tests.factories.memoranda import sign_for
from tests.selfeval.world import LONDON

# -- Who there is. Of the host: -------------------------------------------------------------------------------------
DIRECTOR = {"ada"}
PREPARES = {"cora", "hew"}  # its coordinator, and a contributor with a seat of the host's team
MEMBERS = {"lena", "cleo"}  # its lead member and its chief executive
CONTRIBUTORS = {"owen", "rob", "wyn"}
# In the challenge:
LEAD, OBSERVER, TEAM, GUEST = {"nia"}, {"tia"}, {"rhea", "hal", "pia"}, {"gil"}
PARTNERS = {
    "nia",
    "tia",
    "rhea",
}  # of an authority, for which they confirm and offer; Hal and Pia are of none
UNREAD = {"una"}  # has a seat, and has not accepted the principles
OUT = {"inga", "dee", "rem", "con"}  # invited, has declined, was taken away, has declared a conflict
# Of the region:
MANAGER, REGIONAL_LEAD, ANALYST = {"mo"}, {"pat"}, {"ana"}
MANAGERS, FOLLOWERS = MANAGER | REGIONAL_LEAD, MANAGER | REGIONAL_LEAD | ANALYST
DIRECTORS = {"ada", "nia", "tia", "nora"}
ELSEWHERE = {"nora", "sol", "sid"}  # of its other authorities, with no seat
AT_AN_AUTHORITY = {
    *DIRECTOR,
    *PREPARES,
    *MEMBERS,
    *CONTRIBUTORS,
    *UNREAD,
    *OUT,
    *DIRECTORS,
    *ELSEWHERE,
    "rhea",
}
OF_THE_NORTH = AT_AN_AUTHORITY | FOLLOWERS
OF_A_REGION = OF_THE_NORTH | {"wil", "meg"}
STRANGERS = {"pam", "wil", "meg", "gus", "sam", "old", "adi"}
EVERYBODY = OF_THE_NORTH | {"hal", "pia", "gil"} | STRANGERS
NOBODY = "nobody"


def make_life(cast):
    """Everyone in their seats, and one of each thing that an address names."""
    scene = make_scene(cast, project_manager_reads=True)
    add_people(scene, cast)
    add_papers(scene)
    add_findings(scene)
    add_region(scene, cast)
    # A gate is about what is done, and not about who may do it.
    ProtocolStep.objects.update(gate="")
    return scene


def add_people(scene, cast):
    people, challenge, mo = scene.world.people, scene.challenge, cast.mo
    places = {"hew": "Northmere", **dict.fromkeys(("una", *sorted(OUT)), "Southby")}
    for name, place in places.items():
        people[name] = make_person(name)
        hold(people[name], Role.CONTRIBUTOR, authority=at(place))
    challenge.protocol.roles.create(role="guest", position=99)
    challenge.protocol.roles.filter(role="team").update(most=None)
    take_seat(challenge, people["gil"], SeatRole.GUEST, by=mo)
    take_seat(challenge, people["hew"], SeatRole.HOST_TEAM, at("Northmere"), by=mo)
    for name in ("una", "rem", "con"):
        take_seat(challenge, people[name], SeatRole.TEAM, at("Southby"), by=mo, principles=name != "una")
    for name in ("inga", "dee"):
        seating.invite(
            challenge=challenge,
            role=SeatRole.TEAM,
            email=people[name].email,
            name=name,
            authority=at("Southby"),
            by=mo,
        )
    seating.remove(seat=scene.seat("rem"), by=mo)
    seating.decline(seat=Seat.objects.get(email=people["dee"].email))
    Seat.objects.filter(state="invited").update(expires_at=ENDED + timedelta(days=30))
    declare_conflict(authority=at("Northmere"), kind="personal", outcome="conflict", by=people["con"])
    sign_for(at("Eastby"), scene.world.memorandum)
    scene.waiting = Seat.objects.get(email=people["inga"].email).pk


def add_papers(scene):
    turn, people = scene.turn, scene.people
    Turn.objects.filter(pk=turn.pk).update(focus="Homes far away", focus_because="Flagged", scope_version=1)
    _, second = (
        LineOfEnquiry.objects.create(turn=turn, position=n, kind="improve", text="How?", by=people["nia"])
        for n in (1, 2)
    )
    scene.line = second.pk
    scene.draft = Question.objects.create(turn=turn, text="Why?", by=people["rhea"]).pk
    for position in (1, 2):
        asked = Question.objects.create(turn=turn, text="When?", by=people["nia"], position=position)
    scene.question = asked.pk
    asked = {"turn": turn, "wanted_by": FIRST_DAY, "asked_by": people["nia"]}
    file = keep(Path(__file__), "text/plain")
    scene.asked = DocumentRequest.objects.create(title="Audit", **asked).pk
    scene.given = DocumentRequest.objects.create(
        title="Plan", state="given", file=file, file_name="plan.txt", **asked
    ).pk
    nine = datetime(2027, 2, 9, 9, tzinfo=LONDON)
    session = turn.sessions.create(title="Meeting", starts_at=nine, ends_at=nine + timedelta(hours=1))
    session.places.create(seat=scene.seat("rhea"))
    scene.session = session.pk


def add_findings(scene):
    turn, people = scene.turn, scene.people
    words = {"turn": turn, "text": "Seen"}
    scene.evidence = EvidenceItem.objects.create(source="data", by=people["rhea"], **words).pk
    scene.told = find(scene, "Told").pk
    scene.suggested_live = find(scene, "Emerging", state="emerging", spoken=False).pk
    scene.suggested = find(scene, "Suggested", state="suggested", spoken=False).pk
    scene.log = ObserverNote.objects.create(by=people["tia"], **words).pk
    scene.put = ObserverQuestion.objects.create(by=people["tia"], **words).pk
    note = FeedbackNote.objects.create(turn=turn)
    scene.note_version = note.version
    scene.check = note.fact_checks.create(text="Wrong", by=people["ada"], finding_id=scene.told).pk
    words["by"] = people["ada"]
    scene.action = AgreedAction.objects.create(owner="Head", due_on=FIRST_DAY, **words).pk
    scene.need = Support.objects.create(kind="need", topic="Audit", authority=at("Northmere"), **words).pk


def add_region(scene, cast):
    cycle = scene.challenge.cycle
    standard = Protocol.objects.get(slug="challenge-day", region=None)
    pilot = planning.plan_challenge(
        cycle=cycle,
        protocol=standard,
        name="Pilot",
        authorities=[at("Eastby"), at("Thirdby")],
        first_day=FIRST_DAY,
        by=cast.mo,
        is_pilot=True,
    )
    protocol = copy(protocol=standard, region=cast.north, by=cast.mo)
    make_draft_groups(cycle, by=cast.mo)
    scene.cycle, scene.standard, scene.protocol = cycle.pk, standard.pk, protocol.pk
    scene.protocol_step, scene.protocol_role = protocol.steps.first().pk, protocol.roles.first().pk
    scene.pilot, scene.pilot_step = pilot.pk, pilot.steps.first().pk
    scene.theme = Theme.objects.create(cycle=cycle, name="Homes").pk
    scene.plan = {
        "protocol": standard.pk,
        "name": "New",
        "host": at("Eastby").pk,
        "lead": at("Thirdby").pk,
        "first_day_0": 15,
        "first_day_1": 7,
        "first_day_2": 2027,
    }


# -- The life of a challenge ----------------------------------------------------------------------------------------


def to_state(name):
    return lambda scene: Challenge.objects.filter(pk=scene.challenge.pk).update(state=name)


def questions_go_out(scene):
    Turn.objects.filter(pk=scene.turn.pk).update(questions_out_at=BEFORE)


def begins(scene):
    to_state("under_way")(scene)


def ends(scene):
    to_state("followed_up")(scene)


def sent(scene):
    move(scene, "send")
    FeedbackNote.objects.get().fact_checks.filter(pk=scene.check).update(reply="")


def made_final(scene):
    FeedbackNote.objects.get().fact_checks.update(reply="Mended")
    move(scene, "make_final")


def released_to(audience):
    def do(scene):
        if FeedbackNote.objects.get().state == "final":
            move(scene, "release", audience=audience)
        FeedbackNote.objects.update(audience=audience)

    return do


def called_off(scene):
    """As if nothing of all this had happened."""
    to_state("cancelled")(scene)
    FeedbackNote.objects.update(state="draft")
    Turn.objects.update(questions_out_at=None)


def back_on(scene):
    to_state("followed_up")(scene)
    FeedbackNote.objects.update(state="released", audience="region")
    questions_go_out(scene)
