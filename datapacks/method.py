"""How the figures were compared, as every pack says it."""

from datapacks.content import Note

NOTES = (
    Note(
        "Similar areas",
        (
            "The comparison is with the ten statistical neighbours of the Department for Education's model: "
            "the plain mean of those that have a figure, and none where fewer than five have.",
        ),
    ),
    Note(
        "Rank and band",
        (
            "Current authorities with a figure are ranked, 1 being best; equal figures share the better place. "
            "Bands A to D are quarters of all authorities, A the best. There is no rank or band where neither "
            "higher nor lower is better, and no band where figures hardly differ.",
        ),
    ),
    Note(
        "Difference from similar areas",
        (
            "Where the counts are known, a figure differs when its 95% interval leaves out the neighbours' mean "
            "(Wilson's method for percentages; Byar's, or the exact one below ten events, for rates). The mean "
            "is taken as fixed. Where counts are not known, a figure differs when it is at least a tenth away "
            "and beyond at least seven of the ten neighbours.",
            "The figures are full counts, not samples: the interval describes the play of chance in what "
            "produced them.",
        ),
    ),
    Note(
        "Trend",
        (
            "The trend is tested over the latest five years, at the 0.2% level, and only where counts are known. "
            "It is a pointer, not an analysis. The change since the period before is not tested.",
        ),
    ),
    Note(
        "Strengths and challenge areas",
        (
            "A strength is better than similar areas and in band A, or in band A or B and getting better. "
            "A challenge area is worse than similar areas and in band D, or in band C and not getting better; "
            "or in band D and getting worse. Challenge areas are in order of the gap to similar areas, "
            "measured in standard errors.",
        ),
    ),
    Note(
        "Not shifted",
        (
            "A figure has not shifted when it is worse than similar areas now and in at least three of the last "
            "five years, is not getting better, and several things that the authority has logged were begun at "
            "least a year before the end of the latest period. Where fewer are logged, the pack asks whether "
            "anything has been tried.",
        ),
    ),
    Note(
        "Licence",
        ("Contains public sector information licensed under the Open Government Licence v3.0.",),
    ),
)
