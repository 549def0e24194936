"""An object behind every address, so that a refusal cannot pass because nothing was there."""

from datetime import date

import pytest

from cycles.actions import start_cycle
from cycles.models import Phase
from datapacks.actions import log_intervention, request_region
from indicators.models import Indicator
from outbox.actions import post
from selfeval.actions.opening import open_cycle
from selfeval.actions.templates import copy
from selfeval.models import SelfEvaluation, Template
from tests.factories.documents import make_template
from tests.factories.figures import give_figures, make_indicator, make_pack, make_upload, make_version

# The objects by the beginning of their addresses' names; slugs and authority numbers are the same everywhere.
KEYS = {"slug": "north", "code": 801}


@pytest.fixture
def one_of_everything(cast):
    """Everything of Northmere's and the North's: keys by the beginning of an address's name."""
    version = make_version()
    give_figures(
        make_indicator(slug="north"), {801: [10.0] * 5, 802: [12.0] * 5, 970: [11.0] * 5}, version=version
    )
    message = post(
        kind="test", to="ada@example.org", subject="Northmere", body="Northmere", about="Northmere"
    )
    cycle = start_cycle(region=cast.north, pattern="north-west", year=2026, by=cast.mo)
    Phase.objects.filter(cycle=cycle).update(name="Northmere")
    template = copy(template=make_template(), region=cast.north, by=cast.mo)
    Template.objects.filter(pk=template.pk).update(name="Northmere")
    tried = log_intervention(
        authority=cast.northmere, title="Northmere", began_on=date(2020, 1, 1), topic="Care", by=cast.ada
    )
    open_cycle(cycle=cycle, template=make_template("northmere"), by=None)
    evaluation = SelfEvaluation.objects.get(authority=cast.northmere)
    exception, _ = evaluation.exceptions.update_or_create(
        indicator=Indicator.objects.get(slug="north"),
        defaults={"reasons": ["Northmere"], "text": "Northmere", "saved_by": cast.ada},
    )
    chapter = evaluation.chapters.first()
    chapter.thread.create(role="areas", earlier="Northmere")
    return {
        "datapacks:intervention": tried.pk,
        "selfeval:status": cycle.pk,
        "selfeval:open_all": cycle.pk,
        "selfeval:groups": cycle.pk,
        "selfeval:chase": cycle.pk,
        "selfeval:exceptions": evaluation.pk,
        "selfeval:exception": exception.pk,
        "selfeval:thread": chapter.pk,
        "selfeval:template": template.pk,
        "selfeval:form_chapter": template.chapters.first().pk,
        "selfeval:form_prompt": template.chapters.first().prompts.first().pk,
        "cycles:cycle": cycle.pk,
        "cycles:phase": cycle.phases.first().pk,
        "datapacks:pack": make_pack(cast.northmere).pk,
        "datapacks:run": request_region(region=cast.north, by=cast.pat).pk,
        "outbox": message.pk,
        "indicators:import": version.pk,
        "indicators:upload": make_upload(cast.ana).pk,
        "demonstration": cast.ada.pk,
    }
