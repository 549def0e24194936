from challenges.models.challenges import Challenge, ChallengeStep, Turn, parts_in
from challenges.models.feedback import (
    ActionConfirmation,
    AgreedAction,
    CheckIn,
    Evaluation,
    FactCheck,
    FeedbackNote,
    Support,
)
from challenges.models.findings import EvidenceItem, Finding, ObserverNote, ObserverQuestion, ObserverSignOff
from challenges.models.groupings import Grouping
from challenges.models.preparing import DocumentRequest, Question, Session, SessionPlace
from challenges.models.protocols import Protocol, ProtocolEdit, ProtocolRole, ProtocolStep
from challenges.models.scoping import Agreement, LineOfEnquiry, Proposal, Remark
from challenges.models.seats import Seat
from challenges.models.themes import Coding, Consent, Theme

__all__ = [
    "ActionConfirmation",
    "AgreedAction",
    "Agreement",
    "Challenge",
    "ChallengeStep",
    "CheckIn",
    "Coding",
    "Consent",
    "DocumentRequest",
    "Evaluation",
    "EvidenceItem",
    "FactCheck",
    "FeedbackNote",
    "Finding",
    "Grouping",
    "LineOfEnquiry",
    "ObserverNote",
    "ObserverQuestion",
    "ObserverSignOff",
    "Proposal",
    "Protocol",
    "ProtocolEdit",
    "ProtocolRole",
    "ProtocolStep",
    "Question",
    "Remark",
    "Seat",
    "Session",
    "SessionPlace",
    "Support",
    "Theme",
    "Turn",
    "parts_in",
]
