"""Writing a chapter: its page, saving answers (by script or by button), clashes, history, comments, people."""

from itertools import zip_longest

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions.access import needs
from regions.models import Person
from regions.roles import Permission
from selfeval import rich_text
from selfeval.actions import carrying, moving, opening
from selfeval.actions import writing as actions
from selfeval.forms import CommentForm, InviteForm, PartForm
from selfeval.models import Answer, Chapter, Clash, Comment, Presence
from selfeval.presenters.chapters import chapter_page, others_here
from selfeval.presenters.states import STATE_COLOURS
from selfeval.statuses import LEADERS, MoveNotAllowed, Part
from selfeval.views.documents import carried_words
from selfeval.views.reading import number
from selfeval.wording import difference, style_hint

TOO_LONG = "This is too long for one answer. Attach it as evidence and say here what it shows."
MOST_ROWS = 200


@needs(Permission.TAKE_PART)
@require_GET
def chapter(request, pk):
    return show(request, found(request, pk))


def show(request, chapter, *, status=200, **forms):
    """The page of the chapter; a form that was not right is given, with the errors at its fields."""
    forms = {
        "comment_form": CommentForm(),
        "part_form": PartForm(people=people_of(chapter)),
        "invite_form": InviteForm(),
    } | forms
    page = chapter_page(chapter, request.user)
    return render(request, "selfeval/chapter.html", {"page": page, **forms}, status=status)


@needs(Permission.TAKE_PART)
@require_POST
def save(request, pk):
    """Save one answer. A script gets JSON: the new version, or the clash; a plain form gets a page."""
    answer = editable(request, pk)
    try:
        kept = actions.save_answer(
            answer=answer, draft=draft_of(request, answer), built_on=built_on(request), by=request.user
        )
    except rich_text.TooLong:
        return refused(request, answer, TOO_LONG, status=413)
    except actions.Locked as reason:
        return refused(request, answer, str(reason))
    if request.accepts("text/html"):
        return after_plain_save(request, answer, kept)
    return JsonResponse(as_told(kept), status=409 if isinstance(kept, Clash) else 200)


def draft_of(request, answer):
    """What was sent: HTML of the editor, or the plain text of a form without scripts; rows; a choice."""
    sent = request.POST
    text = sent["html"] if "html" in sent else rich_text.from_plain(sent.get("plain", ""))
    columns = [column["key"] for column in answer.prompt.columns]
    lists = [sent.getlist(f"column-{key}")[:MOST_ROWS] for key in columns]
    rows = tuple(dict(zip(columns, values, strict=True)) for values in zip(*lists, strict=False))
    return actions.Draft(text=text, rows=rows, choice=sent.get("choice", ""))


def built_on(request):
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def as_told(kept):
    if isinstance(kept, Clash):
        return {"clash": kept.get_absolute_url(), "by": kept.answer.saved_by.name}
    return {
        "version": kept.version,
        "saved": clock(kept.saved_at),
        "words": kept.words,
        "hint": style_hint(kept.text),
        "state": kept.chapter.get_state_display(),
        "colour": STATE_COLOURS[kept.chapter.state],
    }


def clock(moment):
    return date_format(timezone.localtime(moment), "H:i")


def refused(request, answer, words, status=423):
    if not request.accepts("text/html"):
        return JsonResponse({"refused": words}, status=status)
    messages.warning(request, words)
    return redirect(answer.chapter)


def after_plain_save(request, answer, kept):
    if isinstance(kept, Clash):
        return redirect(kept)
    messages.success(request, f"Saved at {clock(kept.saved_at)}.")
    return redirect(f"{answer.chapter.get_absolute_url()}#prompt-{answer.prompt_id}")


@needs(Permission.TAKE_PART)
@require_POST
def confirm(request, pk):
    answer = editable(request, pk)
    actions.confirm_unchanged(answer=answer, by=request.user)
    return redirect(f"{answer.chapter.get_absolute_url()}#prompt-{answer.prompt_id}")


@needs(Permission.TAKE_PART)
@require_POST
def carry(request, pk):
    """Copy last cycle's answers into the chapter's empty ones: whoever may write them."""
    chapter = found(request, pk)
    if not Chapter.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    try:
        messages.success(request, carried_words(carrying.carry_chapter(chapter=chapter, by=request.user)))
    except actions.Locked as reason:
        messages.warning(request, str(reason))
    return redirect(chapter)


@needs(Permission.TAKE_PART)
@require_GET
def history(request, pk):
    """Who wrote what, and what each save changed."""
    chapters = Chapter.objects.discussed_by(request.user)
    answer = get_object_or_404(
        Answer.objects.filter(chapter__in=chapters).select_related(
            "chapter__of", "chapter__evaluation", "prompt"
        ),
        pk=pk,
    )
    versions = list(answer.versions.select_related("saved_by")[:101])
    changes = [(one, difference(earlier, one)) for one, earlier in zip_longest(versions, versions[1:])][:100]
    refused = answer.clashes.select_related("saved_by", "settled_by")
    return render(
        request, "selfeval/history.html", {"answer": answer, "changes": changes, "refused": refused}
    )


