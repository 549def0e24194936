"""Protocols: looking at them, copying, comparing, and changing a region's own while nothing runs under it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import editing
from challenges.actions.protocols import ProtocolFrozen, copy
from challenges.differences import compare
from challenges.forms.protocols import ProtocolForm, RoleForm, StepForm
from challenges.models import Protocol, ProtocolRole, ProtocolStep
from challenges.presenters.protocols import protocol_list, protocol_page
from regions.access import needs
from regions.models import Region
from regions.roles import Permission

FROZEN = "Challenges run under this version, so it can no longer be changed. Copy it to change the copy."


@needs(Permission.VIEW_REGION)
@require_GET
def protocols(request):
    """The standard ones and those of the person's regions."""
    return render(request, "challenges/protocols.html", protocol_list(request.user))


@needs(Permission.VIEW_REGION)
@require_GET
def protocol(request, pk):
    """Its steps on a line, what waits for each, and who takes part."""
    page = protocol_page(visible(request, pk), request.user)
    return render(request, "challenges/protocol.html", page)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def protocol_copy(request, pk):
    """A version of the region's own, to change."""
    found = visible(request, pk)
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=request.POST.get("region", ""))
    if not request.user.may(Permission.MANAGE_CYCLES, at=region):
        raise PermissionDenied
    made = copy(protocol=found, region=region, by=request.user)
    messages.success(request, f"This is {made}, {region.name}’s own. Change it as you need.")
    return redirect("challenges:protocol", made.pk)


@needs(Permission.VIEW_REGION)
@require_GET
def protocol_compare(request, pk):
    later = visible(request, pk)
    key = request.GET.get("with", "")
    earlier = visible(request, int(key) if key.isdecimal() and len(key) < 10 else 0)
    page = {"earlier": earlier, "later": later, "differences": compare(earlier, later)}
    return render(request, "challenges/protocol_compare.html", page)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def protocol_change(request, pk):
    found = managed(request, visible(request, pk))
    first = {name: getattr(found, name) for name in ProtocolForm.base_fields}
    form = ProtocolForm(request.POST or None, initial=first | {"principles": "\n".join(found.principles)})
    return edit(
        request,
        found,
        form,
        "Change what it is",
        lambda given: editing.change_protocol(protocol=found, **given),
    )


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def protocol_add_step(request, pk):
    found = managed(request, visible(request, pk))
    form = StepForm(request.POST or None)
    return edit(request, found, form, "Add a step", lambda given: editing.add_step(protocol=found, **given))


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def protocol_step(request, pk):
    step = managed_part(request, ProtocolStep, pk)
    form = StepForm(
        request.POST or None, initial={name: getattr(step, name) for name in StepForm.base_fields}
    )
    title = f"Change “{step.name}”"
    return edit(
        request, step.protocol, form, title, lambda given: editing.change_step(step=step, **given), step=step
    )


@needs(Permission.MANAGE_CYCLES)
@require_POST
def protocol_step_remove(request, pk):
    step = managed_part(request, ProtocolStep, pk)
    return change(request, step.protocol, lambda by: editing.remove_step(step=step, by=by))


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def protocol_set_role(request, pk):
    """Add a role, or change how many of it are needed."""
    found = managed(request, visible(request, pk))
    role = found.roles.filter(role=request.GET.get("role", "")).first()
    first = {name: getattr(role, name) for name in RoleForm.base_fields} if role else {"least": 0}
    form = RoleForm(request.POST or None, initial=first)
    title = f"Change how many: {str(role).lower()}" if role else "Add a role"
    return edit(
        request, found, form, title, lambda given: editing.set_role(protocol=found, **given), role=role
    )


@needs(Permission.MANAGE_CYCLES)
@require_POST
def protocol_role_remove(request, pk):
    role = managed_part(request, ProtocolRole, pk)
    return change(request, role.protocol, lambda by: editing.remove_role(role=role, by=by))


def edit(request, protocol, form, title, save, **more):
    """The page of one form about a protocol; saved, back to the protocol."""
    if form.is_valid():
        return change(request, protocol, lambda by: save({**form.cleaned_data, "by": by}))
    page = {"protocol": protocol, "form": form, "title": title, **more}
    return render(request, "challenges/protocol_edit.html", page, status=422 if form.errors else 200)


def change(request, protocol, do):
    try:
        do(request.user)
    except ProtocolFrozen:
        messages.warning(request, FROZEN)
    except editing.CannotChange as reason:
        messages.warning(request, str(reason))
    return redirect("challenges:protocol", protocol.pk)


def visible(request, pk) -> Protocol:
    found = Protocol.objects.visible_to(request.user).select_related("region", "copied_from")
    return get_object_or_404(found, pk=pk)


def managed(request, protocol: Protocol) -> Protocol:
    """403 for one that the person may only look at, and for a standard one."""
    if protocol.region is None or not request.user.may(Permission.MANAGE_CYCLES, at=protocol.region):
        raise PermissionDenied
    return protocol


def managed_part(request, model, pk):
    """A step or a role of a protocol that the person manages."""
    parts = model.objects.filter(protocol__in=Protocol.objects.visible_to(request.user))
    part = get_object_or_404(parts.select_related("protocol__region"), pk=pk)
    managed(request, part.protocol)
    return part
