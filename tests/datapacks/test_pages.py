"""Pages of places and packs: what each person finds there, and that a longer list costs no more queries."""

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from audit.models import Event
from datapacks.actions import request_region
from datapacks.presenters import authority_page, region_page
from indicators.models import Comparison
from jobs.actions import cancel
from tests.factories.figures import (
    give_figures,
    make_indicator,
    make_pack,
    make_version,
)
from tests.places import make_authority

YEARS = 5


@pytest.fixture
def figures(cast):
    version = make_version()
    give_figures(
        make_indicator("north"),
        {801: [10.0] * YEARS, 802: [12.0] * YEARS, 970: [11.0] * YEARS},
        version=version,
    )
    return version


def grow(cast, version, number):
    """More authorities, indicators and packs, so that lists have ``number`` more rows."""
    start = cast.north.authorities.count()
    for extra in range(start, start + number):
        make_authority(810 + extra, f"Extra {extra}", cast.north)
        indicator = make_indicator(f"extra-{extra}")
        give_figures(indicator, {code: [10.0] * YEARS for code in (801, 802, 810 + extra)}, version=version)
    for authority in cast.north.authorities.all():
        if not authority.packs.exists() and authority.comparisons.exists():
            make_pack(authority)


PAGES = {
    "home": ("pat", lambda cast: reverse("home")),
    "region": ("pat", lambda cast: cast.north.get_absolute_url()),
    "region for a director": ("ada", lambda cast: cast.north.get_absolute_url()),
    "region's packs": ("pat", lambda cast: reverse("datapacks:region_packs", args=["north"])),
    "authority": ("pat", lambda cast: cast.northmere.get_absolute_url()),
    "indicators": ("ada", lambda cast: reverse("indicators:index")),
    "indicator": ("ada", lambda cast: reverse("indicators:indicator", args=["north"])),
    "run": ("pat", lambda cast: request_region(region=cast.north, by=cast.pat).get_absolute_url()),
}
MOST_QUERIES = 20


@pytest.mark.parametrize("name", PAGES)
def test_a_longer_list_costs_no_more_queries(
    cast, client_of, figures, name, django_assert_max_num_queries, django_assert_num_queries
):
    who, address = PAGES[name]
    client = client_of(who)
    grow(cast, figures, 1)
    short = address(cast)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        assert client.get(short).status_code == 200
    grow(cast, figures, 3)
    long = address(cast)

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(long)


def test_a_lead_member_reads_their_own_pack_and_no_other(cast, client_of, figures):
    own, other = make_pack(cast.northmere), make_pack(cast.southby)
    client = client_of("lena")

    answers = [client.get(reverse("datapacks:pack_pdf", args=[pack.pk])) for pack in (own, other)]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert b"".join(answers[0]).startswith(b"%PDF")


def test_a_lead_member_is_shown_no_button_that_would_be_refused(cast, client_of, figures):
    page = client_of("lena").get(cast.northmere.get_absolute_url()).text
    answer = client_of("lena").post(reverse("datapacks:make_one", args=[801]))

    assert ("Make the data pack" in page, answer.status_code) == (False, 403)


def test_a_director_may_have_their_own_pack_made_but_not_the_regions(cast, client_of, figures):
    client = client_of("ada")

    answers = [
        client.post(reverse("datapacks:make_one", args=[801])).status_code,
        client.post(reverse("datapacks:make_one", args=[802])).status_code,
        client.post(reverse("datapacks:make_region", args=["north"])).status_code,
    ]

    assert answers == [302, 403, 403]


def test_a_download_is_an_attachment_and_is_recorded(cast, client_of, figures):
    pack = make_pack(cast.northmere)

    response = client_of("lena").get(reverse("datapacks:pack_pdf", args=[pack.pk]))

    assert response.headers["Content-Disposition"].startswith('attachment; filename="data-pack-northmere')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response).startswith(b"%PDF")
    event = Event.objects.get(action="pack_downloaded")
    assert (event.actor, event.object_id) == (cast.lena, str(pack.pk))


def test_the_zip_holds_the_newest_pack_of_each_authority_the_person_may_read(cast, client_of, figures):
    make_pack(cast.northmere), make_pack(cast.southby)
    newest = make_pack(cast.northmere, content_sha256="2" * 64)

    response = client_of("ada").get(reverse("datapacks:region_zip", args=["north"]))

    archive = zipfile.ZipFile(io.BytesIO(b"".join(response)))
    assert archive.namelist() == [f"data-pack-northmere-version-{newest.data_version_id}.pdf"]


def test_a_region_without_figures_says_so_and_offers_no_button(cast, client_of):
    page = client_of("pat").get(cast.north.get_absolute_url()).text

    assert "No figures have been loaded yet" in page
    assert "Make all" not in page


def test_a_pack_made_before_newer_figures_says_so(cast, client_of, figures):
    make_pack(cast.northmere)
    make_version()

    page = client_of("ada").get(cast.northmere.get_absolute_url()).text

    assert "Newer figures loaded" in page