@needs(Permission.TAKE_PART)
@require_http_methods(["GET", "POST"])
def clash(request, pk):
    """Both texts side by side; a person makes one of them."""
    mine = Chapter.objects.editable_by(request.user)
    clash = get_object_or_404(
        Clash.objects.filter(answer__chapter__in=mine).select_related(
            "saved_by",
            "answer__prompt",
            "answer__saved_by",
            "answer__chapter__of",
            "answer__chapter__evaluation",
        ),
        pk=pk,
    )
    if clash.settled_at:
        messages.info(request, "This was settled already. The question’s history has every text.")
        return redirect(clash.answer.chapter)
    if request.method == "GET":
        return render(request, "selfeval/clash.html", {"clash": clash, "answer": clash.answer})
    chosen = clash if request.POST.get("keep") == "refused" else clash.answer
    draft = actions.Draft(**(chosen.content | {"rows": tuple(chosen.rows)}))
    if request.POST.get("keep") == "both":
        draft = draft_of(request, clash.answer)
    try:
        kept = actions.settle(clash=clash, draft=draft, built_on=built_on(request), by=request.user)
    except rich_text.TooLong:
        return refused(request, clash.answer, TOO_LONG, status=413)
    except actions.Locked as reason:
        return refused(request, clash.answer, str(reason))
    return after_plain_save(request, clash.answer, kept)


@needs(Permission.TAKE_PART)
@require_POST
def pasted(request):
    """What was pasted, made clean for the editor."""
    try:
        return JsonResponse({"html": rich_text.clean(request.POST.get("html", ""))})
    except rich_text.TooLong:
        return JsonResponse({"refused": TOO_LONG}, status=413)


@needs(Permission.TAKE_PART)
@require_POST
def here(request, pk):
    """Note that the person has the chapter open, and at which prompt; tells who else has."""
    chapter = found(request, pk)
    at = {"seen_at": timezone.now(), "prompt": prompt_of(request, chapter)}
    Presence.objects.update_or_create(chapter=chapter, person=request.user, defaults=at)
    return JsonResponse({"others": [one._asdict() for one in others_here(chapter, request.user)]})


def prompt_of(request, chapter):
    """The chapter's prompt that was sent, if it is one."""
    sent = request.POST.get("prompt", "")
    return next((one for one in chapter.of.prompts.all() if str(one.pk) == sent), None)


@needs(Permission.TAKE_PART)
@require_POST
def move(request, pk):
    chapter = found(request, pk)
    try:
        moving.move_chapter(chapter=chapter, name=request.POST.get("move", ""), by=request.user)
    except MoveNotAllowed as reason:
        messages.warning(request, str(reason))
    return redirect(chapter)


@needs(Permission.TAKE_PART)
@require_POST
def people(request, pk):
    """Give someone a part in the chapter, or take it away."""
    chapter = found(request, pk)
    if not moving.parts_in(chapter.evaluation, request.user, chapter) & {*LEADERS, Part.OWNER}:
        raise PermissionDenied
    if "remove" in request.POST:
        part = get_object_or_404(chapter.parts.select_related("chapter"), pk=number(request.POST["remove"]))
        opening.take_part_away(part=part, by=request.user)
        return redirect(chapter)
    if not chapter.evaluation.can_be_edited:
        messages.warning(request, moving.SIGNED)
        return redirect(chapter)
    form = PartForm(request.POST, people=people_of(chapter))
    if form.is_valid():
        opening.give_part(chapter=chapter, by=request.user, **form.cleaned_data)
        return redirect(chapter)
    return show(request, chapter, part_form=form, form=form, status=422)


@needs(Permission.TAKE_PART)
@require_POST
def comment(request, pk):
    chapter = found(request, pk)
    if not Chapter.objects.discussed_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form, prompt = CommentForm(request.POST), prompt_of(request, chapter)
    place = f"prompt-{prompt.pk}" if prompt else "comments"
    if form.is_valid():
        actions.comment(chapter=chapter, prompt=prompt, by=request.user, **form.cleaned_data)
        return redirect(f"{chapter.get_absolute_url()}#{place}")
    if prompt:
        messages.warning(request, f"{form.errors['text'][0]} The question was “{prompt}”.")
        return redirect(f"{chapter.get_absolute_url()}#{place}")
    return show(request, chapter, comment_form=form, form=form, status=422)


@needs(Permission.TAKE_PART)
@require_POST
def settle_comment(request, pk):
    discussed = Chapter.objects.discussed_by(request.user)
    comment = get_object_or_404(
        Comment.objects.filter(chapter__in=discussed).select_related("chapter"), pk=pk
    )
    actions.settle_comment(comment=comment, by=request.user)
    return redirect(f"{comment.chapter.get_absolute_url()}#comments")


def found(request, pk):
    chapters = Chapter.objects.visible_to(request.user)
    return get_object_or_404(
        chapters.select_related("of", "evaluation__authority__region", "evaluation__cycle__region"), pk=pk
    )


def editable(request, pk):
    """The answer, if the person may change it; 404 otherwise, as for one that is not there."""
    chapters = Chapter.objects.editable_by(request.user)
    return get_object_or_404(
        Answer.objects.filter(chapter__in=chapters).select_related("chapter", "prompt", "carried_from"), pk=pk
    )


def people_of(chapter):
    """Those with a post at the authority today."""
    today = timezone.localdate()
    return Person.objects.filter(
        is_active=True, posts__in=chapter.evaluation.authority.posts.held_on(today)
    ).distinct()
