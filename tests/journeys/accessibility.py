"""What every page must pass in a real browser."""

from axe_playwright_python.sync_playwright import Axe

TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DEAD_LINKS = """
() => [...document.querySelectorAll("a[href^='#']")]
  .map(link => link.getAttribute("href"))
  .filter(href => href.length > 1 && !document.getElementById(decodeURIComponent(href.slice(1))))
"""
WIDER_THAN_THE_SCREEN = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def assert_accessible(page):
    """No axe violation, no link to nowhere, one main heading, nothing wider than the screen."""
    page.wait_for_load_state()  # a click has maybe just begun to bring this page
    violations = Axe().run(page, options=TAGS).response["violations"]
    found = [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:3]}" for one in violations
    ]
    assert found == [], f"{page.url}: {found}"
    assert page.evaluate(DEAD_LINKS) == [], page.url
    assert page.locator("h1").count() == 1, page.url
    assert page.title().endswith("SLI Portal"), page.url
    assert not page.evaluate(WIDER_THAN_THE_SCREEN), page.url
