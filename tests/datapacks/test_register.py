"""The register of what was tried: who reads and writes it, and what packs and profiles say of it."""

import json
from datetime import date

import pytest
from django.urls import reverse

from datapacks.actions import log_intervention
from datapacks.assembly import assemble
from datapacks.content import PackContent
from datapacks.models import Intervention
from datapacks.reports import pack_html
from tests.cast import NAMES
from tests.days import day
from tests.factories.figures import give_figures, make_indicator, make_neighbours, make_version
from tests.places import make_authority

WEAK = 20.0


@pytest.fixture
def weak(cast):
    """A figure of Northmere's that was far above its neighbours' for five years, where low is good."""
    for code in range(811, 822):
        make_authority(code, f"Place {code}", cast.west)
    make_neighbours()
    others = {code: [10.0 + code % 3 / 10] * 5 for code in [802, 803, *range(811, 822)]}
    give_figures(
        make_indicator("north"), {801: [WEAK] * 5, 970: [10.0] * 5, **others}, version=make_version()
    )


def log(cast, number=1, **given):
    values = {"title": "Family hubs", "topic": "Care", "began_on": date(2020, 1, 1), "by": cast.ada}
    return [log_intervention(authority=cast.northmere, **values | given) for _ in range(number)]


def test_only_the_authority_s_own_people_read_it(cast):
    log(cast)

    assert {name for name in NAMES if Intervention.objects.visible_to(getattr(cast, name)).exists()} == {
        "ada",
        "rob",
        "lena",
    }


def test_who_may_write_in_it(cast, client_of):
    answers = {
        name: client_of(name).get(reverse("datapacks:tried_add", args=[801])).status_code
        for name in ("ada", "rob", "lena", "nia", "mo")
    }

    assert answers == {"ada": 200, "rob": 200, "lena": 403, "nia": 404, "mo": 403}


def test_adding_changing_removing_and_putting_back(cast, client_of, weak):
    client = client_of("rob")
    sent = {"title": "Family hubs", "topic": "Care", "what_changed": "", **day("began_on", date(2023, 1, 2))}

    client.post(reverse("datapacks:tried_add", args=[801]), sent)
    made = Intervention.objects.get()
    client.post(made.get_absolute_url(), sent | {"title": "Hubs"})
    removed = client.post(reverse("datapacks:intervention_remove", args=[made.pk]), follow=True)
    gone = Intervention.objects.standing().exists()
    client.post(reverse("datapacks:intervention_restore", args=[made.pk]))

    assert "Put it back" in removed.text
    assert not gone
    assert Intervention.objects.standing().get().title == "Hubs"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"title": ""}, "Say what was tried"),
        ({"topic": ""}, "Choose a topic, or at least one figure"),
        (day("ended_on", date(2019, 1, 1)), "The day it ended must not be before the day it began"),
        ({"began_on_1": "13"}, "The day it began must be a real date"),
    ],
)
def test_errors_say_what_to_do(cast, client_of, weak, sent, error):
    whole = {"title": "Hubs", "topic": "Care", **day("began_on", date(2023, 1, 2))} | sent

    answer = client_of("ada").post(reverse("datapacks:tried_add", args=[801]), whole)

    assert (answer.status_code, error in answer.text) == (422, True)
    assert not Intervention.objects.exists()


def test_a_weak_figure_asks_whether_anything_was_tried_until_two_things_were(cast, weak):
    before = [one.shift for _, one in assemble(cast.northmere)[0].indicators()]
    log(cast)
    once = [one.shift for _, one in assemble(cast.northmere)[0].indicators()]
    log(cast)
    pack, _ = assemble(cast.northmere)

    assert before[0].startswith(
        "Has anything been tried? Worse than similar areas in 5 of the last 5 periods"
    )
    assert once[0].endswith("1 thing tried in the register")
    [(_, indicator)] = pack.indicators()
    assert (indicator.tried, indicator.shift) == (
        2,
        "Not shifted: worse than similar areas in 5 of the last 5 periods, and not getting better, "
        "with 2 things tried",
    )
    assert "1 figure has not shifted although several things were tried." in pack.at_a_glance.summary
    assert "Not shifted: worse" in " ".join(pack_html(pack).split())


LATELY = date(2025, 1, 1)  # less than a year before the latest period ends


@pytest.mark.parametrize(
    ("long_ago", "lately", "words"),
    [
        (0, 0, "and nothing in the register"),
        (0, 2, "and nothing in the register but 2 things begun too lately to count"),
        (1, 1, "and 1 thing tried in the register; 1 more begun too lately to count"),
        (2, 0, "with 2 things tried"),
        (2, 3, "with 2 things tried; 3 more begun too lately to count"),
    ],
)
def test_only_what_began_early_enough_is_counted(cast, weak, long_ago, lately, words):
    log(cast, long_ago)
    log(cast, lately, began_on=LATELY)

    [(_, indicator)] = assemble(cast.northmere)[0].indicators()

    assert indicator.shift.endswith(words)
    assert indicator.tried == long_ago + lately


def test_a_region_may_ask_for_three(cast, weak):
    cast.north.tries_before_not_shifted = 3
    cast.north.save()
    log(cast, 2)
    cast.northmere.refresh_from_db()

    [(_, indicator)] = assemble(cast.northmere)[0].indicators()

    assert indicator.shift.startswith("Has anything been tried?")


def test_the_profile_names_tries_to_the_authority_counts_them_to_the_region_and_hides_them_from_others(
    cast, client_of, weak
):
    log(cast, 2)
    pages = {who: client_of(who).get(cast.northmere.get_absolute_url()).text for who in ("rob", "mo", "nia")}

    assert {
        who: ("Not shifted" in page, "Family hubs" in page, "2 tried" in page) for who, page in pages.items()
    } == {
        "rob": (True, True, False),
        "mo": (True, False, True),
        "nia": (False, False, False),
    }


def test_a_pack_holds_no_word_of_the_register(cast, weak):
    log(cast, 2)

    assert "Family hubs" not in assemble(cast.northmere)[0].to_json()


def test_a_pack_kept_before_the_register_can_still_be_read(cast, weak):
    stored = json.loads(assemble(cast.northmere)[0].to_json())
    for topic in stored["topics"]:
        for one in topic["indicators"]:
            del one["tried"], one["shift"]

    read = PackContent.from_json(json.dumps(stored))

    assert [(one.tried, one.shift) for _, one in read.indicators()] == [(0, "")]
