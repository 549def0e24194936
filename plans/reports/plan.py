"""The plan as a tagged PDF and as a Word document with real styles, and its summary on one page."""

from pathlib import Path

from docx import Document

from plans.reports.printing import add_text, for_word, write
from selfeval.reports import add_contents, add_rows, prepare

BALLOT = ["Priority", "Agree", "Ask for a change", "Abstain", "Authorities", "Result"]
MILESTONES = ["Milestone", "By", "Done"]


def build_plan_pdf(document: dict, to: Path) -> None:
    """``document`` from ``plans.presenters.documents``. Raises ui.pdf.RenderFailed, whose words are fit to show."""
    write("reports/plans/plan.html", document | {"ballot": ballot_rows(document)}, to)


def ballot_rows(document: dict) -> list[list[str]]:
    """One row a priority that was voted on."""
    return [
        [
            one["title"],
            *(str(one["ballot"][key]) for key in ("agree", "amend", "abstain", "of")),
            "Carried" if one["ballot"]["is_carried"] else "Not carried",
        ]
        for one in document["chapters"]
        if one["ballot"]
    ]


def build_plan_word(document: dict, to: Path) -> None:
    """Its contents list fills itself when it is opened."""
    document = for_word(document)
    word = Document()
    prepare(word, document, document["mark"])
    word.add_paragraph(f"{document['authority']}: {document['name']}", style="Title")
    word.add_paragraph(document["state"], style="Subtitle")
    add_contents(word, document)
    if document["introduction"]:
        word.add_heading("Introduction", 1)
        add_text(word, document["introduction"])
    for one in document["chapters"]:
        add_priority(word, one)
    if rows := ballot_rows(document):
        word.add_heading("The ballot", 1)
        word.add_paragraph("How many authorities, counted once each; who answered what is not told.")
        add_rows(word, [BALLOT, *rows])
    if document["authorities"]:
        word.add_heading("What each authority does", 1)
        word.add_paragraph(
            f"As far as {document['reader']} may see it. Another reader’s file may say more or less."
        )
    for one in document["authorities"]:
        add_authority(word, one)
    word.add_paragraph(f"Made on {document['made']} from the portal’s records of that day.")
    word.save(str(to))


def add_priority(word, one: dict) -> None:
    word.add_heading(f"{one['number']}. {one['title']}", 1)
    sponsor = f"Sponsored by {one['sponsor']}." if one["sponsor"] else "Nobody sponsors it yet."
    word.add_paragraph(f"{one['area']}. {sponsor}")
    if one["why"]:
        word.add_heading("Why this", 2)
        add_text(word, one["why"])
    if one["came"]:
        word.add_heading("Where it comes from", 2)
        add_points(word, one["came"])
    if one["measures"]:
        word.add_heading("Figures that it should move", 2)
    for measure in one["measures"]:
        add_measure(word, measure)
    word.add_heading("Activities", 2)
    if not one["activities"]:
        word.add_paragraph("There are none yet.")
    for activity in one["activities"]:
        add_activity(word, activity)
    if one["said"]:
        word.add_heading("Quarter by quarter", 2)
    for said in one["said"]:
        word.add_heading(said["quarter"], 3)
        add_text(word, said["text"])
        word.add_paragraph(said["by"])


def add_measure(word, measure: dict) -> None:
    word.add_heading(measure["title"], 3)
    if measure["rows"]:
        add_rows(word, [measure["columns"], *measure["rows"]])
    else:
        word.add_paragraph("No figure is stored for the region.")


def add_activity(word, activity: dict) -> None:
    word.add_heading(activity["title"], 3)
    stands = word.add_paragraph()
    stands.add_run(activity["stands"]).bold = True
    said = f" ({activity['said']})" if activity["said"] else ""
    stands.add_run(f"{said} {activity['because']}".rstrip())
    word.add_paragraph(f"{activity['kind']}; {activity['who']}; {activity['days']}")
    if activity["milestones"]:
        add_rows(word, [MILESTONES, *activity["milestones"]])


def add_authority(word, one: dict) -> None:
    word.add_heading(one["name"], 2)
    if one["development"]:
        word.add_heading("Its development plan", 3)
        word.add_paragraph(one["development"])
    word.add_heading("Activities that it leads", 3)
    add_points(word, one["leads"] or ["None"])
    for heading, points in (("Figures of the plan", one["figures"]), ("Support", one["support"])):
        if points:
            word.add_heading(heading, 3)
            add_points(word, points)


def add_points(word, points: list[str]) -> None:
    for point in points:
        word.add_paragraph(point, style="List Bullet")
