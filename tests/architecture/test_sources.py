"""What may not stand in the files we keep."""

import json
import re

import pytest

from tests.architecture.sources import ROOT, texts

HERE = "tests/architecture/test_sources.py"
A_MACHINE = re.compile(r"(?<![\w.~])/(?:work|root|home|Users)/\w+")
A_REGISTRY = re.compile(
    r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(?:org|com)|--(?:extra-)?index-url[= ]h|_authToken"
)
INLINE = re.compile(
    r"""<[^>]*\s(?:style|on[a-z]+)\s*=\s*["']|<style|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE
)


def found(pattern, wanted=lambda name: True):
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts()
        if name != HERE and wanted(name)
        for match in pattern.finditer(text)
    ]


def test_no_file_names_a_folder_of_the_machine_it_was_written_on():
    assert found(A_MACHINE) == []


def test_no_file_says_where_packages_come_from():
    assert found(A_REGISTRY) == []


def test_no_page_carries_styles_or_scripts_of_its_own():
    assert found(INLINE, wanted=lambda name: name.endswith(".html") and not name.startswith("tests/")) == []


def test_the_script_lock_holds_hashes_and_no_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert {name for name, one in packages.items() if name and "integrity" not in one} == set()
    assert {name for name, one in packages.items() if "resolved" in one} == set()


@pytest.mark.parametrize(
    ("sample", "pattern"),
    [
        ('<p class="x" style="color: red">', INLINE),
        ('<a href="#" onclick="go()">', INLINE),
        ("<script>go()</script>", INLINE),
        ("open('/home/ada/figures.csv')", A_MACHINE),
        (f"resolved https://registry.{'npm'}js.org/x", A_REGISTRY),
    ],
)
def test_the_patterns_find_what_they_are_for(sample, pattern):
    assert pattern.search(sample)
