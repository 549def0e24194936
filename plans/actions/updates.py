"""The regional update: written from records, changed by hand, filed for good."""

from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from audit.models import record
from challenges.actions.ordering import last_place, move_in
from plans.actions.support import CHANGED, CannotDo
from plans.content import update_content
from plans.gathered import Period, texts_of
from plans.models import RegionalUpdate, UpdateSection
from plans.states import UpdateState
from regions.models import Person, Region
from selfeval.actions.improvement import SavedMeanwhile
from selfeval.content import as_json, sha256_of

Kind = UpdateSection.Kind
FILED = "This update is filed, so it stays as it is. Draft a new one from it."
BY_HAND = "This section was changed by hand, so it is not written over. Leave it out, or add another."


@transaction.atomic
def draft_update(
    *,
    region: Region,
    title: str,
    starts_on: date,
    ends_on: date,
    by: Person,
    after: RegionalUpdate | None = None,
) -> RegionalUpdate:
    """From the period's records; ``after`` an earlier one, with its headings, its order and what it left out, and
    with the sections that were added to it by hand."""
    made = RegionalUpdate.objects.create(
        region=region, title=title, starts_on=starts_on, ends_on=ends_on, drafted_by=by, drafted_from=after
    )
    texts = texts_of(period_of(made))
    sections = sections_after(after, texts) if after else sections_from(texts)
    for position, section in enumerate(sections, start=1):
        section.update, section.position = made, position
    UpdateSection.objects.bulk_create(sections)
    record("update_drafted", made, by=by, region=region.pk)
    return made


def sections_from(texts: dict[Kind, str]) -> list[UpdateSection]:
    return [UpdateSection(kind=kind, heading=kind.label, text=text) for kind, text in texts.items()]


def sections_after(earlier: RegionalUpdate, texts: dict[Kind, str]) -> list[UpdateSection]:
    return [
        UpdateSection(
            kind=one.kind,
            heading=one.heading,
            text=one.text if one.kind == Kind.OWN else texts[Kind(one.kind)],
            is_by_hand=one.kind == Kind.OWN,
            is_left_out=one.is_left_out,
        )
        for one in earlier.sections.all()
    ]


def period_of(update: RegionalUpdate) -> Period:
    return Period(update.region, update.starts_on, update.ends_on)


def changing(update: RegionalUpdate) -> RegionalUpdate:
    """The draft, held while it changes, with its version risen: who files has seen every change. Raises CannotDo."""
    found = RegionalUpdate.objects.select_for_update(of=("self",)).select_related("region").get(pk=update.pk)
    if found.is_filed:
        raise CannotDo(FILED)
    RegionalUpdate.objects.filter(pk=found.pk).update(version=F("version") + 1)
    return found


@transaction.atomic
def change_update(
    *, update: RegionalUpdate, title: str, starts_on: date, ends_on: date, built_on: int, by: Person
) -> None:
    """Another period writes again what was not changed by hand. Raises SavedMeanwhile, CannotDo."""
    found = changing(update)
    if found.version != built_on:
        raise SavedMeanwhile(CHANGED)
    is_moved = (found.starts_on, found.ends_on) != (starts_on, ends_on)
    RegionalUpdate.objects.filter(pk=found.pk).update(title=title, starts_on=starts_on, ends_on=ends_on)
    found.starts_on, found.ends_on = starts_on, ends_on
    if is_moved:
        write_again(found, found.sections.filter(is_by_hand=False))
    record("update_changed", found, by=by)


@transaction.atomic
def refresh(*, update: RegionalUpdate, by: Person, section: UpdateSection | None = None) -> int:
    """Bring figures up to date, in one section or in all that were not changed by hand; how many. Raises CannotDo."""
    found = changing(update)
    sections = found.sections.filter(is_by_hand=False)
    if section is not None:
        sections = sections.filter(pk=section.pk)
        if not sections.exists():
            raise CannotDo(BY_HAND)
    number = write_again(found, sections)
    record("update_refreshed", found, by=by, sections=number)
    return number


def write_again(update: RegionalUpdate, sections) -> int:
    texts = texts_of(period_of(update))
    rows = list(sections.exclude(kind=Kind.OWN))
    for row in rows:
        row.text, row.version = texts[Kind(row.kind)], row.version + 1
    UpdateSection.objects.bulk_update(rows, ["text", "version"])
    return len(rows)


@transaction.atomic
def change_section(*, section: UpdateSection, heading: str, text: str, built_on: int, by: Person) -> None:
    """Another text counts as changed by hand, another heading alone does not. Raises SavedMeanwhile, CannotDo."""
    found = changing(section.update)
    text = "\n".join(text.splitlines())
    kept = UpdateSection.objects.filter(pk=section.pk).values_list("text", flat=True).first()
    by_hand = {} if text == kept else {"is_by_hand": True}
    rows = UpdateSection.objects.filter(pk=section.pk, version=built_on)
    if not rows.update(heading=heading, text=text, version=F("version") + 1, **by_hand):
        raise SavedMeanwhile(CHANGED)
    record("update_section_changed", found, by=by, section=section.pk)


@transaction.atomic
def add_section(*, update: RegionalUpdate, heading: str, text: str, by: Person) -> UpdateSection:
    """At the end. Raises CannotDo."""
    found = changing(update)
    made = UpdateSection.objects.create(
        update=found,
        position=last_place(found.sections),
        kind=Kind.OWN,
        heading=heading,
        text="\n".join(text.splitlines()),
        is_by_hand=True,
    )
    record("update_section_added", found, by=by, section=made.pk)
    return made


@transaction.atomic
def leave_out(*, section: UpdateSection, is_left_out: bool, by: Person) -> None:
    """Or take it in again; its text is kept. Raises CannotDo."""
    found = changing(section.update)
    UpdateSection.objects.filter(pk=section.pk).update(is_left_out=is_left_out)
    deed = "update_section_left_out" if is_left_out else "update_section_taken_in"
    record(deed, found, by=by, section=section.pk)


@transaction.atomic
def move_section(*, section: UpdateSection, up: bool, by: Person) -> None:
    """Raises CannotDo."""
    found = changing(section.update)
    if move_in(found.sections.all(), section.pk, up=up):
        record("update_section_moved", found, by=by, section=section.pk)


@transaction.atomic
def file_update(*, update: RegionalUpdate, built_on: int, by: Person) -> RegionalUpdate:
    """For good, as it was when the person was asked. Raises SavedMeanwhile where it has changed since, CannotDo."""
    region = Region.objects.select_for_update().get(pk=update.region_id)  # two at once would take one number
    found = RegionalUpdate.objects.select_related("region").get(pk=update.pk)
    if found.is_filed:
        raise CannotDo(FILED)
    content = update_content(found)
    if not content["chapters"]:
        raise CannotDo("Every section is left out. Take one in, or add one.")
    text = as_json(content)
    number = (RegionalUpdate.objects.filter(region=region).aggregate(last=Max("number"))["last"] or 0) + 1
    draft = RegionalUpdate.objects.filter(pk=found.pk, state=UpdateState.DRAFT, version=built_on)
    filed = {"state": UpdateState.FILED, "number": number, "filed_at": timezone.now(), "filed_by": by}
    if not draft.update(content=text, content_sha256=sha256_of(text), **filed):
        raise SavedMeanwhile("Somebody changed it while you were asked. Read it again, then file it.")
    record("update_filed", found, by=by, number=number)
    found.refresh_from_db()
    return found
