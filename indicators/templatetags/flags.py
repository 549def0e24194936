"""Flags as letters, numbers and colours."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
WORDS = {"challenge": "Challenge areas", "strength": "Strengths", "watch": "To watch"}


@register.simple_tag
def flag_counts(flags: list[tuple[str, int]]) -> SafeString:
    """A chip for each (flag, how many): a letter, a number and a colour, and words for those who cannot see them."""
    return mark_safe("".join(chip(flag, number) for flag, number in flags))  # noqa: S308 - escaped in chip


@lru_cache(maxsize=None, typed=True)  # a region's page has hundreds, and few that differ
def chip(flag: str, number: int) -> SafeString:
    return format_html(
        '<span class="portal-chip portal-chip--{}"><span aria-hidden="true">{}&nbsp;{}</span>'
        '<span class="govuk-visually-hidden">{}: {}.</span></span> ',
        flag,
        flag[:1].upper(),
        number,
        WORDS[flag],
        number,
    )


COLOURS = {"strength": "green", "challenge": "orange", "watch": "yellow", "not_shifted": "purple"}


@register.simple_tag
@lru_cache(maxsize=None, typed=True)
def flag(kind: str, words: str) -> SafeString:
    """A flag as a coloured tag; nothing where there are no words for it."""
    tag = '<strong class="govuk-tag govuk-tag--{}">{}</strong>'
    return format_html(tag, COLOURS.get(kind, "grey"), words) if words else mark_safe("")


@register.simple_tag
@lru_cache(maxsize=None, typed=True)
def band(letter: str, words: str) -> SafeString:
    """A to D with a colour and the letter; quarters of an indicator with no good side are words alone."""
    if len(letter) != 1:
        return format_html("{}", words or "–")
    return format_html(
        '<strong class="portal-band portal-band--{}">{}</strong> {}', letter.lower(), letter, words
    )
