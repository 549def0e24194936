"""Pages of regional updates, and what their files print."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from cycles.rules import in_words
from plans.content import update_content
from plans.models import RegionalUpdate, UpdateSection
from plans.quarters import before, quarter_of, three_months_from
from regions.models import Region
from regions.roles import Permission

Kind = UpdateSection.Kind


@dataclass(frozen=True)
class RegionUpdates:
    """Filed ones, the latest first; drafts for those who write them."""

    region: Region
    filed: list[RegionalUpdate]
    drafts: list[RegionalUpdate]
    may_write: bool


def updates_by_region(person) -> list[RegionUpdates]:
    """One query, and none for someone who reads no updates."""
    regions = person.regions_where(Permission.READ_UPDATES)
    writes = person.region_codes_where(Permission.MANAGE_PLAN)
    found = RegionalUpdate.objects.visible_to(person).filter(region__in=regions).defer("content")
    updates = list(found.select_related("filed_by")) if regions else []
    updates.sort(key=lambda one: one.filed_at or one.drafted_at, reverse=True)
    return [
        RegionUpdates(
            region=region,
            filed=[one for one in updates if one.region_id == region.pk and one.is_filed],
            drafts=[one for one in updates if one.region_id == region.pk and not one.is_filed],
            may_write=region.pk in writes,
        )
        for region in regions
    ]


@dataclass(frozen=True)
class SectionLine:
    section: UpdateSection
    is_first: bool
    is_last: bool

    @property
    def may_refresh(self) -> bool:
        """Whether its text is the records' still."""
        return self.section.kind != Kind.OWN and not self.section.is_by_hand


@dataclass(frozen=True)
class UpdatePage:
    """``document`` is what is filed; ``lines`` are the sections of a draft."""

    update: RegionalUpdate
    document: dict
    lines: list[SectionLine]
    may_write: bool
    may_draft: bool


def update_page(update: RegionalUpdate, person) -> UpdatePage:
    """``update`` with its region and who filed it."""
    manages = person.may(Permission.MANAGE_PLAN, at=update.region)
    sections = [] if update.is_filed else list(update.sections.all())
    return UpdatePage(
        update=update,
        document=update_document(update),
        lines=[
            SectionLine(one, number == 0, number == len(sections) - 1) for number, one in enumerate(sections)
        ],
        may_write=manages and not update.is_filed,
        may_draft=manages and update.is_filed,
    )


def update_document(update: RegionalUpdate) -> dict:
    """What the page and the files print: as it was filed, or as the draft stands."""
    if not update.is_filed:
        return update_content(update) | {"mark": "Draft: not filed", "state": "Draft", "sha256": ""}
    filed_on = in_words(timezone.localdate(update.filed_at))
    return json.loads(update.content) | {
        "mark": "",
        "state": f"Update {update.number}, filed on {filed_on} by {update.filed_by.name}",
        "sha256": update.content_sha256,
        "created": update.filed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def first_period(today: date) -> dict:
    """The quarter that ended last."""
    quarter = before(quarter_of(today))
    return {"starts_on": quarter, "ends_on": three_months_from(quarter)}


def next_period(update: RegionalUpdate) -> dict:
    """The three months after the update's period."""
    first = update.ends_on + timedelta(days=1)
    return {"starts_on": first, "ends_on": three_months_from(first)}
