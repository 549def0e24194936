"""An authority's development plan: writing it, sharing it with the group, and what the group says of it.

Whoever may not read the text gets 404, on every address of it: that there is a plan is told by its counts alone.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.views.pages import FormPage, form_page
from cycles.models import Cycle
from plans.actions import development as actions
from plans.actions.support import CannotDo
from plans.forms.development import (
    CommentAnswerForm,
    CommentForm,
    DevelopmentIntroductionForm,
    LineForm,
    WorkStateForm,
)
from plans.models import DevelopmentComment, DevelopmentLine, DevelopmentPlan
from plans.presenters.development import development_page, group_rows, voice_of
from plans.states import DEVELOPMENT_MOVES, DevelopmentState
from regions.access import needs, signed_in
from regions.models import LocalAuthority
from regions.roles import Permission
from selfeval.actions.improvement import SavedMeanwhile

SAID = {
    "share": "The directors of your group read it now, and can comment.",
    "take_back": "It is a draft again. Your group no longer reads it.",
    "close": "The development plan is closed.",
}


# -- Finding what a page is about -------------------------------------------------------------------------------


def seen_plan(request, pk) -> DevelopmentPlan:
    found = DevelopmentPlan.objects.visible_to(request.user).select_related("authority", "cycle__region")
    return get_object_or_404(found, pk=pk)


def written_plan(request, pk) -> DevelopmentPlan:
    """404 for one that the person may not read, 403 for one that they may only read."""
    found = seen_plan(request, pk)
    if not DevelopmentPlan.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


def seen_line(request, pk) -> DevelopmentLine:
    found = DevelopmentLine.objects.filter(plan__in=DevelopmentPlan.objects.visible_to(request.user))
    related = found.select_related("plan__authority", "plan__cycle__region", "indicator")
    return get_object_or_404(related, pk=pk, dropped_at=None)


def written_line(request, pk) -> DevelopmentLine:
    found = seen_line(request, pk)
    written_plan(request, found.plan_id)
    return found


def page_of(plan: DevelopmentPlan, title: str, **fields) -> FormPage:
    return FormPage(
        title=title,
        caption=str(plan),
        back=plan.get_absolute_url(),
        back_words="The development plan",
        **fields,
    )


def save(request, form, page, do, said, back, thing=None, words=""):
    """The page of one form. For an outdated ``thing`` what stands now in its field ``words`` is shown above."""
    if request.method == "POST" and form.is_valid():
        try:
            do(dict(form.cleaned_data))
        except SavedMeanwhile as reason:
            thing.refresh_from_db()
            page.quote = getattr(thing, words)
            form.data = form.data.copy()
            form.data["version"] = thing.version
            form.add_error(words, str(reason))
        except CannotDo as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, said)
            return redirect(back)
    return form_page(request, page, form)


# -- The plan ---------------------------------------------------------------------------------------------------


@signed_in
@require_POST
def development_draft(request, pk, code):
    """One action builds the lines from what was agreed, the areas for development and the needs as they stand."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("region"), pk=pk)
    written, _ = request.user.places_where(Permission.WRITE_DEVELOPMENT_PLAN)
    authority = get_object_or_404(
        LocalAuthority.objects.filter(pk__in=written, region=cycle.region_id), pk=code
    )
    try:
        made = actions.draft(cycle=cycle, authority=authority, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
        return redirect("plans:plans")
    messages.success(request, "The draft is made. Each line says what it comes from.")
    return redirect(made)


@signed_in
@require_GET
def development(request, pk):
    page = development_page(seen_plan(request, pk), request.user)
    return render(request, "plans/development.html", {"page": page})


@needs(Permission.READ_SHARED)
@require_GET
def group(request):
    """The plans that the person's group shares, those that wait for a comment first."""
    return render(request, "plans/development_group.html", {"rows": group_rows(request.user)})


@signed_in
@require_POST
def bring_in(request, pk):
    found = written_plan(request, pk)
    try:
        number = actions.bring_in(plan=found, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, said_of(number))
    return redirect(found)


def said_of(number: int) -> str:
    if not number:
        return "Nothing is new: every agreed action, area for development and open need is in the plan."
    return f"{number} line{'s are' if number > 1 else ' is'} new, at the end of the plan."


@signed_in
@require_http_methods(["GET", "POST"])
def introduction(request, pk):
    found = written_plan(request, pk)
    first = {"introduction": found.introduction, "version": found.version}
    form = DevelopmentIntroductionForm(request.POST or None, initial=first)

    def do(given):
        actions.change_introduction(
            plan=found, introduction=given["introduction"], built_on=given["version"], by=request.user
        )

    page = page_of(found, "Introduction")
    return save(request, form, page, do, "Saved.", found, thing=found, words="introduction")


@signed_in
@require_POST
def move(request, pk):
    """Sharing, taking back and closing are the director's."""
    found = seen_plan(request, pk)
    directed = DevelopmentPlan.objects.directed_by(request.user).filter(pk=pk)
    name = request.POST.get("move", "")
    if name not in DEVELOPMENT_MOVES or not directed.exists():
        raise PermissionDenied
    try:
        actions.move(plan=found, name=name, by=request.user)
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, SAID[name])
    return redirect(found)


