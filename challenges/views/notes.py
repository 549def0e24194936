"""The written feedback of a turn: writing, fact check, response, release, and the copies that people take away."""

import json
import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.models import record
from challenges.actions import notes as actions
from challenges.forms.feedback import AudienceForm, FactForm, OpeningForm, ReplyForm, ResponseForm
from challenges.models import FactCheck, FeedbackNote, Turn
from challenges.note_content import points_in
from challenges.parts import Right
from challenges.presenters.notes import note_page, reads
from challenges.reports import build_note_pdf, build_note_word
from challenges.states import MoveRefused, Note
from challenges.views.finding import must_change, seen_turn, turn_for
from challenges.views.pages import FormPage, form_page
from regions.access import signed_in
from regions.roles import Permission
from selfeval import rich_text
from selfeval.actions.improvement import SavedMeanwhile
from selfeval.tasks import PDF_TYPE, WORD_TYPE
from selfeval.views.reading import mark_for

SAID = {
    "send": "It is with the host, who checks the facts.",
    "take_back": "It is taken back. The host reads it no longer.",
    "make_final": "It is final. The host releases it.",
}


@signed_in
@require_GET
def note(request, pk):
    turn, found, is_of_audience = note_for(request, pk)
    own, _ = request.user.places_where(Permission.WRITE_PRACTICE)
    page = note_page(turn, found, is_of_audience=is_of_audience, writes_practice=turn.host_id in own)
    return render(request, "challenges/note.html", {"page": page})


def note_for(request, pk) -> tuple[Turn, FeedbackNote, bool]:
    """The turn, its note as far as there is one, and whether it is released to this person beside the team."""
    released = FeedbackNote.objects.released_to(request.user).filter(turn=pk)
    is_of_audience = released.exists()
    if is_of_audience and not Turn.objects.visible_to(request.user).filter(pk=pk).exists():
        turn = get_object_or_404(turns_with_all(), pk=pk)
        turn.parts, turn.rights = frozenset(), frozenset()
    else:
        turn = seen_turn(request, pk)
    if not (is_of_audience or Right.FOLLOW_NOTE in turn.rights):
        raise Http404
    found = FeedbackNote.objects.select_related("released_by").filter(turn=turn).first()
    found = found or FeedbackNote(turn=turn)
    found.turn = turn
    return turn, found, is_of_audience


def turns_with_all():
    return Turn.objects.select_related(
        "challenge__protocol", "challenge__cycle__region", "host__region", "lead", "observer"
    )


def page_of(turn: Turn, title: str, **fields) -> FormPage:
    return FormPage(
        title=title,
        caption=f"{turn.host.name}: {turn.challenge.name}",
        back=reverse("challenges:note", args=[turn.pk]),
        back_words="Written feedback",
        **fields,
    )


@signed_in
@require_http_methods(["GET", "POST"])
def opening(request, pk):
    turn = turn_for(request, pk, Right.WRITE_NOTE)
    return write(request, turn, actions.OPENING, OpeningForm, page_of(turn, "The opening"))


@signed_in
@require_http_methods(["GET", "POST"])
def response(request, pk):
    turn = turn_for(request, pk, Right.RELEASE_NOTE)
    return write(request, turn, actions.RESPONSE, ResponseForm, page_of(turn, "The host’s response"))


def write(request, turn, part, form_class, page):
    """A text of the note that one side writes; the other version is shown above one's own when both saved."""
    found = FeedbackNote.objects.filter(turn=turn).first() or FeedbackNote(turn=turn)
    states, _ = actions.WRITABLE[part]
    if found.state not in states:
        raise PermissionDenied
    form = form_class(request.POST or None, initial={"text": plain_of(found, part), "version": found.version})
    if request.method == "POST":
        must_change(turn, Right.WRITE_NOTE if part == actions.OPENING else Right.RELEASE_NOTE)
        if form.is_valid() and is_kept(request, turn, part, form, page):
            messages.success(request, "Saved.")
            return redirect("challenges:note", turn.pk)
    return form_page(request, page, form)


def plain_of(found, part):
    kept = getattr(found, part)
    return rich_text.plain(kept) if part == actions.OPENING else kept


def is_kept(request, turn, part, form, page) -> bool:
    """Whether it was kept; if not, the form says why, holds the text, and what stands is shown above it."""
    given = form.cleaned_data
    try:
        actions.write(turn=turn, part=part, text=given["text"], built_on=given["version"], by=request.user)
    except SavedMeanwhile as reason:
        now = FeedbackNote.objects.get(turn=turn)
        page.quote = plain_of(now, part)
        form.data = form.data.copy()
        form.data["version"] = now.version
        form.add_error("text", str(reason))
    except MoveRefused as reason:
        form.add_error("text", str(reason))
    return not form.errors


