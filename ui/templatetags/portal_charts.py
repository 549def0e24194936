"""The key to charts, for tables that hold the same figures."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from ui.charts import svg
from ui.charts.looks import LOOKS, mark

register = template.Library()


@register.simple_tag
def series_mark(kind):
    """A series' line and shape as its chart draws them; its name stands beside it."""
    look = LOOKS[kind]
    shape, fill, stroke = mark(look, 12, 6, 4)
    drawn = svg.path("M0 6h24", stroke=look.colour, width=look.width, dash=look.dash)
    drawn += svg.path(shape, fill=fill, stroke=stroke)
    return format_html(
        '<svg class="portal-series__mark" viewBox="0 0 24 12" aria-hidden="true">{}</svg>',
        mark_safe(drawn),  # noqa: S308 - colours and numbers of our own
    )
