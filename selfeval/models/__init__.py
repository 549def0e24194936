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
from selfeval.models.improvement import Evidence, ExceptionComment, Intervention
from selfeval.models.releases import Reading, ReadingNote, Release, Share, ShareReader
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
    "Intervention",
    "Presence",
    "Prompt",
    "Reading",
    "ReadingNote",
    "Release",
    "SelfEvaluation",
    "Share",
    "ShareReader",
    "Template",
    "TemplateChapter",
]
