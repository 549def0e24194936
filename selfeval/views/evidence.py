"""Evidence of a chapter: adding, fetching, removing and putting back. A file is only ever a download."""

import tempfile
from contextlib import contextmanager
from itertools import chain
from pathlib import Path, PurePath

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from files.models import attachment, keep
from regions.access import needs
from regions.roles import Permission
from selfeval.actions import evidence as actions
from selfeval.actions.writing import Locked
from selfeval.evidence_files import MEDIA_TYPES, kind_of
from selfeval.forms import EvidenceForm
from selfeval.models import Chapter, Evidence

LONGEST_NAME = 150


@needs(Permission.TAKE_PART)
@require_POST
def add(request, pk):
    mine = Chapter.objects.editable_by(request.user).select_related("evaluation", "of")
    chapter = get_object_or_404(mine, pk=pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, " ".join(chain.from_iterable(form.errors.values())))
        return back(chapter)
    with lock_in_words(request):
        sent = form.cleaned_data["file"]
        stored, name = (kept(sent), name_of(sent)) if sent else (None, "")
        actions.add(
            chapter=chapter,
            title=form.cleaned_data["title"] or name,
            pages=form.cleaned_data["pages"],
            file=stored,
            file_name=name,
            by=request.user,
        )
    return back(chapter)


def kept(sent):
    """The uploaded file, kept; before the transaction, so that storage never holds one open."""
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in sent.chunks():
            copy.write(chunk)
        copy.flush()
        return keep(Path(copy.name), MEDIA_TYPES[kind_of(sent.name)])


def name_of(sent):
    """The name without signs that hide or reverse what it is, cut to fit before its ending."""
    name = PurePath("".join(sign for sign in sent.name if sign.isprintable()))
    return f"{name.stem[:LONGEST_NAME]}{name.suffix}"


@needs(Permission.TAKE_PART)
@require_GET
def download(request, pk):
    evidence = found(request, pk, Chapter.objects.visible_to(request.user))
    if evidence.file is None or evidence.removed_at or evidence.state != Evidence.State.READY:
        raise Http404
    return attachment(evidence.file, evidence.file_name)


@needs(Permission.TAKE_PART)
@require_POST
def remove(request, pk):
    """Remove it, or put it back."""
    evidence = found(request, pk, Chapter.objects.editable_by(request.user))
    do = actions.put_back if "back" in request.POST else actions.remove
    with lock_in_words(request):
        do(evidence=evidence, by=request.user)
    return back(evidence.chapter)


def found(request, pk, chapters):
    rows = Evidence.objects.filter(chapter__in=chapters).select_related(
        "file", "chapter__evaluation", "chapter__of"
    )
    return get_object_or_404(rows, pk=pk)


@contextmanager
def lock_in_words(request):
    """A chapter that was locked meanwhile is said, not raised."""
    try:
        yield
    except Locked as reason:
        messages.warning(request, str(reason))


def back(chapter):
    prompt = chapter.of.prompts.filter(kind="evidence").first()
    place = f"#prompt-{prompt.pk}" if prompt else ""
    return redirect(f"{chapter.get_absolute_url()}{place}")
