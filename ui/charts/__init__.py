"""Numbers to accessible SVG: the same string on a page and in print, each with its table beside it.

Pure: strings out, nothing read. Every chart has a title and a description (WAI-ARIA), no inline style, and
tells its series apart by shape and dash as well as colour.
"""

from ui.charts.bars import Bar, Line, bars_chart
from ui.charts.looks import LOOKS, Kind, Series
from ui.charts.places import Place, places_chart
from ui.charts.sparkline import sparkline
from ui.charts.spine import SpineRow, Standing, spine_chart, spine_row
from ui.charts.strip import flag_strip
from ui.charts.svg import About
from ui.charts.trend import trend_chart, trend_panel

__all__ = [
    "LOOKS",
    "About",
    "Bar",
    "Kind",
    "Line",
    "Place",
    "Series",
    "SpineRow",
    "Standing",
    "bars_chart",
    "flag_strip",
    "places_chart",
    "sparkline",
    "spine_chart",
    "spine_row",
    "trend_chart",
    "trend_panel",
]
