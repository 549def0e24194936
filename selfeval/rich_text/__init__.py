"""Rich text as the portal keeps it: a small, clean subset of HTML, whatever was typed or pasted. Pure: no Django.

Headings are ``h3`` and ``h4`` (a chapter's own are above them); then paragraphs, nested lists, tables with a header
row, bold, italic and links. Word writes lists as paragraphs that name a level; they become real lists. Deleted text
of tracked changes goes, inserted text stays. Pictures go, with a line that says so.

What was sent is read into blocks of runs, as a word processor holds it, and written anew from those: so the same text
always has the same markup, and everything after (the page, the plain box, PDF, Word) meets few shapes.
"""

from selfeval.rich_text.cleaning import TooLong, clean
from selfeval.rich_text.elements import PICTURE_LEFT_OUT
from selfeval.rich_text.seen import paragraphs, visible, words
from selfeval.rich_text.typed import from_plain, plain

__all__ = ["PICTURE_LEFT_OUT", "TooLong", "clean", "from_plain", "paragraphs", "plain", "visible", "words"]
