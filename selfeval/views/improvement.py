"""Comments on exceptions, and the thread from last year to this."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from datapacks.lines import Line, indicator
from datapacks.register import register_of
from datapacks.reports import trend_picture
from indicators.models import Comparison
from regions.access import needs
from regions.roles import Permission
from selfeval.actions import improvement as actions
from selfeval.actions.writing import Locked
from selfeval.forms.improvement import MOST_WORDS, ExceptionForm, ThreadForm
from selfeval.models import Chapter, ExceptionComment, SelfEvaluation, ThreadRow


@needs(Permission.TAKE_PART)
@require_GET
def exceptions(request, pk):
    """Every figure of the document that needs a comment, and whether it has one."""
    evaluation = own(request, pk)
    rows = list(
        ExceptionComment.objects.visible_to(request.user)
        .filter(evaluation=evaluation)
        .select_related("indicator")
    )
    if not rows and not reads_whole(request, evaluation):
        raise Http404
    page = {
        "evaluation": evaluation,
        "rows": rows,
        "left": sum(not row.is_done for row in rows),
        "may_refresh": may_refresh(request, evaluation),
    }
    return render(request, "selfeval/exceptions.html", page)


@needs(Permission.EDIT_SELF_EVALUATION)
@require_POST
def refresh(request, pk):
    """List the exceptions again from the newest figures; comments stay."""
    evaluation = own(request, pk)
    if not may_refresh(request, evaluation):
        raise PermissionDenied
    number = actions.build_exceptions(evaluations=[evaluation], by=request.user)
    messages.success(request, f"The list follows the newest figures: {number} stand out.")
    return redirect("selfeval:exceptions", evaluation.pk)


@needs(Permission.TAKE_PART)
@require_http_methods(["GET", "POST"])
def exception(request, pk):
    """One figure, why it is here, and what the authority says of it."""
    visible = ExceptionComment.objects.visible_to(request.user).select_related(
        "evaluation__authority__region", "evaluation__cycle", "indicator", "saved_by"
    )
    found = get_object_or_404(visible, pk=pk)
    may_edit = (
        found.evaluation.can_be_edited
        and ExceptionComment.objects.editable_by(request.user).filter(pk=pk).exists()
    )
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    first = {"text": found.text, "no_comment_because": found.no_comment_because, "version": found.version}
    form = ExceptionForm(request.POST or None, initial=first)
    if form.is_valid() and save(request, found, form):
        following = next_one(request, found)
        messages.success(request, f"Saved: {found.indicator.title}.")
        return redirect(following) if following else redirect("selfeval:exceptions", found.evaluation_id)
    page = {
        "exception": found,
        "form": form,
        "may_edit": may_edit,
        "figure": figure(found),
        "most": MOST_WORDS,
        "version": found.version,
    }
    return render(request, "selfeval/exception.html", page, status=422 if form.errors else 200)


def save(request, found, form) -> bool:
    """Whether it was kept; if not, the form says why and still holds the text."""
    given = dict(form.cleaned_data)
    try:
        actions.comment_on(exception=found, built_on=given.pop("version"), by=request.user, **given)
    except (Locked, actions.SavedMeanwhile) as reason:
        form.add_error("text", str(reason))
        return False
    return True


def next_one(request, found):
    """The first figure that still has no comment."""
    left = ExceptionComment.objects.editable_by(request.user).filter(
        evaluation=found.evaluation_id, text="", no_comment_because=""
    )
    return left.exclude(pk=found.pk).first()


def figure(found):
    comparison = (
        Comparison.objects.of(found.evaluation.authority)
        .select_related("authority", "region_area")
        .filter(indicator=found.indicator)
        .first()
    )
    if comparison is None:
        return None
    line = Line(comparison, register_of(found.evaluation.authority))
    return {"line": line, "picture": trend_picture(indicator(line))}


@needs(Permission.TAKE_PART)
@require_http_methods(["GET", "POST"])
def thread(request, pk):
    """What became of last year's strengths and areas of a chapter."""
    chapters = Chapter.objects.visible_to(request.user).select_related(
        "of", "evaluation__authority__region", "evaluation__cycle"
    )
    chapter = get_object_or_404(chapters, pk=pk)
    may_edit = (
        chapter.evaluation.can_be_edited
        and Chapter.objects.editable_by(request.user).filter(pk=chapter.pk).exists()
    )
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    forms = thread_forms(request, chapter)
    if request.method == "POST" and all(form.is_valid() for form in forms):
        follow_all(request, forms)
        return redirect(chapter)
    faults = next((form for form in forms if form.errors), None)
    page = {"chapter": chapter, "forms": forms, "may_edit": may_edit, "form": faults}
    return render(request, "selfeval/thread.html", page, status=422 if faults else 200)


def thread_forms(request, chapter):
    answers = [
        answer for answer in actions.answers_with_rows(chapter.evaluation) if answer.chapter_id == chapter.pk
    ]
    rows = {}
    for answer in answers:
        rows.setdefault(answer.prompt.role, []).extend(actions.rows_in_words(answer))
    found = ThreadRow.objects.filter(chapter=chapter).select_related("chapter__of")
    return [ThreadForm(request.POST or None, row=row, rows=rows.get(row.role, [])) for row in found]


def follow_all(request, forms):
    try:
        for form in forms:
            if form.has_changed():
                actions.follow(row=form.row, by=request.user, **form.cleaned_data)
    except Locked as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "Saved what became of last year’s rows.")


def own(request, pk):
    evaluations = SelfEvaluation.objects.of_own_authority(request.user)
    return get_object_or_404(evaluations.select_related("authority__region", "cycle__region"), pk=pk)


def reads_whole(request, evaluation):
    return SelfEvaluation.objects.visible_to(request.user).filter(pk=evaluation.pk).exists()


def may_refresh(request, evaluation):
    leads = request.user.may(Permission.EDIT_SELF_EVALUATION, at=evaluation.authority)
    return leads and evaluation.can_be_edited
