"""Rich text in templates."""

from django import template
from django.utils.safestring import mark_safe

from selfeval import rich_text

register = template.Library()


@register.filter
def kept_markup(html):
    """A kept answer as markup. It was cleaned when it was saved; the page's policy runs no script besides."""
    return mark_safe(html)  # noqa: S308 - only selfeval.rich_text.clean writes these columns


@register.filter
def as_plain(html):
    return rich_text.plain(html)
