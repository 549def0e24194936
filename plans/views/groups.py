"""The region's groups: the list, one group, setting one up, its members, and which group sees to a priority."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.views.pages import FormPage, form_page
from plans.actions import groups as actions
from plans.actions.plans import give_to_group
from plans.actions.support import CannotDo
from plans.forms.groups import GroupForm, LastDayForm, MemberForm, OwnerGroupForm
from plans.models import Membership, RegionalGroup
from plans.presenters.groups import group_list, group_page
from plans.views.plans import managed_priority
from plans.views.plans import page_of as page_of_priority
from plans.views.progress import save
from regions.access import needs, signed_in
from regions.models import Region
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


@needs(Permission.VIEW_REGION)
@require_GET
def group_lists(request):
    """Straight to the groups of one's region; a list of regions where there are several."""
    regions = request.user.regions_where(Permission.VIEW_REGION)
    if len(regions) == 1:
        return redirect("plans:group_list", regions[0].slug)
    return render(request, "plans/group_lists.html", {"regions": regions})


@needs(Permission.VIEW_REGION)
@require_GET
def groups_of_region(request, slug):
    page = group_list(seen_region(request, slug), request.user)
    return render(request, "plans/group_list.html", {"page": page})


def seen_region(request, slug) -> Region:
    return get_object_or_404(Region.objects.visible_to(request.user), slug=slug)


@signed_in
@require_GET
def group(request, pk):
    page = group_page(seen_group(request, pk), request.user)
    return render(request, "plans/group.html", {"page": page})


def seen_group(request, pk) -> RegionalGroup:
    found = RegionalGroup.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("region", "chair"), pk=pk)


def managed_group(request, pk) -> RegionalGroup:
    """404 for one that the person may not know of, 403 for one that they do not run or that has ended."""
    found = seen_group(request, pk)
    if not RegionalGroup.objects.managed_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


def page_of(group: RegionalGroup, title: str, **fields) -> FormPage:
    return FormPage(
        title=title, caption=group.name, back=group.get_absolute_url(), back_words="The group", **fields
    )


# -- Setting up -------------------------------------------------------------------------------------------------


@needs(Permission.VIEW_REGION)
@require_http_methods(["GET", "POST"])
def group_add(request, slug):
    region = seen_region(request, slug)
    if not request.user.may(Permission.MANAGE_GROUPS, at=region):
        raise PermissionDenied
    form = GroupForm(request.POST or None, region=region)
    page = FormPage(
        title="Set up a group",
        caption=region.name,
        back=reverse("plans:group_list", args=[region.slug]),
        back_words="Groups",
    )
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            made = actions.set_up(region=region, by=request.user, **given)
        except CannotDo as reason:
            form.add_error("name", str(reason))
        else:
            messages.success(request, "The group is set up. Add its members now.")
            return redirect(made)
    return form_page(request, page, form)


@signed_in
@require_http_methods(["GET", "POST"])
def group_edit(request, pk):
    found = managed_group(request, pk)
    first = {name: getattr(found, name) for name in ("name", "kind", "purpose", "chair", "version")}
    form = GroupForm(request.POST or None, initial=first, region=found.region)
    page = page_of(found, "Change the group")
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_group(group=found, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            found.refresh_from_db()
            show_newer(form, page, f"{found.name}\n{found.purpose}", found.version, "name", reason)
        except CannotDo as reason:
            form.add_error("name", str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(found)
    return form_page(request, page, form)


def show_newer(form, page: FormPage, stands: str, version: int, field: str, reason) -> None:
    """What stands is shown above what was typed, which can be sent again on top of it."""
    page.quote = stands
    form.data = form.data.copy()
    form.data["version"] = version
    form.add_error(field, str(reason))


@signed_in
@require_POST
def group_end(request, pk):
    """Ended, or taken up again after all; for those who set groups up."""
    found = seen_group(request, pk)
    if not request.user.may(Permission.MANAGE_GROUPS, at=found.region):
        raise PermissionDenied
    is_end = request.POST.get("end") == "yes"
    try:
        (actions.end_group if is_end else actions.take_up_again)(group=found, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        said = "The group has ended. It stays readable." if is_end else "The group is taken up again."
        messages.success(request, said)
    return redirect(found)


# -- Members ----------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def group_member_add(request, pk):
    found = managed_group(request, pk)
    first = {"since": timezone.localdate()}
    form = MemberForm(request.POST or None, initial=first, region=found.region)

    def do(given):
        actions.add_member(group=found, by=request.user, **given)

    return save(request, form, page_of(found, "Add a member"), do, "Added to the group.", found)


@signed_in
@require_http_methods(["GET", "POST"])
def membership_end(request, pk):
    """Hidden from whoever does not read the group's members."""
    read = Membership.objects.not_over().filter(group__in=RegionalGroup.objects.read_by(request.user))
    found = get_object_or_404(read.select_related("group__region", "person"), pk=pk)
    managed_group(request, found.group_id)
    form = LastDayForm(request.POST or None, initial={"until": found.until or timezone.localdate()})

    def do(given):
        actions.end_membership(membership=found, by=request.user, **given)

    page = page_of(found.group, f"When does {found.name} leave?")
    return save(request, form, page, do, "The last day is kept.", found.group)


# -- Priorities -------------------------------------------------------------------------------------------------


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def priority_group(request, pk):
    """Which group sees to it: this may change while the plan stands, and asks nobody again."""
    found = managed_priority(request, pk)
    region = found.plan.cycle.region
    groups = RegionalGroup.objects.to_choose(region, kept=found.group_id)
    form = OwnerGroupForm(request.POST or None, initial={"group": found.group}, groups=groups)

    def do(given):
        give_to_group(priority=found, by=request.user, **given)

    page = page_of_priority(found.plan, "Which group sees to it?", priority=found)
    return save(request, form, page, do, "Saved.", found)
