from regions.actions.conflicts import declare_conflict, end_conflict
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

__all__ = [
    "AlreadyIssued",
    "CannotSign",
    "add_person",
    "declare_conflict",
    "edit_draft",
    "end_conflict",
    "give_post",
    "issue",
    "refusal",
    "remind",
    "sign",
    "signing_posts",
    "start_draft",
    "statement",
    "withdraw",
    "withdrawal_refusal",
]