def test_an_authority_that_closed_offers_no_pack(cast, client_of):
    closed = make_authority(809, "Oldshire", cast.north, closed_on=date(2019, 4, 1))

    page = client_of("pat").get(closed.get_absolute_url()).text
    answer = client_of("pat").post(reverse("datapacks:make_one", args=[809]))

    assert "This authority closed on 1 April 2019" in page
    assert ("Make the data pack" in page, answer.status_code) == (False, 404)


def flag(authority, slug, flag, **facts):
    """Give a stored comparison the flag that a test is about."""
    Comparison.objects.filter(authority=authority, indicator__slug=slug).update(flag=flag, **facts)


def test_the_region_s_picture_counts_flags_by_topic_and_all_together(cast, figures):
    others = {801: [10.0] * YEARS, 802: [12.0] * YEARS, 970: [11.0] * YEARS}
    give_figures(make_indicator("schools", topic="Schools"), others, version=figures)
    flag(cast.northmere, "north", "challenge")
    flag(cast.southby, "north", "challenge")
    flag(cast.southby, "schools", "strength")

    page = region_page(cast.north, cast.ada)

    assert page.topics == ["Care", "Schools"]
    assert [row.cells for row in page.rows] == [
        [[("challenge", 1)], []],
        [[("challenge", 1)], [("strength", 1)]],
    ]
    assert page.totals == [[("challenge", 2), ("strength", 1)], [("challenge", 2)], [("strength", 1)]]
    assert [row.is_own for row in page.rows] == [True, False]


ALL = "quarter of all authorities"
REASONS = [
    ("challenge", "worse", "D", "", f"worse than similar areas and in the weakest {ALL}"),
    ("challenge", "similar", "D", "getting_worse", f"in the weakest {ALL} and getting worse over the years"),
    ("strength", "better", "A", "", f"better than similar areas and in the best {ALL}"),
    (
        "strength",
        "better",
        "B",
        "getting_better",
        f"in the second best {ALL} and getting better over the years",
    ),
    ("watch", "similar", "B", "getting_worse", "getting worse over the years"),
    ("watch", "similar", "C", "", "among the worst fifth of the region"),
    ("no_judgement_outlier", "higher", "", "", "higher than similar areas by more than chance"),
]


@pytest.mark.parametrize(("kind", "standing", "band", "outlook", "reason"), REASONS)
def test_an_authority_s_page_says_why_a_figure_is_flagged(
    cast, client_of, figures, kind, standing, band, outlook, reason
):
    flag(cast.northmere, "north", kind, standing=standing, quartile_band=band, outlook=outlook)

    rows = [row for group in authority_page(cast.northmere, cast.ada).groups for row in group.rows]
    page = client_of("ada").get(cast.northmere.get_absolute_url()).text

    assert [row.reason for row in rows] == [reason]
    assert f"Why: {reason}." in page


def test_the_home_page_of_a_director_says_what_stands_out(cast, client_of, figures):
    flag(cast.northmere, "north", "challenge")

    page = client_of("ada").get(reverse("home")).text

    assert "1 challenge area, 0 strengths and 0 to watch. Data pack: not made yet." in page


def test_what_does_not_need_the_person_is_not_said_to(cast, client_of, figures):
    for authority in (cast.northmere, cast.southby):
        make_pack(authority)

    page = client_of("pat").get(reverse("home")).text

    assert "Nothing needs you now" in page
    assert "2 of 2 are made from the newest figures." in page


def test_a_run_that_was_stopped_can_be_gone_on_with(cast, client_of, figures):
    run = request_region(region=cast.north, by=cast.pat)
    cancel(run.batch, by=cast.pat)
    client = client_of("pat")
    stopped = client.get(run.get_absolute_url()).text

    client.post(reverse("datapacks:run_retry", args=[run.pk]))

    assert "Make the others after all" in stopped
    assert {job.state for job in run.batch.jobs.all()} == {"queued"}


def test_the_end_of_a_run_is_announced_to_who_watches_and_not_on_the_page(cast, client_of, figures):
    run = request_region(region=cast.north, by=cast.pat)
    cancel(run.batch, by=cast.pat)
    client, address = client_of("pat"), reverse("datapacks:run_progress", args=[run.pk])

    watched = client.get(address, headers={"HX-Request": "true"}).text
    opened = client.get(run.get_absolute_url()).text

    words = "It is over: 0 of 2 made, 2 cancelled."
    assert (words in watched, words in opened) == (True, False)


def test_indicators_are_found_by_words_of_their_title_or_topic(cast, client_of, figures):
    make_indicator("exclusions", title="Permanent exclusions", topic="Absence and exclusion")
    client = client_of("ada")

    found = client.get(reverse("indicators:index"), {"words": "PERMANENT absence"}).text
    nothing = client.get(reverse("indicators:index"), {"words": "absence nowhere"}).text

    assert ("Permanent exclusions" in found, "Figure north" in found) == (True, False)
    assert "1 indicator with" in found
    assert "0 indicators with" in nothing


def test_a_director_sees_their_own_authority_marked_without_asking(cast, client_of, figures):
    address = reverse("indicators:indicator", args=["north"])

    own = client_of("ada").get(address).text
    asked = client_of("ada").get(address, {"authority": "802"}).text
    nobody = client_of("pat").get(address).text

    assert ["► Northmere" in own, "► Southby" in asked, "►" in nobody] == [True, True, False]
