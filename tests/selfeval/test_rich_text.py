"""Rich text: what comes in is clean whatever was pasted, and nothing that was written goes missing."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from selfeval.rich_text import PICTURE_LEFT_OUT, TooLong, clean, from_plain, plain, visible, words
from tests.selfeval.payloads import PAYLOADS

DATA = Path(__file__).parent / "data"
ALLOWED_TAG = re.compile(
    r"</?(?:p|h3|h4|ul|ol|li|thead|tbody|table|tr|strong|em|sup|sub)>|<br>|</(?:a|td|th)>"
    r'|<a href="(?:https?|mailto):[^"<>]*" rel="noopener noreferrer">'
    r'|<t[dh](?: (?:colspan|rowspan)="\d+"| scope="(?:row|col)")*>',
    re.IGNORECASE,
)


def test_a_word_clipboard_comes_in_clean():
    assert clean((DATA / "word_clipboard.html").read_text()) == (
        "<h3>Early help</h3>"
        "<p>Families wait <strong>nine days</strong>, <em>too long</em>, and say so.</p>"
        "<ul><li>First point<ul><li>Under the first</li></ul></li><li>Second point</li></ul>"
        "<h3>What we did</h3>"
        "<ol><li>Asked families</li><li>Changed the letter</li></ol>"
        '<table><thead><tr><th scope="col">Measure</th><th scope="col">2026</th></tr></thead>'
        "<tbody><tr><td>Re-referrals</td><td>21%</td></tr></tbody></table>"
        f"<p>{PICTURE_LEFT_OUT}</p>"
        '<p>Kept inserted words, see <a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">'
        "the page</a> and a note.</p>"
    )


def test_a_word_document_by_way_of_another_office_comes_in_clean():
    assert clean((DATA / "libreoffice.html").read_text()) == (
        "<h3>Early help</h3><h3>What children notice</h3>"
        "<p>Families wait <strong>nine days</strong>, and <em>that matters</em> &amp; &lt; &gt; é.</p>"
        "<ul><li>First point<ol><li>Under the first</li></ol></li><li>Second point</li></ul>"
        "<ol><li>One</li><li>Two</li></ol>"
        '<table><thead><tr><th scope="col">Measure</th><th scope="col">2026</th></tr></thead>'
        "<tbody><tr><td>Re-referrals</td><td>21%</td></tr></tbody></table>"
        f"<p>{PICTURE_LEFT_OUT}</p><p>Kept inserted words end.</p>"
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", ""),
        ("<p>&nbsp;</p><div><br></div>", ""),
        ("loose<p>in a block</p>", "<p>loose</p><p>in a block</p>"),
        ("<div>one</div><div>two<br></div>", "<p>one</p><p>two</p>"),
        ("a<br>b", "<p>a<br>b</p>"),
        ("a\nb", "<p>a b</p>"),
        (
            "<b style='font-weight:normal'><p><span style='font-weight:700'>bold</span> not</p></b>",
            "<p><strong>bold</strong> not</p>",
        ),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<table><tr><td>A box</td></tr></table>", "<p>A box</p>"),
        (
            "<table><tr><td>A<td>B<tr><td><p>1</p><p>2</p></table>",
            '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            "<tbody><tr><td>1<br>2</td><td></td></tr></tbody></table>",
        ),
        ("<h1>Title</h1><h6>Small</h6>", "<h3>Title</h3><h4>Small</h4>"),
        ("a <s>struck</s> <del>gone</del> b", "<p>a struck b</p>"),
        ("<a href='/page'>here</a>", "<p>here</p>"),
    ],
)
def test_what_is_kept(sent, kept):
    assert clean(sent) == kept


def test_a_sublist_that_word_wrote_as_a_list_belongs_to_the_item_before_it():
    """Word wraps attributes over lines, and writes some levels of one list as paragraphs and others as lists."""
    item = (
        "<p class=MsoNormal style='margin-left:22.8pt;mso-list:\nl0 level{level} lfo1;tab-stops:list 22.8pt'>"
        "<![if !supportLists]><span style='font-family:\nSymbol'><span\n style='mso-list:\nIgnore'>{mark}"
        "<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>"
    )
    sublist = (
        "<ul style='margin-top:0cm' type=disc>\n <ul style='margin-top:0cm' type=circle>\n"
        "  <li class=MsoNormal style='mso-list:l0 level2 lfo1'><span lang=EN-GB>Early help<o:p></o:p></span></li>\n"
        "  <li class=MsoNormal style='mso-list:l0 level2 lfo1'>Plans<ol><li style='mso-list:l0 level3 lfo1'>Of\n"
        "  two kinds</li></ol></li>\n </ul>\n</ul>"
    )
    sent = (
        item.format(level=1, mark="·", text="Care")
        + sublist
        + item.format(level=1, mark="·", text="School")
        + item.format(level=2, mark="o", text="Attendance")
    )

    assert clean(sent) == (
        "<ul><li>Care<ul><li>Early help</li><li>Plans<ol><li>Of two kinds</li></ol></li></ul></li>"
        "<li>School<ul><li>Attendance</li></ul></li></ul>"
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<ul><li {a}>A</li><p>More of A</p><li {a}>B</li></ul>", ("A", "More of A", "B")),
        ("<ul><li {a}>A</li><table><tr><td>1<td>2</table><li {a}>B</li></ul>", ("A", "1", "2", "B")),
        ("<ul>loose<li {a}>A</li>tail</ul>", ("loose", "A", "tail")),
        ("<ul><li {a}>A</li></ul>after", ("A", "after")),
        ("<p {a}>A</p>loose<p {a}>B</p>end", ("A", "loose", "B", "end")),
    ],
)
def test_no_text_beside_word_s_items_is_lost(sent, kept):
    text = visible(clean(sent.format(a="style='mso-list:l0 level1 lfo1'")))

    assert text.split() == " ".join(kept).split()


def test_a_numbered_list_of_word_s_after_one_with_bullets_stays_one_of_its_own():
    bullet = "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>A</p>"
    number = "<ol><li style='mso-list:l1 level1 lfo2'>B</li></ol>"

    assert clean(bullet + number) == "<ul><li>A</li></ul><ol><li>B</li></ol>"


def test_more_text_than_an_answer_holds_is_refused():
    with pytest.raises(TooLong):
        clean("x" * 400_001)


@pytest.mark.parametrize(
    "opening", ["<b>", "<ul><li>", "<table><tr><td>", "<p><i>", "<div>", "<o:p>", "<b></i>"]
)
def test_elements_deeper_than_any_document_lose_their_shape_but_no_text_and_no_time(opening):
    begun = time.monotonic()

    kept = clean(opening * (350_000 // len(opening)) + "the text")

    assert kept == "<p>the text</p>"
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_markup_outside_the_subset(payload):
    for kept in (clean(payload), from_plain(payload), clean(from_plain(plain(clean(payload))))):
        assert "<" not in ALLOWED_TAG.sub("", kept), kept


def test_words_are_what_a_reader_counts():
    assert words("<p>one <strong>t</strong>wo</p><p>three<br>four</p>") == 4


TEXT = st.text(
    st.one_of(
        st.sampled_from(list("ab1 *_#-+.)|[]()\\`~<>&!\"'=:/\u00a0\n")),
        st.characters(codec="utf-8", exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=12,
)
MARKED = st.builds(
    lambda tag, text: f"<{tag}>{text}</{tag}>" if tag else text,
    st.sampled_from(["", "strong", "em", "b", "span"]),
    TEXT.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
)
INLINE = st.lists(st.one_of(MARKED, st.just("<br>"), st.just(" ")), min_size=1, max_size=4).map("".join)
LISTS = st.recursive(
    st.lists(INLINE.map("<li>{}</li>".format), min_size=1, max_size=3),
    lambda inner: st.lists(
        st.builds("<li>{}<ul>{}</ul></li>".format, INLINE, inner.map("".join)), min_size=1, max_size=2
    ),
    max_leaves=4,
).map("".join)
ROWS = st.lists(
    st.lists(INLINE.map("<td>{}</td>".format), min_size=2, max_size=3).map("".join), min_size=1, max_size=3
)
BLOCK = st.one_of(
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "h3", "h4", "div"]), INLINE),
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["ul", "ol"]), LISTS),
    ROWS.map(lambda rows: "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"),
)
DOCUMENT = st.lists(BLOCK, min_size=1, max_size=4).map("".join)
SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<th>",
                "<div>", "</div>", "<h2>", "</h2>", "<a href='http://x'>", "</a>", "<br>", "<del>", "</del>", "<!--",
                "-->", "<img src=x>", "<caption>", "<thead>", "&nbsp;", "&lt;", "&#1;",
                "<p style='mso-list:l0 level2'>",
                "<em>", "</em>", "<ol>", "</li>", "<script>", "<svg>", "<math>", "<td colspan=9999>",
            ]
        ),
        TEXT,
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(DOCUMENT, SOUP))
def test_clean_text_stays_as_it_is(html):
    once = clean(html)

    assert clean(once) == once
    assert "<" not in ALLOWED_TAG.sub("", once)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>one<br>two</p>", "<p>one<br>two</p>"),
        ("<p>one<br><br>two</p>", "<p>one</p><p>two</p>"),
        ("<p>one<br> <br>\n<br>two</p>", "<p>one</p><p>two</p>"),
        (
            "<p><strong>one<br><br>two</strong> three</p>",
            "<p><strong>one</strong></p><p><strong>two</strong> three</p>",
        ),
        ("<h2>one<br><br>two</h2>", "<h3>one<br>two</h3>"),
        ("<ul><li>one<br><br>two</li></ul>", "<ul><li>one<br>two</li></ul>"),
    ],
)
def test_an_empty_line_begins_a_paragraph(given, kept):
    assert clean(given) == kept


def shape(html):
    """The text, and the blocks that it stands in, without bold, italic and line breaks in cells."""
    blocks = re.findall(r"<(/?(?:p|h3|h4|ul|ol|li|table|tr|t[hd])\b)", html)
    return visible(html).split(), blocks


@settings(max_examples=400, deadline=None)
@example(clean("<p>one<br><br>two</p>"))
@example(clean("<p>one<br><strong><br>two</strong></p>"))
@given(DOCUMENT.map(clean))
def test_a_plain_box_keeps_text_headings_lists_and_tables(html):
    assert shape(from_plain(plain(html))) == shape(html)


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_markup_typed_in_a_plain_box_stays_text(text):
    assert "<" not in ALLOWED_TAG.sub("", from_plain(f"before {text} <script>alert(1)</script>"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in from_plain("<script>alert(1)</script>")
