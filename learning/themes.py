"""The themes and the figures that practice examples, needs, offers and priorities of a region are put under."""

from indicators.models import Indicator, IndicatorSet
from learning.topics import WAYS_OF_WORKING
from regions.models import Region


def themes_of(region: Region) -> list[str]:
    """The topics of the region's figures, and the ways of working."""
    chosen = IndicatorSet.objects.for_region(region)
    topics = set(chosen.indicators.values_list("topic", flat=True)) if chosen else set()
    return sorted(topics | set(WAYS_OF_WORKING))


def figures_of(region: Region):
    chosen = IndicatorSet.objects.for_region(region)
    return chosen.indicators.all() if chosen else Indicator.objects.none()
