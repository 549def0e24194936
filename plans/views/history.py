"""How the plan's words came to be: its versions, two of them compared, and its introduction."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from challenges.views.pages import form_page
from plans import differences
from plans.actions import plans as actions
from plans.actions.support import CannotDo
from plans.forms.plans import IntroductionForm
from plans.presenters.history import history_page, pair_page
from plans.views.plans import managed_plan, page_of, seen_plan
from regions.access import needs
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile


@needs(Permission.VIEW_REGION)
@require_GET
def history(request, pk):
    return render(request, "plans/history.html", {"page": history_page(seen_plan(request, pk), request.user)})


@needs(Permission.VIEW_REGION)
@require_GET
def compare(request, pk):
    """The versions whose numbers are given as ``earlier`` and ``later``, in whichever order."""
    plan = seen_plan(request, pk)
    numbers = [number(request.GET.get(name, "")) for name in ("earlier", "later")]
    page = pair_page(plan, request.user, numbers)
    if page is None:
        raise Http404
    found = differences.compare(page.earlier.content, page.later.content)
    return render(request, "plans/compare.html", {"page": page, "differences": found})


def number(sent: str) -> int:
    """A number that was sent, or one that no version has."""
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


@needs(Permission.MANAGE_PLAN)
@require_http_methods(["GET", "POST"])
def introduction(request, pk):
    """Where somebody saved another meanwhile, theirs stands above the form and one's own stays in it."""
    plan = managed_plan(request, pk)
    first = {"introduction": plan.introduction, "version": plan.version}
    form = IntroductionForm(request.POST or None, initial=first)
    page = page_of(plan, "Introduction", intro="It stands at the top of the plan and of its files.")
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.change_introduction(plan=plan, built_on=given.pop("version"), by=request.user, **given)
        except SavedMeanwhile as reason:
            plan.refresh_from_db()
            page.quote = plan.introduction or "The introduction was emptied."
            form.data = form.data.copy()
            form.data["version"] = plan.version
            form.add_error("introduction", str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The introduction is saved.")
            return redirect(plan)
    return form_page(request, page, form)
