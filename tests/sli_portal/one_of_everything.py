"""An object behind every address, so that a refusal cannot pass because nothing was there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from challenges.actions import documents, planning, questions, seating, timetable
from challenges.actions.lines import add_line
from challenges.actions.protocols import copy as copy_protocol
from challenges.actions.protocols import load_standard
from challenges.models import (
    AgreedAction,
    EvidenceItem,
    FeedbackNote,
    Finding,
    ObserverNote,
    ObserverQuestion,
    Protocol,
    Support,
    Theme,
)
from challenges.note_content import text_of
from challenges.parts import SeatRole
from cycles.actions import start_cycle
from cycles.models import Phase
from datapacks.actions import log_intervention, request_region
from indicators.models import Indicator
from learning.actions import associates, lending, practice
from outbox.actions import post
from plans.actions import development, group_actions, groups, meetings, plans, progress, support, updates
from plans.models import DevelopmentLine, DevelopmentPlan
from regions.actions import declare_conflict, name_lead
from selfeval.actions import inviting, opening, writing
from selfeval.actions.templates import copy
from selfeval.models import ChapterPart, Clash, SelfEvaluation, Share, Template
from tests.factories.challenges import make_draft_groups
from tests.factories.documents import make_template as make_small_template
from tests.factories.figures import give_figures, make_indicator, make_pack, make_upload, make_version
from tests.factories.memoranda import make_draft, make_issued, sign_for
from tests.selfeval.world import make_template, release

# The objects by the beginning of their addresses' names; slugs and authority numbers are the same everywhere.
KEYS = {"slug": "north", "capacity": "dcs", "code": 801, "token": "none", "finding": 1, "offer": 1}


@pytest.fixture
def one_of_everything(cast):
    """Everything of Northmere's and the North's: keys by the beginning of an address's name."""
    version = make_version()
    give_figures(
        make_indicator(slug="north"), {801: [10.0] * 5, 802: [12.0] * 5, 970: [11.0] * 5}, version=version
    )
    message = post(
        kind="test", to="ada@example.org", subject="Northmere", body="Northmere", about="Northmere"
    )
    cycle = start_cycle(region=cast.north, pattern="north-west", year=2026, by=cast.mo)
    Phase.objects.filter(cycle=cycle).update(name="Northmere")
    memorandum = make_issued(cast.north, by=cast.mo, title="For Northmere")
    name_lead(
        region=cast.north,
        capacity="dcs",
        name="Northmere",
        authority=cast.northmere,
        starts_on=date(2025, 4, 1),
        by=cast.mo,
    )
    signature, *_ = sign_for(cast.northmere, memorandum)
    draft = make_draft(cast.north, by=cast.mo)
    conflict = declare_conflict(authority=cast.northmere, kind="applied", outcome="conflict", by=cast.nia)
    template = copy(template=make_small_template(), region=cast.north, by=cast.mo)
    Template.objects.filter(pk=template.pk).update(name="Northmere")
    tried = log_intervention(
        authority=cast.northmere, title="Northmere", began_on=date(2020, 1, 1), topic="Care", by=cast.ada
    )
    make_draft_groups(cycle, by=cast.mo)
    return {
        **region_of(cast, cycle),
        "datapacks:intervention": tried.pk,
        "selfeval:template": template.pk,
        "selfeval:form_chapter": template.chapters.first().pk,
        "selfeval:form_prompt": template.chapters.first().prompts.first().pk,
        **self_evaluation_of(cast, cycle),
        "challenges:groups": cycle.pk,
        **challenge_of(cast, cycle),
        **support_of(cast),
        **development_of(cast, cycle),
        **plan_of(cast, cycle),
        **group_of(cast),
        **update_of(cast),
        "learning:example": practice_of(cast).pk,
        **associates_of(cast),
        "cycles:cycle": cycle.pk,
        "cycles:phase": cycle.phases.first().pk,
        "regions:memorandum_edit": draft.pk,
        "regions:memorandum_compare": draft.pk,
        "regions:memorandum_issue": draft.pk,
        "regions:memorandum": memorandum.pk,
        "regions:signature": signature.pk,
        "regions:conflict": conflict.pk,
        "datapacks:pack": make_pack(cast.northmere).pk,
        "datapacks:run": request_region(region=cast.north, by=cast.pat).pk,
        "outbox": message.pk,
        "indicators:import": version.pk,
        "indicators:upload": make_upload(cast.ana).pk,
        "demonstration": cast.ada.pk,
    }


