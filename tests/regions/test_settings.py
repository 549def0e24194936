"""A region's own word for a self-evaluation, and its number of tries: set on a page, said everywhere."""

import pytest
from django.urls import reverse

from audit.models import Event
from regions.models import Person

pytestmark = pytest.mark.django_db

SETTINGS = reverse("regions:settings", args=["north"])
GIVEN = {"self_evaluation_name": "self-view", "tries_before_not_shifted": "3"}


def test_who_runs_the_year_changes_them_and_pages_say_the_new_word(cast, client_of):
    client = client_of("mo")
    assert SETTINGS in client.get(cast.north.get_absolute_url()).text
    assert 'type="number"' not in client.get(SETTINGS).text, "a browser's number box changes when one scrolls"

    response = client.post(SETTINGS, GIVEN, follow=True)

    assert "The region’s words and numbers are saved." in response.text
    cast.north.refresh_from_db()
    assert (cast.north.self_evaluation_name, cast.north.tries_before_not_shifted) == ("self-view", 3)
    assert Event.objects.filter(action="region_settings_changed", actor=cast.mo).count() == 1
    for who in ("mo", "ada"):
        page = client_of(who).get(reverse("selfeval:mine")).text
        assert page.count("Self-views") == 3, "menu, title and heading"
        assert "elf-evaluations<" not in page
    assert Person.objects.get(pk=cast.wil.pk).self_evaluation_name == "self-evaluation"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"self_evaluation_name": ""}, "Enter what you call it"),
        ({"self_evaluation_name": "<b>view</b>"}, "Use letters, blanks and hyphens only"),
        ({"tries_before_not_shifted": "0"}, "Enter a whole number from 1 to 10"),
        ({"tries_before_not_shifted": "two"}, "Enter a whole number from 1 to 10"),
    ],
)
def test_faults_stand_at_the_field(cast, client_of, changes, fault):
    response = client_of("mo").post(SETTINGS, GIVEN | changes)

    assert response.status_code == 422
    assert fault in response.text
    cast.north.refresh_from_db()
    assert cast.north.self_evaluation_name == "self-evaluation"


@pytest.mark.parametrize(
    ("who", "status"), [("pat", 200), ("ada", 403), ("ana", 403), ("wil", 403), ("sam", 403)]
)
def test_nobody_else_does(client_of, who, status):
    assert client_of(who).get(SETTINGS).status_code == status
