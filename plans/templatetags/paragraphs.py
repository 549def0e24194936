"""Plain text as paragraphs, lists and headings, on pages and in print."""

from django import template
from django.utils.html import format_html, format_html_join

from plans.paragraphs import Block, Kind, blocks_of

register = template.Library()
ON_PAGES = {
    Kind.PARAGRAPH: "govuk-body",
    Kind.POINTS: "govuk-list govuk-list--bullet",
    Kind.HEADING: "govuk-heading-s",
}
IN_PRINT = dict.fromkeys(Kind, "typed")


@register.simple_tag
def paragraphs(text: str):
    """For print, where the text has no headings of its own."""
    return html_of(blocks_of(text), IN_PRINT)


@register.simple_tag
def section_text(text: str):
    """For print, with the section's headings."""
    return html_of(blocks_of(text, headings=True), IN_PRINT)


@register.simple_tag
def section_text_on_page(text: str):
    return html_of(blocks_of(text, headings=True), ON_PAGES)


def html_of(blocks: list[Block], classes: dict[Kind, str]):
    return format_html_join("\n", "{}", ((block_html(one, classes[one.kind]),) for one in blocks))


def block_html(block: Block, look: str):
    if block.kind is Kind.POINTS:
        items = format_html_join("", "<li>{}</li>", ((line,) for line in block.lines))
        return format_html('<ul class="{}">{}</ul>', look, items)
    tag = "h3" if block.kind is Kind.HEADING else "p"
    return format_html('<{0} class="{1}">{2}</{0}>', tag, look, block.lines[0])