@signed_in
@require_POST
def move(request, pk):
    """Send, take back, make final."""
    turn = turn_for(request, pk, Right.WRITE_NOTE)
    must_change(turn, Right.WRITE_NOTE)
    name = request.POST.get("move", "")
    if name == "release":
        raise PermissionDenied
    try:
        actions.move_note(turn=turn, name=name, by=request.user)
    except MoveRefused as refused:
        for reason in refused.reasons:
            messages.warning(request, reason)
    else:
        messages.success(request, SAID[name])
    return redirect("challenges:note", turn.pk)


@signed_in
@require_http_methods(["GET", "POST"])
def release(request, pk):
    """The host's director chooses who reads it. It cannot be taken back, and the page says so."""
    turn = turn_for(request, pk, Right.RELEASE_NOTE)
    must_change(turn, Right.RELEASE_NOTE)
    form = AudienceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_note(turn=turn, name="release", by=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error("audience", str(refused))
        else:
            messages.success(request, "It is released. It is offered as PDF and Word below.")
            return redirect("challenges:note", turn.pk)
    if not FeedbackNote.objects.filter(turn=turn, state=Note.FINAL).exists() and not form.is_bound:
        return redirect("challenges:note", turn.pk)
    intro = "Released feedback stays as it is: neither you nor the lead can change it or take it back."
    return form_page(request, page_of(turn, "Release the feedback", intro=intro), form)


@signed_in
@require_http_methods(["GET", "POST"])
def check(request, pk, finding):
    """The host's director says what is wrong in a point; 0 stands for anything but a point."""
    turn = turn_for(request, pk, Right.CHECK_NOTE)
    must_change(turn, Right.CHECK_NOTE)
    found = get_object_or_404(FeedbackNote, turn=turn, state=Note.WITH_HOST)
    points = points_in(json.loads(found.content))
    if finding and finding not in points:
        raise Http404
    form = FactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_fact(turn=turn, finding=finding or None, by=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, "The lead sees it, and replies before the feedback becomes final.")
            return redirect("challenges:note", turn.pk)
    intro = (
        "Say what is wrong in fact. You do not rewrite the feedback: the lead changes it, and tells you what."
    )
    page = page_of(turn, "Something is wrong", intro=intro, quote=points.get(finding, ""))
    return form_page(request, page, form)


@signed_in
@require_http_methods(["GET", "POST"])
def reply(request, pk):
    visible = FactCheck.objects.filter(note__turn__in=Turn.objects.visible_to(request.user))
    found = get_object_or_404(visible.select_related("note__turn"), pk=pk)
    turn = turn_for(request, found.note.turn_id, Right.WRITE_NOTE)
    must_change(turn, Right.WRITE_NOTE)
    form = ReplyForm(request.POST or None, initial={"reply": found.reply})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply_to(check=found, by=request.user, **form.cleaned_data)
        except MoveRefused as refused:
            form.add_error("reply", str(refused))
        else:
            messages.success(request, "The host sees your reply.")
            return redirect("challenges:note", turn.pk)
    return form_page(request, page_of(turn, "Reply to the host", quote=found.text), form)


@signed_in
@require_GET
def pdf(request, pk):
    """A tagged PDF marked as this person's copy."""
    return copy_of(request, pk, "pdf")


@signed_in
@require_GET
def word(request, pk):
    return copy_of(request, pk, "docx")


def copy_of(request, pk, ending):
    turn, found, is_of_audience = note_for(request, pk)
    if found.state != Note.RELEASED or not reads(turn, found, is_of_audience=is_of_audience):
        raise Http404
    content = json.loads(found.content)
    named = {
        "response": found.host_response,
        "sha256": found.content_sha256,
        "mark": mark_for(request.user),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"copy.{ending}"
        if ending == "pdf":
            build_note_pdf(content, path, made=timezone.now(), **named)
        else:
            build_note_word(content, path, **named)
        record("feedback_downloaded", found, by=request.user, file=ending)
        return taken_away(path, PDF_TYPE if ending == "pdf" else WORD_TYPE, turn, ending)


def taken_away(path, media_type, turn, ending):
    """The download: always saved, never shown inline, never kept by a cache."""
    made = HttpResponse(path.read_bytes(), content_type=media_type)
    name = f"{slugify(turn.host.name)}-feedback.{ending}"
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    made.headers["X-Content-Type-Options"] = "nosniff"
    made.headers["Content-Security-Policy"] = "sandbox"
    return made
