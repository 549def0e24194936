from regions.actions.conflicts import declare_conflict, end_conflict
from regions.actions.leads import CannotName, end_lead, name_lead
from regions.actions.memoranda import (
    AlreadyIssued,
    CannotSign,
    edit_draft,
    issue,
    refusal,
    remind,
    sign,
    signing_posts,
    start_draft,
    statement,
    withdraw,
    withdrawal_refusal,
)
from regions.actions.people import add_person, give_post
from regions.actions.settings import change_settings

__all__ = [
    "AlreadyIssued",
    "CannotName",
    "CannotSign",
    "add_person",
    "change_settings",
    "declare_conflict",
    "edit_draft",
    "end_conflict",
    "end_lead",
    "give_post",
    "issue",
    "name_lead",
    "refusal",
    "remind",
    "sign",
    "signing_posts",
    "start_draft",
    "statement",
    "withdraw",
    "withdrawal_refusal",
]
