"""Practice examples: what is kept, what is refused and why, what is found, and who is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from challenges.states import MoveRefused
from learning import notices
from learning.actions import practice as actions
from learning.models import PracticeExample
from outbox.models import Message
from plans.actions import support
from selfeval.actions.improvement import SavedMeanwhile
from tests.factories.figures import make_indicator
from tests.learning.practice_world import (
    WORDS,
    begin,
    day_boxes,
    fresh,
    propose,
    release,
    send,
    url,
    withdraw,
    words,
)
from tests.plans.world import NOW, at
from tests.selfeval.payloads import TYPED

pytestmark = pytest.mark.django_db


# -- Writing --------------------------------------------------------------------------------------------------------


def test_a_coordinator_writes_one_and_its_director_releases_it_to_the_region(world):
    shown = send(world, "cora", url("example_add", "north"), version="0", **WORDS)

    example = PracticeExample.objects.get()
    assert (example.authority.name, example.region.name, example.state) == ("Northmere", "North", "draft")
    assert example.by == world.people["cora"]
    assert shown.url == example.get_absolute_url()
    send(world, "cora", url("example_move", example.pk), move="propose")
    assert fresh(example).state == "proposed"
    page = words(world, "ada", url("example_release", example.pk))
    assert "Everyone of the region reads it from then on" in page

    send(world, "ada", url("example_release", example.pk), version="0", **day_boxes(NOW.date()))

    example = fresh(example)
    assert (example.state, example.released_on, example.released_by.name) == ("released", NOW.date(), "Ada")
    page = words(world, "nora", example.get_absolute_url())
    for text in (
        *WORDS.values(),
        "mailto:cora@example.org",
        "Practice example of Northmere",
        "Released by Ada",
    ):
        assert text in page
    assert "Keeping workers" in words(world, "nora", url("examples"))
    said = Event.objects.filter(action__startswith="practice_").order_by("pk")
    assert list(said.values_list("action", flat=True)) == [
        "practice_begun",
        "practice_propose",
        "practice_released",
    ]


def test_an_empty_form_says_what_each_field_needs_and_keeps_nothing(world):
    shown = send(world, "cora", url("example_add", "north"), contact_email="cora")

    assert shown.status_code == 422
    for said in (
        "Give it a title",
        "Choose a theme",
        "Say what was done",
        "Say what changed",
        "Say whom to ask",
        "Enter an e-mail address, such as name@example.org",
        "No names of children or families.",
    ):
        assert said in shown.content.decode()
    assert not PracticeExample.objects.exists()


def test_the_project_manager_writes_one_for_an_authority_that_is_named(world):
    missing = send(world, "mo", url("example_add", "north"), version="0", **WORDS)
    assert "Choose the authority" in missing.content.decode()

    send(world, "mo", url("example_add", "north"), version="0", **WORDS, authority=at("Eastby").pk)

    assert PracticeExample.objects.get().authority.name == "Eastby"


def test_a_director_writes_for_no_other_authority(world):
    send(world, "ada", url("example_add", "north"), version="0", **WORDS, authority=at("Eastby").pk)

    assert PracticeExample.objects.get().authority.name == "Northmere"


def test_a_change_on_an_older_version_keeps_both_texts_in_sight(world):
    example = begin(world)
    address = url("example_edit", example.pk)
    send(world, "cora", address, **WORDS | {"what_was_done": "Cora’s words"}, version="0")

    shown = send(world, "ada", address, **WORDS | {"what_was_done": "Ada’s words"}, version="0")

    assert shown.status_code == 422
    for text in ("Cora’s words", "Ada’s words", "Somebody changed it"):
        assert text in shown.content.decode()
    assert fresh(example).what_was_done == "Cora’s words"
    again = send(world, "ada", address, **WORDS | {"what_was_done": "Ada’s words"}, version="1")
    assert again.status_code == 302
    assert fresh(example).what_was_done == "Ada’s words"


def test_a_theme_and_a_figure_that_are_no_longer_offered_stay_on_what_has_them(world):
    old = make_indicator("old", title="An old figure")
    example = begin(world, theme="An old theme", indicator=old)

    page = words(world, "ada", url("example_edit", example.pk))
    shown = send(
        world,
        "ada",
        url("example_edit", example.pk),
        **WORDS | {"theme": "An old theme", "indicator": old.pk},
        version="0",
    )

    assert '<option value="An old theme" selected>' in page
    assert shown.status_code == 302
    assert fresh(example).indicator == old


def test_markup_is_shown_as_text(world):
    text = "\n".join(TYPED)[:1900]
    fields = {"title": "<img src=x onerror=window.ran=1>", "what_was_done": text, "what_changed": text}
    example = release(world, begin(world, **fields))

    for address in (url("examples"), example.get_absolute_url(), url("example_edit", example.pk)):
        page = words(world, "ada", address)
        assert "window.ran" in page
        assert "<img src=x" not in page
        assert "<script>window" not in page


# -- Releasing ------------------------------------------------------------------------------------------------------


def test_one_that_does_not_say_it_all_is_not_released_and_says_what_is_missing(world):
    example = begin(world, what_changed="", theme="")

    page = words(world, "ada", example.get_absolute_url())
    assert "Before it can be released" in page
    assert "Say what changed" in page
    assert "Choose a theme" in page
    assert "Release it" not in page
    assert world.client("ada").get(url("example_release", example.pk)).status_code == 302
    shown = send(world, "ada", url("example_release", example.pk), version="0", **day_boxes(NOW.date()))
    assert shown.status_code == 422
    assert "Say what changed." in shown.content.decode()
    assert fresh(example).state == "draft"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (timedelta(days=-1), "The day must be today or later"),
        (timedelta(days=400), "The day must be within a year"),
    ],
)
def test_the_day_is_one_to_come(world, day, said):
    example = begin(world)

    shown = send(world, "ada", url("example_release", example.pk), version="0", **day_boxes(NOW.date() + day))

    assert shown.status_code == 422
    assert said in shown.content.decode()
    assert fresh(example).released_on is None


def test_a_day_that_is_none_is_refused_at_the_field(world):
    example = begin(world)
    boxes = {"released_on_0": "31", "released_on_1": "2", "released_on_2": "2027"}

    shown = send(world, "ada", url("example_release", example.pk), version="0", **boxes)

    assert "The day must be a real date" in shown.content.decode()
    assert 'href="#id_released_on' in shown.content.decode()


def test_nobody_releases_words_that_they_have_not_read(world):
    example = begin(world)
    actions.change(example=example, built_on=0, by=world.people["mo"], title="Other words")

    shown = send(world, "ada", url("example_release", example.pk), version="0", **day_boxes(NOW.date()))

    assert shown.status_code == 422
    assert "Read it again" in shown.content.decode()
    with pytest.raises(SavedMeanwhile):
        actions.release(example=example, released_on=NOW.date(), built_on=0, by=world.people["ada"])
    assert fresh(example).state == "draft"


def test_the_day_may_be_another_until_it_has_come(world):
    tomorrow = NOW.date() + timedelta(days=1)
    example = release(world, begin(world), day=tomorrow)
    assert "Choose another day" in words(world, "ada", example.get_absolute_url())

    send(world, "ada", url("example_release", example.pk), version="0", **day_boxes(NOW.date()))

    assert fresh(example).released_on == NOW.date()
    assert "Choose another day" not in words(world, "ada", example.get_absolute_url())
    with pytest.raises(MoveRefused, match="moved on meanwhile"):
        release(world, example, day=tomorrow)


def test_what_is_withdrawn_is_read_no_longer_and_may_be_written_again(world):
    example = release(world, begin(world))
    send(world, "cora", url("example_move", example.pk), move="withdraw")
    assert fresh(example).state == "withdrawn"
    assert world.client("nora").get(example.get_absolute_url()).status_code == 404
    assert world.client("ada").get(url("example_edit", example.pk)).status_code == 403
    with pytest.raises(MoveRefused, match="Write it again"):
        actions.change(example=example, built_on=0, by=world.people["ada"], title="Too late")
    again = world.client("cora").post(url("example_move", example.pk), {"move": "withdraw"}, follow=True)
    assert "moved on meanwhile" in again.content.decode()

    send(world, "ada", url("example_move", example.pk), move="write_again")

    assert fresh(example).state == "draft"
    assert "Release it" in words(world, "ada", example.get_absolute_url())


def test_a_released_one_is_changed_by_the_director_who_is_told_who_reads_it(world):
    example = release(world, begin(world))

    assert "reads what you change at once" in words(world, "ada", url("example_edit", example.pk))
    send(world, "ada", url("example_edit", example.pk), **WORDS | {"title": "Better words"}, version="0")

    assert "Better words" in words(world, "nora", example.get_absolute_url())


def test_a_director_who_releases_while_another_changes_it_keeps_one_of_them(world):
    example = begin(world)
    release(world, example)

    with pytest.raises(SavedMeanwhile):
        actions.change(example=example, built_on=0, by=world.people["cora"], title="After the release")

    assert fresh(example).title == "Keeping workers"


@pytest.mark.parametrize(
    "fields",
    [
        {"released_on": None},
        {"released_by": None},
        {"what_changed": ""},
        {"theme": ""},
        {"contact_email": ""},
    ],
)
def test_the_database_holds_no_released_one_that_lacks_something(world, fields):
    example = release(world, begin(world))

    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeExample.objects.filter(pk=example.pk).update(**fields)


# -- Finding one ----------------------------------------------------------------------------------------------------


def test_the_list_is_searched_by_theme_figure_and_words(world):
    figure, other = (
        make_indicator("late", title="Late reviews"),
        make_indicator("other", title="Another figure"),
    )
    release(world, begin(world, title="About staff"))
    release(world, begin(world, title="About reviews", theme="Partnership working", indicator=figure))

    def found(**given):
        page = world.client("nora").get(url("examples"), given).content.decode()
        return {text for text in ("About staff", "About reviews") if text in page}

    assert found() == {"About staff", "About reviews"}
    assert found(theme="Workforce") == {"About staff"}
    assert found(figure="late") == {"About reviews"}
    assert found(words="REVIEWS northmere") == {"About reviews"}
    assert found(words="late") == {"About reviews"}
    assert found(words="supervision", theme="Partnership working") == {"About reviews"}
    assert found(words="nothing like it") == set()
    assert found(words="a " * 3_000) == {"About staff", "About reviews"}
    assert found(words="About\0staff") == {"About staff", "About reviews"}
    page = world.client("nora").get(url("examples"), {"figure": other.slug}).content.decode()
    assert "0 practice examples found" in page
    assert '<option value="other" selected>Another figure</option>' in page
    assert "Nothing fits" in page
    assert url("examples") + "?figure=late" in words(
        world, "nora", reverse("indicators:indicator", args=["late"])
    )


def test_an_empty_list_says_so(world):
    assert "No practice example has been released yet. Write the first one." in words(
        world, "ada", url("examples")
    )
    page = words(world, "rob", url("examples"))
    assert "No practice example has been released yet." in page
    assert "Write the first one" not in page


def test_a_long_list_has_pages_that_keep_what_was_looked_for(world):
    for number in range(21):
        release(world, begin(world, title=f"Example {number}"))

    first = words(world, "nora", url("examples") + "?theme=Workforce")
    assert "theme=Workforce&amp;figure=&amp;words=&amp;page=2" in first
    assert words(world, "nora", url("examples") + "?theme=Workforce&page=2").count("portal-comment") == 1


def test_the_list_costs_the_same_however_long_it_is(world):
    def queries():
        client = world.client("cora")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url("examples")).status_code == 200
        return len(asked)

    def add_two(number):
        release(world, begin(world, title=f"Released {number}"))
        begin(world, title=f"Draft {number}")

    add_two(0)
    few = queries()
    for number in range(1, 6):
        add_two(number)
    assert queries() == few


def test_a_need_names_the_examples_on_its_theme_and_its_figure(world):
    figure = make_indicator("late", title="Late reviews")
    release(world, begin(world))
    release(world, begin(world, title="On the figure", theme="Partnership working", indicator=figure))
    begin(world, title="Still a draft")
    given = {"theme": "Workforce", "text": "Help", "urgency": "term", "visibility": "region"}
    need = support.raise_need(authority=at("Eastby"), by=world.people["nora"], **given)

    page = words(world, "nora", need.get_absolute_url())
    assert "Practice examples on this theme" in page
    assert "Keeping workers" in page
    assert "On the figure" not in page
    assert "Still a draft" not in page
    with_figure = support.raise_need(
        authority=at("Eastby"), by=world.people["nora"], **given | {"theme": "Other"}, indicator=figure
    )
    page = words(world, "nora", with_figure.get_absolute_url())
    assert "On the figure" in page
    assert "Keeping workers" not in page
    thread = words(world, "nora", reverse("plans:figure_thread", args=[at("Eastby").pk, "late"]))
    assert "Practice examples on this figure" in thread
    assert "On the figure" in thread


# -- Who is told ----------------------------------------------------------------------------------------------------


def test_the_director_is_told_once_and_never_what_anybody_wrote(world):
    example = propose(world, begin(world))

    message = Message.objects.get(kind=notices.PROPOSED)
    assert message.recipient == "ada@example.org"
    assert example.get_absolute_url() in message.body
    for text in WORDS.values():
        assert text not in message.subject + message.body
    assert notices.does_still_wait(message)
    assert "A practice example of Northmere" in words(world, "ada", "/")
    assert "Keeping workers" in words(world, "ada", "/")
    for name in ("cora", "mo", "nia", "lena"):
        assert "A practice example of" not in words(world, name, "/")

    withdraw(world, example)
    assert not notices.does_still_wait(message)
    assert "A practice example of" not in words(world, "ada", "/")
    actions.move(example=example, name="write_again", by=world.people["cora"])
    propose(world, example)
    assert Message.objects.filter(kind=notices.PROPOSED).count() == 1
    release(world, example)
    assert not notices.does_still_wait(message)
    assert "A practice example of" not in words(world, "ada", "/")


def test_the_menu_leads_to_the_list_and_marks_it(world):
    entry = f'href="{url("examples")}"'

    assert f'{entry} aria-current="true"><strong' in words(world, "rob", url("examples"))
    assert f"{entry}>Learning<" in words(world, "rob", "/")
    assert entry not in words(world, "gus", "/")
