"""Questions: drafts, the lead's list, its release, and the answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from challenges.actions import questions as actions
from challenges.flagged import figures_of
from challenges.forms.scoping import QuestionForm, ReplyForm
from challenges.models import Question
from challenges.parts import Right
from challenges.presenters.questions import chapters_of, questions_page
from challenges.states import State
from challenges.views.finding import in_turn, must_change, turn_for
from regions.access import signed_in

ABOUT = ("text", "line", "indicator", "chapter")


@signed_in
@require_GET
def questions(request, pk):
    """Drafts for their writers and the lead; from the release on, the list for everyone in it."""
    turn = turn_for(request, pk, Right.READ_QUESTIONS)
    return render(request, "challenges/questions.html", {"page": questions_page(turn, request.user)})


@signed_in
@require_http_methods(["GET", "POST"])
def add(request, pk):
    turn = open_turn(request, pk, Right.DRAFT_QUESTIONS)
    form = form_for(request, turn)
    if form.is_valid() and kept(form, actions.draft, turn=turn, by=request.user):
        messages.success(request, "Your draft is saved. You and the lead see it.")
        return redirect("challenges:questions", pk)
    return written(request, turn, form, title="Draft a question")


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """The writer's draft, or the lead's wording of a question on the list."""
    question = own(request, pk)
    form = form_for(request, question.turn, first={name: getattr(question, name) for name in ABOUT})
    if form.is_valid() and kept(form, actions.edit, question=question, by=request.user):
        messages.success(request, "The question is changed.")
        return redirect("challenges:questions", question.turn_id)
    return written(request, question.turn, form, title="Change the question")


@signed_in
@require_http_methods(["GET", "POST"])
def merge(request, pk):
    """One question on the list for the drafts that the address names; their words are shown beside the lead's."""
    turn = open_turn(request, pk, Right.MERGE_QUESTIONS)
    keys = {int(key) for key in request.GET.getlist("draft") if key.isdecimal()}
    drafts = list(
        turn.questions.drafts()
        .filter(pk__in=keys, merged_into=None)
        .select_related("by", "line", "indicator")
    )
    if not drafts:
        messages.warning(request, "Tick the drafts that you want on the list as one question.")
        return redirect("challenges:questions", pk)
    form = form_for(request, turn, first=first_of(drafts))
    if form.is_valid() and kept(form, actions.put_on_list, turn=turn, drafts=keys, by=request.user):
        messages.success(request, "The question is on the list.")
        return redirect("challenges:questions", pk)
    return written(request, turn, form, title="Put on the list", drafts=drafts)


def first_of(drafts) -> dict:
    """Their words one below the other, and what the first of them that is about something is about."""
    about = {
        name: next((getattr(one, name) for one in drafts if getattr(one, name)), None) for name in ABOUT[1:]
    }
    return about | {"text": "\n\n".join(one.text for one in drafts)}


@signed_in
@require_http_methods(["GET", "POST"])
def remove(request, pk):
    """Asks first. Off the list, or a draft away."""
    question = own(request, pk)
    if request.method == "GET":
        page = {"question": question, "turn": question.turn}
        return render(request, "challenges/question_remove.html", page)
    return done(request, question, actions.remove)


@signed_in
@require_POST
def move(request, pk):
    """Up or down the list."""
    question = in_turn(request, Question.objects.on_list(), pk, Right.MERGE_QUESTIONS)
    must_change(question.turn, Right.MERGE_QUESTIONS)
    return done(request, question, actions.move, up=request.POST.get("to") == "up")


@signed_in
@require_http_methods(["GET", "POST"])
def release(request, pk):
    """Asks first. From then on everyone in it reads the list, and it is fixed."""
    turn = open_turn(request, pk, Right.MERGE_QUESTIONS)
    if request.method == "GET":
        page = questions_page(turn, request.user)
        return render(request, "challenges/questions_release.html", {"page": page})
    seen_number = request.POST.get("number", "")
    try:
        number = actions.release(
            turn=turn, seen=int(seen_number) if seen_number.isdecimal() else 0, by=request.user
        )
    except actions.QuestionRefused as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, f"{number} question{'' if number == 1 else 's'} released to the host.")
    return redirect("challenges:questions", pk)


@signed_in
@require_http_methods(["GET", "POST"])
def answer(request, pk):
    """The host's answer in writing."""
    return reply(request, pk, kind="answer", right=Right.ANSWER_QUESTIONS)


@signed_in
@require_http_methods(["GET", "POST"])
def heard(request, pk):
    """The lead's note of what the host answered on the day."""
    return reply(request, pk, kind="heard", right=Right.MERGE_QUESTIONS)


def reply(request, pk, *, kind, right):
    question = in_turn(request, released(), pk, right)
    must_change(question.turn, right)
    if kind == "heard" and question.turn.challenge.state not in (State.UNDER_WAY, State.FOLLOWED_UP):
        raise PermissionDenied
    saved_at = question.answered_at if kind == "answer" else question.heard_at
    there = getattr(question, kind)
    form = ReplyForm(request.POST or None, initial={"text": there})
    if request.method == "POST" and form.is_valid():
        given = {"text": form.cleaned_data["text"], "built_on": form.cleaned_data["saved_at"]}
        try:
            actions.reply(question=question, kind=kind, by=request.user, **given)
        except actions.QuestionRefused as reason:
            form.add_error("text", str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect("challenges:questions", question.turn_id)
    page = {"question": question, "turn": question.turn, "form": form, "kind": kind}
    page |= {"there": there, "saved_at": saved_at}
    return render(request, "challenges/question_reply.html", page, status=422 if form.errors else 200)


def form_for(request, turn, first=None):
    return QuestionForm(
        request.POST or None,
        initial=first,
        lines=turn.lines.all(),
        figures=figures_of(turn.host),
        chapters=chapters_of(turn),
    )


def kept(form, action, **given) -> bool:
    """Whether it was kept; if not, the form says why and still holds the words."""
    try:
        action(**given, **form.cleaned_data)
    except actions.QuestionRefused as reason:
        form.add_error("text", str(reason))
        return False
    return True


def written(request, turn, form, *, title, drafts=()):
    page = {"turn": turn, "form": form, "title": title, "drafts": drafts}
    return render(request, "challenges/question.html", page, status=422 if form.errors else 200)


def done(request, question, action, **given):
    try:
        action(question=question, by=request.user, **given)
    except actions.QuestionRefused as reason:
        messages.warning(request, str(reason))
    return redirect("challenges:questions", question.turn_id)


def open_turn(request, pk, right):
    """The turn, for someone who holds the right in it."""
    turn = turn_for(request, pk, right)
    must_write(request, turn, right)
    return turn


def must_write(request, turn, right) -> None:
    """A page to write on is refused once the list is released; what was written meanwhile, by the action in words."""
    must_change(turn, right)
    if request.method == "GET" and turn.questions_out_at:
        raise PermissionDenied


def own(request, pk) -> Question:
    """The writer's draft, or for the lead a question on the list; 404 for anybody else."""
    question = in_turn(request, Question.objects.all(), pk, Right.DRAFT_QUESTIONS)
    leads = Right.MERGE_QUESTIONS in question.turn.rights
    if not (leads if question.position else question.by_id == request.user.pk):
        raise Http404
    must_write(request, question.turn, Right.DRAFT_QUESTIONS)
    return question


def released():
    return Question.objects.on_list().filter(turn__questions_out_at__isnull=False)
