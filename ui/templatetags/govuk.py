"""Design-system wrappers that every template may use without loading them."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_block_tag
def inset(content):
    return format_html('<div class="govuk-inset-text">{}</div>', content)