def self_evaluation_of(cast, cycle):
    """Northmere's, released and shared with Southby, which reads nothing yet: there is no memorandum."""
    opening.open_cycle(cycle=cycle, template=make_template(), by=None)
    evaluation = SelfEvaluation.objects.get(authority=cast.northmere)
    chapter = evaluation.chapters.first()
    part = ChapterPart.Part.CONTRIBUTOR
    invitation = inviting.invite(
        chapter=chapter, email="northmere@example.org", name="Northmere", part=part, by=cast.ada
    )
    made = release(evaluation, cast.ada, text="<p>Northmere</p>", row="Northmere")
    answer = chapter.answers.first()
    comment = writing.comment(chapter=chapter, text="Northmere", by=cast.ada)
    clash = Clash.objects.create(answer=answer, built_on=0, saved_by=cast.ada, text="<p>Northmere</p>")
    day = cycle.day_of(Phase.Kind.SHARE)
    share = Share.objects.create(
        evaluation=evaluation, authority=cast.southby, group="Northmere", ends_on=day
    )
    exception, _ = evaluation.exceptions.update_or_create(
        indicator=Indicator.objects.get(slug="north"),
        defaults={"reasons": ["Northmere"], "text": "Northmere", "saved_by": cast.ada},
    )
    chapter.thread.create(role="areas", earlier="Northmere")
    return {
        "selfeval:status": cycle.pk,
        "selfeval:open_all": cycle.pk,
        "selfeval:groups": cycle.pk,
        "selfeval:chase": cycle.pk,
        "selfeval:exceptions": evaluation.pk,
        "selfeval:exception": exception.pk,
        "selfeval:thread": chapter.pk,
        "selfeval:chapter_invitation": invitation.pk,
        "selfeval:chapter": chapter.pk,
        "selfeval:comment": comment.pk,
        "selfeval:answer": answer.pk,
        "selfeval:clash": clash.pk,
        "challenges:release_themes": made.pk,
        "selfeval:re": made.pk,
        "selfeval:share": share.pk,
        "selfeval:": evaluation.pk,
    }


def region_of(cast, cycle):
    """The region's own protocol, a pilot at Northmere, and a theme."""
    load_standard()
    standard = Protocol.objects.get(slug="challenge-day", region=None)
    pilot = planning.plan_challenge(
        cycle=cycle,
        protocol=standard,
        name="Northmere",
        authorities=[cast.northmere, cast.southby],
        first_day=date(2027, 2, 9),
        by=cast.mo,
        is_pilot=True,
    )
    protocol = copy_protocol(protocol=standard, region=cast.north, by=cast.mo, name="Northmere")
    theme = Theme.objects.create(cycle=cycle, name="Northmere")
    return {
        "challenges:region": cycle.pk,
        "challenges:headlines": cycle.pk,
        "challenges:themes": cycle.pk,
        "challenges:consents": cycle.pk,
        "challenges:theme": theme.pk,
        "challenges:pilot_step": pilot.steps.first().pk,
        "challenges:pilot": pilot.pk,
        "challenges:protocol_step": protocol.steps.first().pk,
        "challenges:protocol_role": protocol.roles.first().pk,
        "challenges:protocol": protocol.pk,
    }


