from regions.models.conflicts import Conflict
from regions.models.leads import RegionalLead
from regions.models.memoranda import (
    Memorandum,
    MemorandumSignature,
    MemorandumWithdrawal,
    missing_signatures,
)
from regions.models.people import Person, Post
from regions.models.places import ENGLAND, Area, LocalAuthority, Region

__all__ = [
    "ENGLAND",
    "Area",
    "Conflict",
    "LocalAuthority",
    "Memorandum",
    "MemorandumSignature",
    "MemorandumWithdrawal",
    "Person",
    "Post",
    "Region",
    "RegionalLead",
    "missing_signatures",
]
