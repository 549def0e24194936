"""Templates: looking at them, copying, comparing, and changing a region's own while nothing uses it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions.access import needs
from regions.models import Region
from regions.roles import Permission
from selfeval.actions import editing
from selfeval.actions.templates import TemplateFrozen, copy
from selfeval.differences import compare
from selfeval.forms.templates import ChapterForm, PromptForm, TemplateForm
from selfeval.models import Prompt, Template, TemplateChapter

FROZEN = "Self-evaluations use this version, so it can no longer be changed. Copy it to change the copy."


@needs(Permission.VIEW_REGION)
@require_GET
def templates(request):
    """The standard ones and those of the person's regions."""
    found = (
        Template.objects.visible_to(request.user)
        .select_related("region", "copied_from")
        .annotate(size=Count("chapters"))
    )
    page = {
        "own": [one for one in found if one.region_id],
        "standard": [one for one in found if not one.region_id],
        "regions": managed_regions(request),
    }
    return render(request, "selfeval/templates.html", page)


@needs(Permission.VIEW_REGION)
@require_GET
def template(request, pk):
    """The template as writers will see it, with links to change it where that may be done."""
    found = visible(request, pk)
    others = Template.objects.visible_to(request.user).exclude(pk=pk).select_related("region")
    page = {
        "template": found,
        "chapters": found.chapters.prefetch_related("prompts", "indicators"),
        "may_edit": found.is_editable and request.user.may(Permission.MANAGE_CYCLES, at=found.region),
        "regions": managed_regions(request),
        "others": others,
        "is_used": found.self_evaluations.exists(),
    }
    return render(request, "selfeval/template.html", page)


@needs(Permission.MANAGE_CYCLES)
@require_POST
def template_copy(request, pk):
    """A version of the region's own, to change."""
    found = visible(request, pk)
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=request.POST.get("region", ""))
    if not request.user.may(Permission.MANAGE_CYCLES, at=region):
        raise PermissionDenied
    made = copy(template=found, region=region, by=request.user)
    messages.success(request, f"This is {made}, {region.name}’s own. Change it as you need.")
    return redirect("selfeval:template", made.pk)


@needs(Permission.VIEW_REGION)
@require_GET
def template_compare(request, pk):
    later = visible(request, pk)
    key = request.GET.get("with", "")
    earlier = visible(request, int(key) if key.isdecimal() and len(key) < 10 else 0)
    pairs = compare(earlier, later)
    page = {
        "earlier": earlier,
        "later": later,
        "pairs": pairs,
        "same": all(one.word == "Same" for one in pairs),
    }
    return render(request, "selfeval/template_compare.html", page)


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def template_rename(request, pk):
    found = managed(request, visible(request, pk))
    form = TemplateForm(request.POST or None, initial={"name": found.name, "about": found.about})
    return edit(request, found, form, "Rename it", lambda given: editing.rename(template=found, **given))


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def template_add_chapter(request, pk):
    found = managed(request, visible(request, pk))
    form = ChapterForm(request.POST or None)
    return edit(
        request, found, form, "Add a chapter", lambda given: editing.add_chapter(template=found, **given)
    )


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def form_chapter(request, pk):
    chapter = managed_chapter(request, pk)
    first = {
        "title": chapter.title,
        "usual_owner": chapter.usual_owner,
        "indicators": list(chapter.indicators.values_list("pk", flat=True)),
    }
    form = ChapterForm(request.POST or None, initial=first)
    return edit(
        request,
        chapter.template,
        form,
        f"Change “{chapter.title}”",
        lambda given: editing.change_chapter(chapter=chapter, **given),
        chapter=chapter,
    )


@needs(Permission.MANAGE_CYCLES)
@require_POST
def form_chapter_move(request, pk):
    chapter = managed_chapter(request, pk)
    return change(
        request,
        chapter.template,
        lambda by: editing.move_chapter(chapter=chapter, up=request.POST.get("to") == "up", by=by),
        at=f"chapter-{chapter.pk}",
    )


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def form_chapter_remove(request, pk):
    """Asks first."""
    chapter = managed_chapter(request, pk)
    if request.method == "GET":
        page = {"template": chapter.template, "chapter": chapter, "prompts": chapter.prompts.count()}
        return render(request, "selfeval/chapter_remove.html", page)
    return change(request, chapter.template, lambda by: editing.remove_chapter(chapter=chapter, by=by))


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def form_chapter_add_prompt(request, pk):
    chapter = managed_chapter(request, pk)
    return edit(
        request,
        chapter.template,
        PromptForm(request.POST or None),
        f"Add a prompt to “{chapter.title}”",
        lambda given: editing.add_prompt(chapter=chapter, **given),
    )


@needs(Permission.MANAGE_CYCLES)
@require_http_methods(["GET", "POST"])
def form_prompt(request, pk):
    prompt = managed_prompt(request, pk)
    return edit(
        request,
        prompt.chapter.template,
        PromptForm(request.POST or None, prompt=prompt),
        f"Change a prompt of “{prompt.chapter.title}”",
        lambda given: editing.change_prompt(prompt=prompt, **given),
        prompt=prompt,
    )


@needs(Permission.MANAGE_CYCLES)
@require_POST
def form_prompt_move(request, pk):
    prompt = managed_prompt(request, pk)
    return change(
        request,
        prompt.chapter.template,
        lambda by: editing.move_prompt(prompt=prompt, up=request.POST.get("to") == "up", by=by),
        at=f"prompt-{prompt.pk}",
    )


@needs(Permission.MANAGE_CYCLES)
@require_POST
def form_prompt_remove(request, pk):
    prompt = managed_prompt(request, pk)
    messages.success(request, f"“{prompt.text}” was removed.")
    return change(request, prompt.chapter.template, lambda by: editing.remove_prompt(prompt=prompt, by=by))


def edit(request, template, form, title, save, **more):
    """The page of one form about a template; saved, back to the template."""
    if form.is_valid():
        return change(request, template, lambda by: save({**form.cleaned_data, "by": by}))
    page = {"template": template, "form": form, "title": title, **more}
    return render(request, "selfeval/template_edit.html", page, status=422 if form.errors else 200)


def change(request, template, do, at=""):
    try:
        do(request.user)
    except TemplateFrozen:
        messages.warning(request, FROZEN)
    answer = redirect("selfeval:template", template.pk)
    if at:
        answer["Location"] += f"#{at}"
    return answer


def managed_regions(request):
    return Region.objects.filter(pk__in=request.user.region_codes_where(Permission.MANAGE_CYCLES))


def visible(request, pk):
    return get_object_or_404(Template.objects.visible_to(request.user).select_related("region"), pk=pk)


def managed(request, template):
    """403 for one that the person may only look at, and for a standard one."""
    if template.region is None or not request.user.may(Permission.MANAGE_CYCLES, at=template.region):
        raise PermissionDenied
    return template


def managed_chapter(request, pk):
    chapters = TemplateChapter.objects.filter(template__in=Template.objects.visible_to(request.user))
    chapter = get_object_or_404(chapters.select_related("template__region"), pk=pk)
    managed(request, chapter.template)
    return chapter


def managed_prompt(request, pk):
    prompts = Prompt.objects.filter(chapter__template__in=Template.objects.visible_to(request.user))
    prompt = get_object_or_404(prompts.select_related("chapter__template__region"), pk=pk)
    managed(request, prompt.chapter.template)
    return prompt
