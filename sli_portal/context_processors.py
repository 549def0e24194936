"""What every page's frame needs: whether this is the demonstration, and the person's menu."""

from django.conf import settings
from django.urls import reverse

from regions.roles import Permission


def portal(request):
    return {"demonstration": settings.DEMO, "navigation": navigation(request)}


def navigation(request):
    """The menu of this person, as dicts of label, url and whether the page is below it."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return []
    entries = [("Home", reverse("home"))]
    if person.may(Permission.VIEW_REGION):
        entries += [("Region", reverse("datapacks:regions")), ("Indicators", reverse("indicators:index"))]
        entries.append(("The year", reverse("cycles:cycles")))
    if person.may(Permission.VIEW_PACKS):
        entries.append(("Data packs", reverse("datapacks:packs_home")))
    if person.posts_now:
        entries.append(("Self-evaluations", reverse("selfeval:mine")))
        entries.append(("Challenges", reverse("challenges:challenges")))
    if person.may(Permission.VIEW_MEMORANDUM):
        entries.append(("Memorandum", reverse("regions:memorandum_home")))
    if person.may(Permission.LOAD_FIGURES):
        entries.append(("Load figures", reverse("indicators:imports")))
    if person.may(Permission.VIEW_OUTBOX):
        entries.append(("E-mails sent", reverse("outbox")))
    if person.may(Permission.VIEW_AUDIT):
        entries.append(("Audit log", reverse("audit")))
    if any(post.region_id or post.authority_id for post in person.posts_now):
        entries.append(("Conflicts", reverse("regions:conflicts")))
    return [{"label": label, "url": url, "here": label == section(request)} for label, url in entries]


SECTIONS = {
    "home": "Home",
    "regions": "Region",
    "region": "Region",
    "authority": "Region",
    "index": "Indicators",
    "indicator": "Indicators",
    "region_packs": "Data packs",
    "pack": "Data packs",
    "run": "Data packs",
    "outbox": "E-mails sent",
    "outbox_message": "E-mails sent",
    "audit": "Audit log",
    "mine": "Self-evaluations",
    "evaluation": "Self-evaluations",
}
# The same by the beginnings of names.
FAMILIES = {
    "import": "Load figures",
    "upload": "Load figures",
    "memorandum": "Memorandum",
    "signature": "Memorandum",
    "conflict": "Conflicts",
    "cycle": "The year",
    "phase": "The year",
    "chapter": "Self-evaluations",
    "answer": "Self-evaluations",
    "clash": "Self-evaluations",
    "read": "Self-evaluations",
    "release": "Self-evaluations",
    "share": "Self-evaluations",
    **dict.fromkeys(
        ["exception", "thread", "how_far", "status", "open_all", "groups", "template", "form_"],
        "Self-evaluations",
    ),
    "tried": "Region",
    "intervention": "Region",
}


def section(request):
    """The menu entry that the page belongs to, by its app or by the name of its address."""
    if request.resolver_match and request.resolver_match.namespace == "challenges":
        return "Challenges"
    name = request.resolver_match.url_name if request.resolver_match else ""
    return SECTIONS.get(name) or next(
        (label for start, label in FAMILIES.items() if name.startswith(start)), ""
    )