def challenge_of(cast, cycle):
    """Northmere looked at by Southby: nobody has accepted a seat."""
    load_standard()
    challenge = planning.plan_challenge(
        cycle=cycle,
        protocol=Protocol.objects.get(slug="challenge-day", region=None),
        name="Northmere",
        authorities=[cast.northmere, cast.southby],
        first_day=date(2027, 2, 9),
        by=cast.mo,
    )
    seat = seating.invite(
        challenge=challenge,
        role=SeatRole.HOST,
        authority=cast.northmere,
        email=cast.ada.email,
        name="Northmere",
        by=cast.mo,
    )
    turn = challenge.turns.get()
    asked = documents.ask(turn=turn, title="Northmere", note="", wanted_by=challenge.first_day, by=cast.nia)
    nine = datetime(2027, 2, 9, 9, tzinfo=ZoneInfo("Europe/London"))
    session = timetable.add_session(
        turn=turn,
        title="Northmere",
        starts_at=nine,
        ends_at=nine + timedelta(hours=1),
        place="Northmere",
        meets="Northmere",
        people={},
        by=cast.mo,
    )
    words = {"turn": turn, "text": "Northmere", "by": cast.nia}
    evidence = EvidenceItem.objects.create(source="data", **words)
    line = add_line(turn=turn, kind="improve", text="Northmere", by=cast.nia)
    question = questions.draft(turn=turn, text="Northmere", by=cast.nia)
    return {
        "challenges:document_": asked.pk,
        "challenges:session": session.pk,
        "challenges:evidence_item": evidence.pk,
        "challenges:findings": turn.pk,
        "challenges:finding": Finding.objects.create(**words).pk,
        "challenges:observer_note_": ObserverNote.objects.create(**words).pk,
        "challenges:observer_questions": turn.pk,
        "challenges:observer_question": ObserverQuestion.objects.create(**words).pk,
        "challenges:line_": line.pk,
        "challenges:question_": question.pk,
        **feedback_of(cast, challenge.turns.get()),
        "challenges:plan": cycle.pk,
        "challenges:ledger": cycle.pk,
        "challenges:evaluation": challenge.pk,
        "challenges:challenge_step": challenge.steps.first().pk,
        "challenges:challenge": challenge.pk,
        "challenges:seats": challenge.pk,
        "challenges:seat_": seat.pk,
        "challenges:principles": seat.pk,
        "challenges:": turn.pk,
    }


def support_of(cast):
    """Northmere's need, matched with an offer of its neighbour; both are for the region."""
    words = {"theme": "Workforce", "text": "Northmere", "visibility": "region"}
    need = support.raise_need(authority=cast.northmere, urgency="term", by=cast.ada, **words)
    offer = support.make_offer(authority=cast.southby, kind="visit", capacity=1, by=cast.nia, **words)
    days = {"starts_on": date(2027, 4, 1), "ends_on": date(2027, 5, 1)}
    match = support.suggest_match(need=need, offer=offer, because="", scope="Northmere", by=cast.mo, **days)
    return {
        "plans:need_add": None,
        "plans:offer_add": None,
        "plans:need": need.pk,
        "plans:offer": offer.pk,
        "plans:match_add": need.pk,
        "plans:match": match.pk,
    }


def plan_of(cast, cycle):
    """The North's, with a priority, an activity and a milestone; its directors are being asked."""
    plan = plans.draft(cycle=cycle, by=cast.mo)
    plan.priorities.all().delete()
    words = {"area": "Workforce", "title": "Northmere", "why": "Northmere", "sponsor": cast.ada}
    priority = plans.add_priority(plan=plan, figures=[], by=cast.mo, **words)
    days = {"starts_on": date(2027, 4, 1), "ends_on": date(2028, 3, 31)}
    activity = progress.add_activity(
        priority=priority, kind="project", title="Northmere", owner="Northmere", by=cast.mo, **days
    )
    milestone = progress.add_milestone(
        activity=activity, text="Northmere", due_on=date(2027, 6, 30), by=cast.mo
    )
    plans.move(plan=plan, name="open_ballot", by=cast.mo)
    return {
        "plans:plan_draft": cycle.pk,
        "plans:plan": plan.pk,
        "plans:priority": priority.pk,
        "plans:activity": activity.pk,
        "plans:milestone": milestone.pk,
    }


def group_of(cast):
    """A group of the North that nobody else is in, with a meeting held, a decision and an action."""
    group = groups.set_up(
        region=cast.north, name="Northmere", kind="network", purpose="Northmere", chair=cast.ada, by=cast.mo
    )
    member = groups.add_member(
        group=group, partner="Northmere", organisation="Northmere", since=date(2020, 1, 1), by=cast.mo
    )
    nine = datetime(2026, 2, 9, 9, tzinfo=ZoneInfo("Europe/London"))
    meeting = meetings.set_meeting(
        group=group,
        starts_at=nine,
        ends_at=nine + timedelta(hours=1),
        place="Northmere",
        agenda="Northmere",
        by=cast.mo,
    )
    meetings.write_note(meeting=meeting, present=[member], note="Northmere", built_on=0, by=cast.mo)
    decision = meetings.decide_at(meeting=meeting, text="Northmere", priorities=[], by=cast.mo)
    action = group_actions.add_action(
        group=group, text="Northmere", due_on=date(2027, 6, 30), owner_words="Northmere", by=cast.mo
    )
    agreed = AgreedAction.objects.get()
    group_actions.assign(group=group, agreed=agreed, owner_words="Northmere", by=cast.mo)
    return {
        "plans:group": group.pk,
        "plans:membership": member.pk,
        "plans:meeting": meeting.pk,
        "plans:decision": decision.pk,
        "plans:action": action.pk,
    }


