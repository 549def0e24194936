"""The first page of everybody's day."""

import pytest
from django.urls import reverse

from regions.actions import withdraw
from regions.models import Memorandum
from regions.roles import Role
from tests.factories.memoranda import sign_for
from tests.sli_portal.one_of_everything import one_of_everything

__all__ = ["one_of_everything"]

MOST_QUERIES = 23


@pytest.mark.parametrize("who", ["ada", "lena", "rob", "pat", "mo", "ana"])
def test_home_costs_few_queries_with_something_of_everything(
    one_of_everything, client_of, who, django_assert_max_num_queries
):
    client = client_of(who)

    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(reverse("home")).status_code == 200


def test_a_memorandum_waits_for_those_who_have_neither_signed_nor_left(cast, one_of_everything):
    memorandum = Memorandum.objects.in_force().get(region=cast.north)
    roles = [Role.DCS, Role.LEAD_MEMBER]

    def waits(authority):
        return [role for role in roles if memorandum in Memorandum.objects.awaiting(role, authority)]

    assert waits(cast.northmere) == []  # all three have signed
    assert waits(cast.westley) == []  # it is not their region's
    assert waits(cast.southby) == roles
    sign_for(cast.southby, memorandum, roles=[Role.DCS])
    assert waits(cast.southby) == [Role.LEAD_MEMBER]
    withdraw(memorandum=memorandum, authority=cast.southby, signed_in_with="A test", by=cast.nia)
    assert waits(cast.southby) == []


@pytest.mark.parametrize(("who", "waits"), [("ada", True), ("lena", True), ("rob", False), ("mo", False)])
def test_a_ballot_waits_for_directors_and_lead_members_until_they_answer(
    one_of_everything, client_of, who, waits
):
    client = client_of(who)
    plan = one_of_everything["plans:plan"]
    page = reverse("plans:plan_ballot", args=[plan])

    assert (page in client.get(reverse("home")).content.decode()) == waits

    if waits:
        given = {"vote": "agree", "version": "0"}
        client.post(reverse("plans:priority_answer", args=[one_of_everything["plans:priority"]]), given)
        assert page not in client.get(reverse("home")).content.decode()


def test_home_says_what_changed_lately_to_whoever_may_know_of_it(one_of_everything, client_of, cast):
    def said(who):
        return client_of(who).get(reverse("home")).content.decode().split("To look at")[0]

    for who in ("nia", "pat"):
        for words in (
            "New figures were loaded",
            "directors and lead members are asked",
            "1 new need in North",
        ):
            assert words in said(who), (who, words)
    assert "1 new need" not in said("ada"), "she raised it herself"
    assert "1 new offer in North" in said("ada")
    assert "directors and lead members are asked" not in said("rob")
    assert "What changed lately" not in said("gus")
