from indicators.models.catalogue import Indicator, IndicatorSet, Period, SetMember
from indicators.models.comparisons import Comparison
from indicators.models.figures import DataVersion, Observation
from indicators.models.neighbours import NeighbourLink, NeighbourSet
from indicators.models.uploads import Upload

__all__ = [
    "Comparison",
    "DataVersion",
    "Indicator",
    "IndicatorSet",
    "NeighbourLink",
    "NeighbourSet",
    "Observation",
    "Period",
    "SetMember",
    "Upload",
]
