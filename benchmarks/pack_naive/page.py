"""One long page: contents in columns, each indicator a grid of table and chart, styles on the cells."""

from itertools import groupby

from benchmarks.pack_naive.chart import line_chart

CSS = """
@page { size: A4; margin: 15mm; @bottom-right { content: counter(page) } }
body { font-family: Liberation Sans; font-size: 10pt; }
.contents { columns: 2; }
.contents a::after { content: leader('.') target-counter(attr(href), page); }
.card { display: flex; break-inside: avoid; margin: 4mm 0; padding: 3mm; border-radius: 3mm;
  background: linear-gradient(#fff, #eef1f4); box-shadow: 0 1px 3px #888; }
.words { flex: 3; } .picture { flex: 2; }
table { border-collapse: collapse; } td, th { border: 1px dotted #888; padding: 1px 3px; }
"""


def document(found):
    """The whole pack as HTML."""
    contents = "".join(f'<p><a href="#i{n}">{one["title"]}</a></p>' for n, one in enumerate(found))
    numbered = groupby(enumerate(found), key=lambda pair: pair[1]["topic"])
    body = "".join(f"<h2>{topic}</h2>" + "".join(_card(n, one) for n, one in of) for topic, of in numbered)
    return (
        f'<html lang="en-GB"><head><title>Data pack</title><style>{CSS}</style></head><body>'
        f'<h1>Data pack</h1><div class="contents">{contents}</div>{body}</body></html>'
    )


def _card(number, one):
    rank = f"Rank {one['rank']:.0f}" if one["rank"] == one["rank"] and one["rank"] else "No rank"
    return (
        f'<div class="card" id="i{number}"><div class="words"><h3>{one["title"]}</h3>'
        f"<p>{rank}; quartiles {', '.join(map(_shown, one['quartiles']))}</p>{_table(one)}</div>"
        f'<div class="picture">{line_chart(one)}</div></div>'
    )


def _table(one):
    head = "".join(f'<th style="font-size: 6pt" scope="col">{period}</th>' for period in one["periods"])
    return f"<table><tr><td></td>{head}</tr>{''.join(_row(*row) for row in one['rows'])}</table>"


def _row(name, values):
    style = "text-align: right; font-size: 6pt"
    cells = "".join(f'<td style="{style}"><span>{_shown(value)}</span></td>' for value in values)
    return f'<tr><th style="text-align: left; font-size: 6pt" scope="row">{name}</th>{cells}</tr>'


def _shown(value):
    return "-" if value is None or value != value else f"{value:,.1f}"
