"""A data pack made the way one might first write it: the other side of the ratios that ``benchmarks.pack`` prints.

Figures by filtering a data frame for each indicator and series; a grid page with automatic tables, a style on
each cell, columns and a chart of many elements in the document; the print engine and the garbage collector as
they come. It prints the same figures as the shipped pack, and nothing of the portal imports it.
"""

from pathlib import Path

import weasyprint

from benchmarks.pack_naive.figures import indicators, read
from benchmarks.pack_naive.page import document


def naive_pack(authority: str, to: Path) -> None:
    """One authority's pack, from the starter figures to the PDF."""
    html = document(indicators(read(), authority))
    weasyprint.HTML(string=html).write_pdf(to, pdf_variant="pdf/ua-1")
