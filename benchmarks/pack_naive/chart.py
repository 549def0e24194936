"""A line chart with an element for each mark, tick and label, placed in the document itself."""

COLOURS = ["#1d4f91", "#7a2a73", "#7a5200", "#505a5f"]


def line_chart(one):
    """The four rows as an SVG element."""
    known = [value for _, values in one["rows"] for value in values if value == value]
    top = max([*known, 1])
    drawn = "".join(
        _line(values, top, colour) for (_, values), colour in zip(one["rows"], COLOURS, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="230" height="130" viewBox="0 0 230 130">'
        f"<title>{one['title']}</title>{_axes(one['periods'], top)}{drawn}{_key(one['rows'])}</svg>"
    )


def _axes(periods, top):
    ticks = "".join(
        f'<line x1="20" x2="220" y1="{100 - 20 * n}" y2="{100 - 20 * n}" style="stroke: #ddd"/>'
        f'<text x="0" y="{100 - 20 * n}" style="font-size: 6px">{top * n / 4:.1f}</text>'
        for n in range(5)
    )
    years = "".join(
        f'<text x="{15 + 21 * n}" y="110" style="font-size: 6px">{period}</text>'
        for n, period in enumerate(periods)
    )
    return ticks + years


def _line(values, top, colour):
    points = [(20 + 21 * n, 100 - 80 * value / top) for n, value in enumerate(values) if value == value]
    marks = "".join(f'<circle cx="{x:.3f}" cy="{y:.3f}" r="2" style="fill: {colour}"/>' for x, y in points)
    path = " ".join(f"{x:.3f},{y:.3f}" for x, y in points)
    return f'<polyline points="{path}" style="fill: none; stroke: {colour}"/>{marks}'


def _key(rows):
    return "".join(
        f'<rect x="{20 + 50 * n}" y="116" width="6" height="6" style="fill: {colour}"/>'
        f'<text x="{28 + 50 * n}" y="122" style="font-size: 6px">{name}</text>'
        for n, ((name, _), colour) in enumerate(zip(rows, COLOURS, strict=True))
    )
