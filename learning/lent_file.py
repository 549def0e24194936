"""Days given and received, to take away."""

import csv

from django.http import HttpResponse

from indicators.downloads import plain
from learning.lent import DaysLent
from learning.spans import in_days, year_words

COLUMNS = ("year", "la", "authority", "days_given", "days_received")


def csv_of_days(lent: DaysLent) -> HttpResponse:
    """One row an authority and a last one of totals, UTF-8 with the mark that Excel needs."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"associate-days-{lent.region.slug}-{lent.year}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    year, total = year_words(lent.year), in_days(lent.total)
    for row in lent.rows:
        figures = (in_days(row.given), in_days(row.received))
        writer.writerow(plain(value) for value in (year, row.authority.pk, row.authority.name, *figures))
    writer.writerow((year, "", "Total", total, total))
    return response
