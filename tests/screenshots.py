"""A picture of every page, as each role, at desktop and phone width.

python -m tests.screenshots [BASE_URL [FOLDER]], with the demonstration running at BASE_URL (loopback only).
"""

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlparse

from playwright.sync_api import sync_playwright

WIDTHS = (1280, 390)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
OPEN = ["/accounts/login/", "/demonstration/", "/accessibility/", "/cookies/", "/nothing-here/"]
PAGES = {
    "Regional lead": ["/", "/regions/", "/packs/", "/authorities/354/", "/indicators/"],
    "Regional analyst": ["/", "/figures/load/", "/indicators/re-referrals-12-months/?authority=354"],
    "Portal administrator": ["/", "/audit/", "/e-mails/"],
    "Guest": ["/", "/regions/"],
    "Director of Children's Services": ["/", "/packs/", "/regions/"],
    "Lead member for children's services": ["/", "/packs/"],
}


def main(base, folder):
    if urlparse(base).hostname not in {"127.0.0.1", "localhost"}:
        raise SystemExit("Only a portal on this machine is photographed.")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for width in WIDTHS:
            shoot_all(browser, base, folder, width)
        browser.close()


def shoot_all(browser, base, folder, width):
    page = new_page(browser, width)
    for path in OPEN:
        shoot(page, base, path, folder / f"{width}-open{name_of(path)}.png")
    for role, paths in PAGES.items():
        page = new_page(browser, width)
        sign_in(page, base, role)
        for path in paths:
            shoot(page, base, path, folder / f"{width}-{name_of(role)}{name_of(path)}.png")
        if role == "Regional analyst":
            shoot_a_load(page, base, folder, width)
        first_pack = page.locator("a[href^='/packs/']", has_text="Read").first
        if role == "Regional lead":
            page.goto(f"{base}/packs/")
            if first_pack.count():
                first_pack.click()
                page.screenshot(path=folder / f"{width}-pack.png", full_page=True)


FIGURES = "indicator,area,period,value\nlooked-after-rate,354,2025,155.5\nlooked-after-rate,354,2026,150\n"


def shoot_a_load(page, base, folder, width):
    """A file that is refused, then one that is shown, loaded and undone, so that the figures stay as they were."""

    def picture(name, wait_for):
        page.get_by_text(wait_for).first.wait_for(timeout=60_000)
        page.screenshot(path=folder / f"{width}-load-{name}.png", full_page=True)

    choose(page, base, FIGURES.replace("354", "999"))
    picture("refused", "Put these right in the file")
    choose(page, base, FIGURES)
    picture("shown", "Would be added")
    page.get_by_role("button", name="Load these figures").click()
    picture("loaded", "Figures loaded")
    page.goto(f"{base}/figures/load/")
    page.get_by_role("link", name="Undo").click()
    picture("undo", "Keep it")
    page.get_by_role("button", name="Undo this load").click()
    picture("undone", "The figures from before stand again")


def choose(page, base, text):
    page.goto(f"{base}/figures/load/")
    page.get_by_label("Choose a file").set_input_files(
        {"name": "figures.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Check this file").click()


def new_page(browser, width):
    return browser.new_context(viewport={"width": width, "height": 900}).new_page()


def sign_in(page, base, role):
    page.goto(f"{base}/demonstration/")
    for group in page.locator("details").all()[:1]:
        group.evaluate("details => { details.open = true }")
    page.get_by_role("button", name=role).first.click()


def shoot(page, base, path, target):
    page.goto(f"{base}{path}")
    page.screenshot(path=target, full_page=True)


def name_of(text):
    return "-" + (re.sub(r"\W+", "-", text.lower()).strip("-") or "home")


if __name__ == "__main__":
    base, folder = [*sys.argv[1:], "http://127.0.0.1:8000", "screenshots"][:2]
    main(base.rstrip("/"), Path(folder))
