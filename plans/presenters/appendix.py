"""The section for each authority as plain values: the end of the plan's PDF and Word file, for one reader.

It says what the page of sections says to the same reader, and nothing that this reader may not see there.
"""

from cycles.rules import in_words
from plans.models import Activity, Plan
from plans.presenters.authorities import Section, authorities_page
from plans.presenters.development import Status


def appendix(plan: Plan, person) -> list[dict]:
    """In the order of the page; empty where there is nothing to say of any. The same queries for any number."""
    sections = authorities_page(plan, person).sections
    return [section_words(one) for one in sections] if any(map(says_something, sections)) else []


def says_something(one: Section) -> bool:
    return bool(one.status or one.leads or one.figures or support_words(one))


def section_words(one: Section) -> dict:
    return {
        "name": one.authority.name,
        "development": development_words(one),
        "leads": [activity_words(activity) for activity in one.leads],
        "figures": [
            f"{figure.view.measure.indicator.title}: {figure.view.words_on(figure.here)}"
            for figure in one.figures
        ],
        "support": support_words(one),
    }


def development_words(one: Section) -> str:
    """Counts and no text; empty where the reader may not know whether there is a development plan."""
    if one.status:
        return status_words(one.status)
    return "There is none yet." if one.has_no_plan else ""


def status_words(of: Status) -> str:
    return (
        f"{of.state}. Lines: {of.lines}, of which {of.done} done and {of.stale} waiting for a word. "
        f"Comments: {of.comments}, of which {of.answered} answered."
    )


def activity_words(one: Activity) -> str:
    days = f"{in_words(one.starts_on)} to {in_words(one.ends_on)}"
    return f"{one.title}, for {one.priority.title}; {days}: {one.goes.lower()}"


def support_words(one: Section) -> list[str]:
    return [
        *(
            f"Received: {match.need.theme}, from {match.offer.authority.name} ({stands(match)})"
            for match in one.received
        ),
        *(
            f"Given: {match.need.theme}, to {match.need.authority.name} ({stands(match)})"
            for match in one.given
        ),
        *(f"Needed: {need.theme} ({stands(need)})" for need in one.needs),
        *(f"Offered: {offer.theme}" for offer in one.offers),
    ]


def stands(thing) -> str:
    return thing.get_state_display().lower()