def development_of(cast, cycle):
    """Northmere's, as if shared: there is no memorandum, so nobody of a group reads it yet."""
    words = dict.fromkeys(("title", "done", "owner", "success"), "Northmere")
    days = {"starts_on": date(2027, 4, 1), "ends_on": date(2028, 3, 31)}
    plan = development.draft(cycle=cycle, authority=cast.northmere, by=cast.ada)
    line = development.add_line(plan=plan, by=cast.ada, **words, **days)
    DevelopmentLine.objects.update(source_words="Northmere", state_because="Northmere")
    day = timezone.now()
    DevelopmentPlan.objects.update(introduction="Northmere", state="shared", shared_at=day)
    given = {"aspect": "clarity", "text": "Northmere", "authority": cast.southby, "by": cast.nia}
    comment = development.comment(plan=plan, line=line, **given)
    development.comment(plan=plan, line=None, **given)
    development.answer(comment=comment, answer="Northmere", built_on=0, by=cast.ada)
    return {
        "plans:development_draft": cycle.pk,
        "plans:development_line": line.pk,
        "plans:development_comment": comment.pk,
        "plans:development": plan.pk,
    }


def update_of(cast):
    """A draft of the North's, of which one section is by hand."""
    update = updates.draft_update(
        region=cast.north,
        title="Northmere",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 3, 31),
        by=cast.mo,
    )
    section = updates.add_section(update=update, heading="Northmere", text="Northmere", by=cast.mo)
    return {
        "plans:updates": None,
        "plans:update_section_add": update.pk,
        "plans:update_section": section.pk,
        "plans:update": update.pk,
    }


def practice_of(cast):
    """Northmere's example, which waits for its director."""
    fields = ("theme", "title", "what_was_done", "what_changed", "contact_name")
    words = dict.fromkeys(fields, "Northmere") | {"contact_email": "northmere@example.org"}
    made = practice.begin(authority=cast.northmere, by=cast.mo, **words)
    practice.move(example=made, name="propose", by=cast.mo)
    return made


def associates_of(cast):
    """Somebody of Northmere who can be lent and was, to its neighbour."""
    made = associates.add_associate(
        region=cast.north,
        name="Northmere",
        job_title="Northmere",
        home=cast.northmere,
        email="northmere@example.org",
        level="regional",
        note="Northmere",
        specialisms=["Workforce"],
        conflicts=[],
        by=cast.mo,
    )
    days = {"starts_on": date(2027, 6, 1), "ends_on": date(2027, 6, 30), "half_days": 6, "by": cast.mo}
    available = associates.add_availability(associate=made, **days)
    lent = lending.lend(associate=made, receiving=cast.southby, what_for="Northmere", **days)
    return {
        "learning:associate_availability_remove": available.pk,
        "learning:associate_deployment_": lent.pk,
        "learning:associate": made.pk,
    }


def feedback_of(cast, turn):
    """Released to the region, with an action and a need."""
    words = {"turn": turn, "text": "Northmere", "by": cast.ada}
    note = FeedbackNote(turn=turn, state="released", audience="region")
    note.content = text_of(note)
    note.save()
    told = Finding.objects.create(spoken_at=timezone.now(), state="evidenced", **words)
    check = note.fact_checks.create(text="Northmere", by=cast.ada)
    action = AgreedAction.objects.create(owner="Northmere", due_on=date(2027, 6, 30), **words)
    need = Support.objects.create(kind="need", topic="Northmere", authority=cast.northmere, **words)
    return {
        "plans:finding_thread": told.pk,
        "plans:action_thread": action.pk,
        "challenges:fact_check": check.pk,
        "challenges:actions": turn.pk,
        "challenges:action_add": turn.pk,
        "challenges:action": action.pk,
        "challenges:support_add": turn.pk,
        "challenges:support": need.pk,
    }
