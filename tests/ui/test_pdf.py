"""PDF: what comes out, what cannot get in, and what happens to a document that will not end."""

import http.server
import threading
import time

import pikepdf
import pytest

from ui import pdf
from ui.pdf import RenderFailed, RenderTimeout, write_pdf, write_pdf_here

PAGE = """<html lang="en-GB"><head><title>A small pack</title>
<meta name="dcterms.created" content="2026-11-24T09:00:00Z"></head>
<body><h1>A small pack</h1>{body}</body></html>"""
CANARY = "canary-5f1d"


@pytest.fixture
def style(tmp_path):
    path = tmp_path / "print.css"
    path.write_text("@page { size: A5 } body { font: 10pt Liberation Sans }")
    return path


@pytest.fixture
def listener():
    """A loopback web server that notes every request."""
    hits = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_document_is_tagged_named_and_dated(tmp_path, style):
    write_pdf(PAGE.format(body="<p>Words"), stylesheets=[style], to=tmp_path / "a.pdf")

    with pikepdf.open(tmp_path / "a.pdf") as made:
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang) == "en-GB"
        assert str(made.docinfo.Title) == "A small pack"
        assert str(made.docinfo.CreationDate) == "D:20261124090000Z"


def test_the_same_input_gives_the_same_bytes(tmp_path, style):
    for name in ("a.pdf", "b.pdf"):
        write_pdf(PAGE.format(body="<p>Words"), stylesheets=[style], to=tmp_path / name)

    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_changed_stylesheet_is_read_again(tmp_path, style):
    write_pdf(PAGE.format(body=""), stylesheets=[style], to=tmp_path / "a.pdf")
    style.write_text("@page { size: A4 }")
    write_pdf(PAGE.format(body=""), stylesheets=[style], to=tmp_path / "b.pdf")

    with pikepdf.open(tmp_path / "a.pdf") as first, pikepdf.open(tmp_path / "b.pdf") as second:
        assert first.pages[0].MediaBox != second.pages[0].MediaBox


PAYLOADS = {
    "attachment of a file": '<link rel="attachment" href="file://{file}">',
    "attachment from the network": '<link rel="attachment" href="{web}/attachment">',
    "image of a file": '<img alt="x" src="file://{file}">',
    "image from the network": '<img alt="x" src="{web}/image">',
    "stylesheet": '<link rel="stylesheet" href="{web}/css">',
    "stylesheet of a file": '<link rel="stylesheet" href="file://{file}">',
    "import in a style": "<style>@import url({web}/import); p {{ background: url({web}/back) }}</style>",
    "font": "<style>@font-face {{ font-family: x; src: url({web}/font) }} p {{ font-family: x }}</style>",
    "picture inside an SVG": '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title>'
    '<image href="{web}/svg"/><use href="file://{file}#a"/></svg>',
    "base address": '<base href="{web}/"><img alt="x" src="relative">',
    "object and frame": '<object data="{web}/object"></object><iframe src="{web}/frame"></iframe>',
}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_in_a_document_reaches_neither_disk_nor_network(tmp_path, style, listener, payload):
    web, hits = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    body = PAYLOADS[payload].format(web=web, file=secret) + "<p>Words"

    write_pdf(PAGE.format(body=body), stylesheets=[style], to=tmp_path / "a.pdf")

    with pikepdf.open(tmp_path / "a.pdf") as made:
        streams = b"".join(o.read_bytes() for o in made.objects if isinstance(o, pikepdf.Stream))
        assert len(made.attachments) == 0
    assert CANARY.encode() not in streams + (tmp_path / "a.pdf").read_bytes()
    assert hits == []


def test_the_listener_would_have_noticed(tmp_path, listener):
    """The guard on the test above: with the ordinary fetcher the same payload does get out."""
    web, hits = listener
    body = PAYLOADS["image from the network"].format(web=web, file="")

    pdf.HTML(string=PAGE.format(body=body)).write_pdf(tmp_path / "a.pdf")

    assert hits == ["/image"]


def test_a_picture_carried_in_the_document_is_drawn(tmp_path, style):
    svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M1 2h3'/></svg>"
    for name, image in (
        ("with.pdf", f'<img alt="A line" src="data:image/svg+xml,{svg}">'),
        ("without.pdf", ""),
    ):
        write_pdf(PAGE.format(body=image), stylesheets=[style], to=tmp_path / name)

    assert (tmp_path / "with.pdf").stat().st_size > (tmp_path / "without.pdf").stat().st_size


def endless_table(rows):
    return "<table>" + "<tr><td>1<td>2<td>3<td>4" * rows + "</table>"


def test_a_document_without_end_is_stopped_in_time(tmp_path, style):
    begun = time.monotonic()

    with pytest.raises(RenderTimeout, match="took longer than 2 seconds to make, so it was stopped"):
        write_pdf(
            PAGE.format(body=endless_table(30_000)), stylesheets=[style], to=tmp_path / "a.pdf", seconds=2
        )

    assert time.monotonic() - begun < 4
    assert [path.name for path in tmp_path.iterdir()] == ["print.css"]


def test_a_document_that_eats_memory_is_stopped(tmp_path, style):
    with pytest.raises(RenderFailed, match="needed more memory than it may use"):
        write_pdf(
            PAGE.format(body=endless_table(30_000)),
            stylesheets=[style],
            to=tmp_path / "a.pdf",
            memory=40 * 2**20,
        )

    assert [path.name for path in tmp_path.iterdir()] == ["print.css"]


def test_a_failure_leaves_the_earlier_document_as_it_was(tmp_path, style):
    made = tmp_path / "a.pdf"
    write_pdf(PAGE.format(body="<p>Words"), stylesheets=[style], to=made)
    before = made.read_bytes()

    with pytest.raises(RenderTimeout):
        write_pdf(PAGE.format(body=endless_table(30_000)), stylesheets=[style], to=made, seconds=0.5)

    assert made.read_bytes() == before


def test_a_failure_inside_the_renderer_is_told_in_plain_words(tmp_path):
    missing = tmp_path / "no-such.css"

    with pytest.raises(RenderFailed, match=r"^The document could not be made: FileNotFoundError\.$"):
        write_pdf(PAGE.format(body=""), stylesheets=[missing], to=tmp_path / "a.pdf")


def test_the_next_document_is_well_after_one_that_was_stopped(tmp_path, style):
    with pytest.raises(RenderTimeout):
        write_pdf(
            PAGE.format(body=endless_table(30_000)), stylesheets=[style], to=tmp_path / "a.pdf", seconds=0.5
        )

    write_pdf(PAGE.format(body="<p>Words"), stylesheets=[style], to=tmp_path / "a.pdf")

    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_rendering_here_and_in_a_child_give_the_same_bytes(tmp_path, style):
    write_pdf_here(PAGE.format(body="<p>Words"), stylesheets=[style], to=tmp_path / "a.pdf")
    write_pdf(PAGE.format(body="<p>Words"), stylesheets=[style], to=tmp_path / "b.pdf")

    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
