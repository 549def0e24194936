"""Which way is good for an indicator. Pure: no Django."""

from enum import StrEnum


class Polarity(StrEnum):
    HIGH = "high"
    LOW = "low"
    NONE = "none"
