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
    if person.may(Permission.LOAD_FIGURES):
        entries.append(("Load figures", reverse("indicators:imports")))
    if person.may(Permission.VIEW_OUTBOX):
        entries.append(("E-mails sent", reverse("outbox")))
    if person.may(Permission.VIEW_AUDIT):
        entries.append(("Audit log", reverse("audit")))
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
}

SECTIONS_BY_START = {("import", "upload"): "Load figures", ("cycle", "phase"): "The year"}


def section(request):
    """The menu entry that the page belongs to, by the name of its address."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    if name in SECTIONS:
        return SECTIONS[name]
    return next((label for starts, label in SECTIONS_BY_START.items() if name.startswith(starts)), "")
