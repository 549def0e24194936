"""Meetings of groups, their notes and calendar entries, and decisions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.views.pages import FormPage, form_page
from cycles.views.finding import calendar_file
from plans.actions import meetings as actions
from plans.actions.support import CannotDo
from plans.calendars import calendar_of
from plans.forms.groups import DecisionForm, MeetingForm, NoteForm, RoundForm, WithdrawForm
from plans.models import Decision, Meeting, RegionalGroup
from plans.presenters.groups import meeting_page, priorities_read
from plans.views.groups import managed_group, page_of, show_newer
from plans.views.progress import save
from regions.access import signed_in
from selfeval.actions.improvement import SavedMeanwhile


def read_meeting(request, pk) -> Meeting:
    read = Meeting.objects.filter(group__in=RegionalGroup.objects.read_by(request.user))
    return get_object_or_404(read.select_related("group__region"), pk=pk)


def managed_meeting(request, pk) -> Meeting:
    """404 for one that the person does not read, 403 for one of a group that they do not run."""
    found = read_meeting(request, pk)
    managed_group(request, found.group_id)
    return found


def page_of_meeting(meeting: Meeting, title: str) -> FormPage:
    return FormPage(
        title=title, caption=str(meeting), back=meeting.get_absolute_url(), back_words="The meeting"
    )


@signed_in
@require_GET
def meeting(request, pk):
    page = meeting_page(read_meeting(request, pk), request.user)
    return render(request, "plans/meeting.html", {"page": page})


@signed_in
@require_GET
def meeting_calendar(request, pk):
    found = read_meeting(request, pk)
    return calendar_file(calendar_of(found), f"meeting-{found.pk}")


@signed_in
@require_http_methods(["GET", "POST"])
def meeting_add(request, pk):
    group = managed_group(request, pk)
    form = MeetingForm(request.POST or None)

    def do(_given):
        fields = form.kept()
        del fields["version"]
        actions.set_meeting(group=group, by=request.user, **fields)

    said = "The meeting is set. Members with accounts are told."
    return save(request, form, page_of(group, "Set a meeting"), do, said, group)


@signed_in
@require_http_methods(["GET", "POST"])
def meeting_edit(request, pk):
    found = managed_meeting(request, pk)
    starts, ends = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    first = {name: getattr(found, name) for name in ("place", "agenda", "version")}
    first |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
    form = MeetingForm(request.POST or None, initial=first)
    page = page_of_meeting(found, "Change the meeting")
    page.intro = "Members with accounts are told if it moves."
    if request.method == "POST" and form.is_valid():
        given = form.kept()
        try:
            actions.change_meeting(meeting=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            show_newer(form, page, f"{found}\n{found.place}\n{found.agenda}", found.version, "day", reason)
        except CannotDo as reason:
            form.add_error("day", str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(found)
    return form_page(request, page, form)


@signed_in
@require_POST
def meeting_cancel(request, pk):
    found = managed_meeting(request, pk)
    try:
        actions.cancel_meeting(meeting=found, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "The meeting is cancelled. Members with accounts are told.")
    return redirect(found)


@signed_in
@require_http_methods(["GET", "POST"])
def meeting_note(request, pk):
    """Who was there and what was said, once it has begun."""
    found = managed_meeting(request, pk)
    members = found.members_then_or_now().select_related("person")
    first = {"note": found.note, "version": found.version, "present": list(found.present.all())}
    form = NoteForm(request.POST or None, initial=first, members=members)
    page = page_of_meeting(found, "After the meeting")
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.write_note(meeting=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            show_newer(form, page, found.note, found.version, "note", reason)
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "It is kept.")
            return redirect(found)
    return form_page(request, page, form)


# -- Decisions --------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def meeting_decision_add(request, pk):
    found = managed_meeting(request, pk)
    form = DecisionForm(request.POST or None, priorities=priorities_of(request, found.group))

    def do(given):
        given.setdefault("priorities", [])
        actions.decide_at(meeting=found, by=request.user, **given)

    return save(request, form, page_of_meeting(found, "Keep a decision"), do, "The decision is kept.", found)


@signed_in
@require_http_methods(["GET", "POST"])
def group_decision_add(request, pk):
    """By written round."""
    group = managed_group(request, pk)
    first = {"decided_on": timezone.localdate()}
    form = RoundForm(request.POST or None, initial=first, priorities=priorities_of(request, group))

    def do(given):
        given.setdefault("priorities", [])
        actions.decide_by_round(group=group, by=request.user, **given)

    page = page_of(group, "Keep a decision by written round")
    return save(request, form, page, do, "The decision is kept.", group)


def priorities_of(request, group: RegionalGroup):
    """Of the region's plans, those that this person reads; the newest plan's first."""
    found = priorities_read(request.user).filter(plan__cycle__region=group.region_id, dropped_at=None)
    return found.order_by("-plan__cycle__starts_on", "position")


@signed_in
@require_http_methods(["GET", "POST"])
def decision_withdraw(request, pk):
    read = Decision.objects.filter(group__in=RegionalGroup.objects.read_by(request.user))
    found = get_object_or_404(read.select_related("group"), pk=pk)
    managed_group(request, found.group_id)
    form = WithdrawForm(request.POST or None)

    def do(given):
        actions.withdraw(decision=found, by=request.user, **given)

    page = page_of(found.group, "Withdraw a decision", quote=found.text)
    return save(request, form, page, do, "It stays where it is, as withdrawn.", found)
