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
    entries = [(label, reverse(name)) for label, name, shown in MENU if shown(person)]
    return [
        {"label": name_of(label, person), "url": url, "here": label == section(request)}
        for label, url in entries
    ]


def name_of(label, person):
    """Regions have their own name for a self-evaluation."""
    return f"{person.self_evaluation_name.capitalize()}s" if label == "Self-evaluations" else label


def who_may(permission):
    return lambda person: person.may(permission)


def has_a_place(person):
    return any(post.region_id or post.authority_id for post in person.posts_now)


# Label, the page's name, and to whom it is shown.
MENU = (
    ("Home", "home", lambda person: True),
    ("Region", "datapacks:regions", who_may(Permission.VIEW_REGION)),
    ("Indicators", "indicators:index", who_may(Permission.VIEW_REGION)),
    ("The year", "cycles:cycles", who_may(Permission.VIEW_REGION)),
    ("Data packs", "datapacks:packs_home", who_may(Permission.VIEW_PACKS)),
    ("Self-evaluations", "selfeval:mine", lambda person: bool(person.posts_now)),
    ("Challenges", "challenges:challenges", lambda person: bool(person.posts_now)),
    ("Support", "plans:menus", who_may(Permission.READ_SUPPORT)),
    ("Plan", "plans:plans", who_may(Permission.VIEW_REGION)),
    ("Learning", "learning:examples", who_may(Permission.READ_PRACTICE)),
    ("Memorandum", "regions:memorandum_home", who_may(Permission.VIEW_MEMORANDUM)),
    ("Load figures", "indicators:imports", who_may(Permission.LOAD_FIGURES)),
    ("E-mails sent", "outbox", who_may(Permission.VIEW_OUTBOX)),
    ("Audit log", "audit", who_may(Permission.VIEW_AUDIT)),
    ("Conflicts", "regions:conflicts", has_a_place),
)

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
    "lead": "Region",
    "settings": "Region",
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
    found = request.resolver_match
    name = found.url_name if found else ""
    if found and found.namespace == "challenges":
        return "Challenges"
    if found and found.namespace == "learning":
        return "Learning"
    if found and found.namespace == "plans":
        return "Support" if name.startswith(("menu", "need", "offer", "match")) else "Plan"
    return SECTIONS.get(name) or next(
        (label for start, label in FAMILIES.items() if name.startswith(start)), ""
    )
