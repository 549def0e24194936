"""Frozen documents made by hand, for the files that are printed of them."""

RICH = (
    "<p>We <strong>did</strong> this &amp; <em>that</em>.</p><h3>Why</h3><p>Because.</p><h4>How</h4>"
    "<ol><li>One</li><li>Two<ul><li>Inner</li></ul></li></ol><p>Again:</p><ol><li>First<ol><li>Deep</li></ol></li></ol>"
    "<table><thead><tr><th>Year</th><th>Share</th></tr></thead><tbody><tr><td>2025</td><td>9</td></tr></tbody></table>"
)


def answer(text="", rows=(), columns=("What", "When"), choice="", prompt="What helps?"):
    return {
        "kind": "table" if rows else "narrative",
        "prompt": prompt,
        "text": text,
        "choice": choice,
        "columns": list(columns) if rows else [],
        "rows": [list(row) for row in rows],
    }


def document(*answers, authority="Northmere", evidence=()):
    chapter = {
        "number": 1,
        "title": "First",
        "figures": [{"title": "Re-referrals", "sentence": "21% in 2025."}],
        "evidence": [{"title": title, "pages": "p. 3", "file": ""} for title in evidence],
        "answers": list(answers),
    }
    return {
        "name": "self-evaluation",
        "authority": authority,
        "authority_code": 801,
        "region": "North",
        "cycle": "North 2026/27",
        "template": "Plain, version 1",
        "chapters": [chapter],
    }
