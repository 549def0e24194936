"""Walks from page to page by the links that they have, each kind of page once, and has axe judge each."""

import re

from tests.journeys.accessibility import assert_accessible

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FILES = re.compile(r"\.ics$|/(pdf|word|file|summary|csv)/$")


def shape(address):
    """The address without its numbers: one page of a kind is enough."""
    return re.sub(r"\d+", "N", re.split(r"[?#]", address)[0])


def addresses(page, ours):
    """Those that match ``ours`` and that the page links to, but for files."""
    found = page.eval_on_selector_all("main a[href]", "links => links.map(link => link.getAttribute('href'))")
    return [one for one in found if ours.match(one) and not FILES.search(shape(one))]


def walk(page, url, begun_at, ours, on_a_phone):
    """The kinds of page that were seen; ``on_a_phone`` holds those that were looked at in a phone's width already."""
    to_do, seen = list(begun_at), set()
    while to_do:
        address = to_do.pop(0)
        if shape(address) in seen:
            continue
        seen.add(shape(address))
        assert page.goto(url + address).ok, address
        assert_accessible(page)
        if shape(address) not in on_a_phone:
            on_a_phone.add(shape(address))
            page.set_viewport_size(PHONE)
            assert_accessible(page)
            wide = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            assert not wide, f"{address} is wider than a phone"
            page.set_viewport_size(WIDE)
        to_do += addresses(page, ours)
    return seen
