"""Figures to take away. Text that a spreadsheet would run as a formula is made plain."""

import csv

from django.http import HttpResponse

from indicators.presenters import region_comparisons

COLUMNS = (
    "indicator",
    "title",
    "la",
    "authority",
    "period",
    "value",
    "symbol",
    "rank",
    "ranked",
    "quartile_band",
    "neighbours_mean",
    "neighbours_counted",
    "region_value",
    "england_value",
    "change",
    "trend",
    "flag",
)


def csv_of_indicator(indicator, region):
    """One row an authority of the region, unrounded, UTF-8 with the mark that Excel needs."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{indicator.slug}-{region.slug}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for one in region_comparisons(indicator, region):
        writer.writerow(plain(value) for value in row(one))
    return response


def row(one):
    return (
        one.indicator.slug,
        one.indicator.title,
        one.authority_id,
        one.authority.name,
        one.period,
        one.value,
        one.symbol,
        one.rank,
        one.ranked,
        one.quartile_band,
        one.sn_mean,
        one.sn_count,
        one.region_value,
        one.england_value,
        one.change,
        one.trend,
        one.flag,
    )


def plain(value):
    """Text that starts like a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r\0" and value:
        return f"'{value}"
    return value
