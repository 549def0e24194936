"""Reading a release: the frozen document, its files, one's own notes. Every opening is noted for its owner."""

import json
import tempfile
from pathlib import Path

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions.access import needs, signed_in
from regions.models import LocalAuthority
from regions.roles import Permission
from selfeval.actions import releasing
from selfeval.actions.releasing import note_reading, save_note
from selfeval.forms import NoteForm, ReaderForm
from selfeval.models import Reading, ReadingNote, Release, Share
from selfeval.models.releases import people_to_name
from selfeval.presenters.reading import opens_page
from selfeval.reports import build_pdf, build_word, safe
from selfeval.tasks import PDF_TYPE, WORD_TYPE

What = Reading.What


@signed_in
@require_GET
def read(request, pk):
    release = found(request, pk)
    note_reading(release=release, person=request.user, what=What.PAGE)
    notes = ReadingNote.objects.filter(release=release, person=request.user)
    document = safe(json.loads(release.content))
    by_chapter = {note.chapter: note.text for note in notes}
    for chapter in document["chapters"]:
        chapter["note"] = by_chapter.get(chapter["number"], "")
    has_newer = release.evaluation.releases.filter(number__gt=release.number).exists()
    context = {
        "release": release,
        "document": document,
        "has_newer": has_newer,
        "may_say_needs": not has_newer and may_say_needs(request.user, release),
    }
    return render(request, "selfeval/read.html", context)


def may_say_needs(person, release) -> bool:
    """Whether the person speaks for its authority: a need may then begin from one of its chapters."""
    return release.withdrawn_at is None and person.may(
        Permission.RAISE_SUPPORT, at=release.evaluation.authority
    )


@signed_in
@require_GET
def pdf(request, pk):
    """A tagged PDF marked as this person's copy, made for this request from the frozen content."""
    release = found(request, pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.pdf"
        build_pdf(
            json.loads(release.content),
            path,
            number=release.number,
            sha256=release.content_sha256,
            made=timezone.now(),
            mark=mark_for(request.user),
        )
        note_reading(release=release, person=request.user, what=What.PDF)
        return taken_away(path, PDF_TYPE, release, "pdf")


@signed_in
@require_GET
def word(request, pk):
    """A Word document marked as this person's copy."""
    release = found(request, pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.docx"
        build_word(
            json.loads(release.content),
            path,
            number=release.number,
            sha256=release.content_sha256,
            mark=mark_for(request.user),
        )
        note_reading(release=release, person=request.user, what=What.WORD)
        return taken_away(path, WORD_TYPE, release, "docx")


def mark_for(person):
    now = timezone.localtime()
    return f"Copy of {person.name}, {now.day} {now:%B %Y at %H:%M}. Shared under the memorandum: do not pass it on."


def taken_away(path, media_type, release, ending):
    """The download: always saved, never shown inline, never kept by a cache."""
    response = HttpResponse(path.read_bytes(), content_type=media_type)
    name = f"{slugify(release.evaluation.authority.name)}-version-{release.number}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@signed_in
@require_POST
def note(request, pk):
    """Keep the reader's own note on a chapter."""
    release, form = found(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponse("The note is too long.", status=422)
    save_note(release=release, by=request.user, **form.cleaned_data)
    if not request.accepts("text/html"):
        return JsonResponse({"saved": True})
    return redirect(f"{release.get_absolute_url()}#note-{form.cleaned_data['chapter']}")


@signed_in
@require_GET
def opens(request, pk):
    """What a group's reader is told before the day, or when something else is missing; nothing of the text."""
    share = get_object_or_404(
        Share.objects.live_for(request.user).select_related(
            "evaluation__authority", "evaluation__cycle__region"
        ),
        pk=pk,
    )
    releases = Release.objects.open_to(request.user).defer("content")
    release = releases.filter(evaluation=share.evaluation).first()
    if release is not None:
        return redirect(release)
    return render(request, "selfeval/opens.html", {"page": opens_page(share, request.user)})


@needs(Permission.READ_SHARED)
@require_http_methods(["GET", "POST"])
def readers(request, pk):
    """Whom the director of the reading authority lets read beside them: named here, removed here."""
    own = LocalAuthority.objects.where(request.user, Permission.READ_SHARED)
    share = get_object_or_404(
        Share.objects.live_for(request.user)
        .filter(authority__in=own)
        .select_related("authority", "evaluation__authority__region", "evaluation__cycle__region"),
        pk=pk,
    )
    form = ReaderForm(request.POST or None, people=people_to_name(share))
    if "remove" in request.POST:
        reader = get_object_or_404(share.readers.select_related("share"), pk=number(request.POST["remove"]))
        releasing.remove_reader(reader=reader, by=request.user)
        return redirect("selfeval:share_readers", share.pk)
    if request.method == "POST" and form.is_valid():
        releasing.name_reader(share=share, by=request.user, **form.cleaned_data)
        return redirect("selfeval:share_readers", share.pk)
    rows = share.readers.select_related("person").order_by("person__name")
    status = 422 if form.is_bound else 200
    return render(
        request, "selfeval/readers.html", {"share": share, "rows": rows, "form": form}, status=status
    )


def number(sent):
    """A key that was sent, or one that nothing has."""
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def found(request, pk):
    """The release without its content, which is asked for when it is known to be open."""
    releases = Release.objects.visible_to(request.user).defer("content")
    return get_object_or_404(
        releases.select_related("evaluation__authority", "evaluation__cycle__region"), pk=pk
    )
