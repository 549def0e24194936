from selfeval.models.evaluations import (
    Answer,
    AnswerVersion,
    Chapter,
    ChapterPart,
    Clash,
    Comment,
    Endorsement,
    Presence,
    SelfEvaluation,
)
from selfeval.models.improvement import Evidence, ExceptionComment, ThreadRow
from selfeval.models.invitations import Invitation
from selfeval.models.releases import Reading, ReadingNote, Release, Share, ShareReader
from selfeval.models.signatures import Signature
from selfeval.models.templates import Prompt, Template, TemplateChapter

__all__ = [
    "Answer",
    "AnswerVersion",
    "Chapter",
    "ChapterPart",
    "Clash",
    "Comment",
    "Endorsement",
    "Evidence",
    "ExceptionComment",
    "Invitation",
    "Presence",
    "Prompt",
    "Reading",
    "ReadingNote",
    "Release",
    "SelfEvaluation",
    "Share",
    "ShareReader",
    "Signature",
    "Template",
    "TemplateChapter",
    "ThreadRow",
]
