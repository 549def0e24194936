"""What groups do, what they are asked to see to, and how it goes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from challenges.models import AgreedAction
from challenges.views.pages import form_page
from plans.actions import group_actions as actions
from plans.actions.support import CannotDo
from plans.assigned import assignable
from plans.forms.groups import AssignForm, GroupActionForm, ReportForm, TellForm
from plans.models import GroupAction, RegionalGroup
from plans.presenters.groups import ActionLine, action_lines, is_live_and_own
from plans.views.groups import managed_group, page_of, show_newer
from plans.views.meetings import priorities_of
from plans.views.progress import save
from regions.access import signed_in
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


def lists(request, group: RegionalGroup) -> dict:
    """Who may see to an action, and which priorities it may serve."""
    members = group.memberships.current().select_related("person")
    return {"members": members, "priorities": priorities_of(request, group)}


def read_action(request, pk) -> ActionLine:
    """404 for one that the person does not read, or is kept from by a declared tie."""
    read = GroupAction.objects.filter(group__in=RegionalGroup.objects.read_by(request.user), pk=pk)
    lines = action_lines(read.select_related("group__region"), request.user)
    if not lines:
        raise Http404
    return lines[0]


@signed_in
@require_http_methods(["GET", "POST"])
def group_action_add(request, pk):
    group = managed_group(request, pk)
    form = GroupActionForm(request.POST or None, **lists(request, group))

    def do(given):
        del given["version"]
        actions.add_action(group=group, by=request.user, **given)

    return save(request, form, page_of(group, "Add an action"), do, "The action is on the list.", group)


@signed_in
@require_http_methods(["GET", "POST"])
def action_edit(request, pk):
    """The group's own; what was agreed in a challenge is changed there. A priority that whoever changes it does not
    see stays."""
    line = read_action(request, pk)
    found = line.action
    managed_group(request, found.group_id)
    if found.agreed is not None:
        raise PermissionDenied
    names = ("text", "due_on", "owner", "owner_words", "priority", "version")
    first = {name: getattr(found, name) for name in names}
    form = GroupActionForm(request.POST or None, initial=first, **lists(request, found.group))
    page = page_of(found.group, "Change the action")
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        if line.priority is None and not given.get("priority"):
            given["priority"] = found.priority
        try:
            actions.change_action(action=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            show_newer(form, page, f"{found.text}\n{found.said}", found.version, "text", reason)
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(found)
    return form_page(request, page, form)


@signed_in
@require_http_methods(["GET", "POST"])
def action_tell(request, pk):
    """What the group should know of an agreed action: for the director of its authority."""
    line = read_action(request, pk)
    found = line.action
    if not line.may_tell:
        raise PermissionDenied
    first = {"for_group": found.for_group, "version": found.version}
    form = TellForm(request.POST or None, initial=first)
    page = page_of(found.group, "What should the group know?", quote=line.text)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.tell_group(action=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            show_newer(form, page, found.for_group, found.version, "for_group", reason)
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved. The group reads it." if given["for_group"] else "Saved.")
            return redirect(found)
    return form_page(request, page, form)


@signed_in
@require_http_methods(["GET", "POST"])
def action_report(request, pk):
    """How it goes: for the group's members, and those who run it."""
    line = read_action(request, pk)
    found = line.action
    runs = RegionalGroup.objects.managed_by(request.user).filter(pk=found.group_id).exists()
    if not runs and not is_live_and_own(found.group, request.user):
        raise PermissionDenied
    form = ReportForm(request.POST or None, initial={"state": found.state})
    page = page_of(found.group, "How does it go?", quote=line.title)

    def do(given):
        actions.report(action=found, by=request.user, **given)

    return save(request, form, page, do, "Kept, with today’s date.", found)


@signed_in
@require_http_methods(["GET", "POST"])
def group_assign(request, pk):
    """An action agreed in a challenge, by those who set groups up and know of the challenge."""
    group = managed_group(request, pk)
    if not request.user.may(Permission.MANAGE_GROUPS, at=group.region):
        raise PermissionDenied
    waiting = assignable(group, request.user)
    if not waiting:
        messages.warning(request, "No challenge has an open action that the group does not have already.")
        return redirect(group)
    form = AssignForm(request.POST or None, waiting=waiting, **lists(request, group))
    page = page_of(group, "Ask the group to see to an agreed action")
    page.intro = (
        "Its words are shown to those alone whom the authority released the feedback to, as directors of the "
        "region. Others see whose it is, its day and how far it is, and what its director writes for the group."
    )

    def do(given):
        agreed = AgreedAction.objects.get(pk=given.pop("agreed"))
        actions.assign(group=group, agreed=agreed, by=request.user, **given)

    return save(request, form, page, do, "The group is asked to see to it.", group)
