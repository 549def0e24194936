"""The plan's words and a regional update's as plain values: what is kept of them, compared, filed and printed."""

from cycles.rules import in_words
from plans.models import Plan, Priority, RegionalUpdate
from selfeval.printable import every_text, without_controls


def wording(plan: Plan) -> dict:
    """Introduction and priorities as they stand; nothing of how it goes, which has days of its own. Two queries."""
    live = plan.priorities.filter(dropped_at=None).select_related("sponsor")
    return {
        "introduction": plan.introduction,
        "priorities": [priority_wording(one) for one in live.prefetch_related("figures")],
    }


def priority_wording(priority: Priority) -> dict:
    return {
        "key": priority.pk,
        "area": priority.area,
        "title": priority.title,
        "why": priority.why,
        "sponsor": priority.sponsor.name if priority.sponsor else "",
        "figures": sorted(one.title for one in priority.figures.all()),
    }


def update_content(update: RegionalUpdate) -> dict:
    """A regional update as its page, PDF and Word file print it: sections that are left out are not in it."""
    sections = update.sections.filter(is_left_out=False)
    content = {
        "authority": update.region.name,
        "name": update.title,
        "period": f"{in_words(update.starts_on)} to {in_words(update.ends_on)}",
        "chapters": [
            {"number": number, "title": one.heading, "text": one.text}
            for number, one in enumerate(sections, start=1)
        ],
    }
    return every_text(content, without_controls)
