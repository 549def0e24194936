"""Why a figure is missing, or how far to trust it. Pure: no Django.

DfE and Government Statistical Service symbols, and two of our own: ``-`` where
the source has no figure and does not say why (its "-" or "NA"), and ``w`` where
the published figure is plainly wrong and is kept out.
"""

from enum import StrEnum


class Symbol(StrEnum):
    NONE = ""
    SUPPRESSED = "c"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    LOW = "k"
    UNRELIABLE = "u"
    UNEXPLAINED = "-"
    WRONG_IN_SOURCE = "w"


MEANINGS = {
    Symbol.SUPPRESSED: "kept back to protect privacy",
    Symbol.NOT_APPLICABLE: "does not apply",
    Symbol.NOT_AVAILABLE: "not available",
    Symbol.LOW: "rounds to 0 but is not 0",
    Symbol.UNRELIABLE: "too unreliable to use",
    Symbol.UNEXPLAINED: "no figure; the source does not say why",
    Symbol.WRONG_IN_SOURCE: "wrong in the source, so left out",
}