# -- Lines ------------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def line_add(request, pk):
    found = written_plan(request, pk)
    form = LineForm(request.POST or None, plan=found, person=request.user)

    def do(given):
        given.pop("version")
        actions.add_line(plan=found, by=request.user, **given)

    return save(request, form, page_of(found, "Add a line"), do, "The line is in the plan.", found)


@signed_in
@require_http_methods(["GET", "POST"])
def line(request, pk):
    found = written_line(request, pk)
    names = ("title", "done", "owner", "starts_on", "ends_on", "success", "indicator", "priority", "version")
    first = {name: getattr(found, name) for name in names}
    form = LineForm(request.POST or None, initial=first, plan=found.plan, person=request.user, line=found)

    def do(given):
        built_on = given.pop("version")
        actions.change_line(line=found, built_on=built_on, by=request.user, **given)

    page = page_of(found.plan, "Change the line")
    return save(request, form, page, do, "Saved.", found, thing=found, words="title")


@signed_in
@require_http_methods(["GET", "POST"])
def line_state(request, pk):
    found = written_line(request, pk)
    form = WorkStateForm(request.POST or None, initial={"state": found.state, "because": found.state_because})

    def do(given):
        actions.set_state(line=found, by=request.user, **given)

    page = page_of(found.plan, "How does it go?", quote=found.title)
    return save(request, form, page, do, "Saved, with today’s date.", found)


@signed_in
@require_POST
def line_drop(request, pk):
    found = written_line(request, pk)
    return done(
        request, found.plan, lambda: actions.drop_line(line=found, by=request.user), "It is left out."
    )


@signed_in
@require_POST
def line_move(request, pk):
    found = written_line(request, pk)
    is_up = request.POST.get("to") == "up"
    return done(request, found, lambda: actions.move_line(line=found, is_up=is_up, by=request.user))


def done(request, back, do, said=""):
    """After a button: the words of the refusal, or what was done."""
    try:
        do()
    except CannotDo as reason:
        messages.warning(request, str(reason))
    else:
        if said:
            messages.success(request, said)
    return redirect(back)


# -- What the group says ----------------------------------------------------------------------------------------


def voiced(request, plan: DevelopmentPlan) -> LocalAuthority:
    """The authority for which the person comments; 403 for those who read it otherwise, or once it is closed."""
    authority = voice_of(request.user, plan)
    if authority is None or plan.state != DevelopmentState.SHARED:
        raise PermissionDenied
    return authority


@signed_in
@require_http_methods(["GET", "POST"])
def say(request, pk):
    found = seen_plan(request, pk)
    return comment_page(request, found, None, page_of(found, "Comment on the whole"))


@signed_in
@require_http_methods(["GET", "POST"])
def line_say(request, pk):
    found = seen_line(request, pk)
    page = page_of(found.plan, "Comment on a line", quote=f"{found.title}\n\n{found.done}".strip())
    return comment_page(request, found.plan, found, page)


def comment_page(request, plan, line, page):
    authority = voiced(request, plan)
    form = CommentForm(request.POST or None)

    def do(given):
        actions.comment(plan=plan, line=line, authority=authority, by=request.user, **given)

    return save(request, form, page, do, "Your comment is given.", line or plan)


@signed_in
@require_POST
def say_nothing(request, pk):
    found = seen_plan(request, pk)
    authority = voiced(request, found)
    return done(
        request,
        found,
        lambda: actions.say_nothing(plan=found, authority=authority, by=request.user),
        "It is noted that you have no comment.",
    )


@signed_in
@require_http_methods(["GET", "POST"])
def answer(request, pk):
    seen = DevelopmentComment.objects.filter(plan__in=DevelopmentPlan.objects.visible_to(request.user))
    found = get_object_or_404(seen.select_related("plan", "authority", "line"), pk=pk)
    plan = written_plan(request, found.plan_id)
    form = CommentAnswerForm(request.POST or None, initial={"answer": found.answer, "version": found.version})

    def do(given):
        actions.answer(comment=found, answer=given["answer"], built_on=given["version"], by=request.user)

    about = f"{found.aspect_word}: {found.line}" if found.line else found.aspect_word
    page = page_of(plan, f"Answer {found.authority.name}", intro=about, quote=found.text)
    return save(request, form, page, do, "Your answer is kept.", plan, thing=found, words="answer")
