"""Who is what in a challenge, and what each may see and do: the access policy of challenges on one screen.

Pure: no Django. A ``Part`` is what a person is to one turn, a ``SeatRole`` what they were invited as, a ``Right``
what a page asks for.
"""

from enum import StrEnum, auto


class SeatRole(StrEnum):
    """What someone is invited as. Which of them a challenge needs, and how many, is for its protocol."""

    HOST = auto()
    LEAD = auto()
    OBSERVER = auto()
    DIRECTOR = auto()  # of one of the authorities of a conversation, each of which hosts in turn
    SENIOR_TEAM = auto()
    PANEL = auto()
    EDUCATION = auto()
    SOCIAL_CARE = auto()
    LA_SEND = auto()
    HEALTH = auto()
    PARENT_CARER = auto()
    YOUNG_PEOPLE = auto()
    TEAM = auto()
    CONSULTANT = auto()
    HOST_TEAM = auto()
    GUEST = auto()


SEAT_LABELS = {
    SeatRole.HOST: "Host director",
    SeatRole.LEAD: "Lead",
    SeatRole.OBSERVER: "Observer",
    SeatRole.DIRECTOR: "Director of a group’s authority",
    SeatRole.SENIOR_TEAM: "Senior team of a group’s authority",
    SeatRole.PANEL: "Panel director",
    SeatRole.EDUCATION: "Specialist education professional",
    SeatRole.SOCIAL_CARE: "Regional social care lead",
    SeatRole.LA_SEND: "Authority SEND officer",
    SeatRole.HEALTH: "Health peer",
    SeatRole.PARENT_CARER: "Parent or carer peer",
    SeatRole.YOUNG_PEOPLE: "Young people’s peer",
    SeatRole.TEAM: "Team member",
    SeatRole.CONSULTANT: "Independent consultant",
    SeatRole.HOST_TEAM: "Host’s team",
    SeatRole.GUEST: "Guest",
}
# Within a sentence; "SEND" stays as it is.
SEAT_WORDS = {role: label[0].lower() + label[1:] for role, label in SEAT_LABELS.items()}

# Each stands for an authority, so each must come from one.
DIRECTORS = frozenset(
    {SeatRole.HOST, SeatRole.LEAD, SeatRole.OBSERVER, SeatRole.DIRECTOR, SeatRole.PANEL, SeatRole.SENIOR_TEAM}
)
# Those of the host's own side, who see nothing that the team keeps to itself.
HOSTS = frozenset({SeatRole.HOST, SeatRole.HOST_TEAM})
# They hear and read what everybody is sent, and no self-evaluation.
LISTENERS = frozenset({SeatRole.GUEST, SeatRole.CONSULTANT})
# The team beside the directors: whoever leads asks people of their own authority in.
TEAM_ROLES = frozenset(SeatRole) - DIRECTORS - HOSTS - LISTENERS


class Part(StrEnum):
    """What a person is to one turn."""

    HOST = auto()  # directs the services that are looked at
    HOST_TEAM = auto()  # prepares them
    HOST_MEMBER = auto()  # their lead member and chief executive
    LEAD = auto()
    OBSERVER = auto()
    TEAM = auto()
    GUEST = auto()  # listens, and reads what the team is sent
    MANAGER = auto()  # the region's project manager
    REGIONAL_LEAD = auto()


class Right(StrEnum):
    READ_SCOPE = auto()  # the focus, its figures and the lines of enquiry
    READ_DIALOGUE = auto()  # what host, lead and observer proposed and said on the way to the focus
    WRITE_SCOPE = auto()
    WRITE_LINES = auto()
    DRAFT_QUESTIONS = auto()  # and read one's own
    MERGE_QUESTIONS = auto()  # read everybody's, order them, release them
    READ_QUESTIONS = auto()  # once they are released
    ANSWER_QUESTIONS = auto()
    READ_DOCUMENTS = auto()
    ASK_FOR_DOCUMENTS = auto()
    GIVE_DOCUMENTS = auto()
    READ_TIMETABLE = auto()
    WRITE_TIMETABLE = auto()
    READ_EVIDENCE = auto()
    WRITE_EVIDENCE = auto()
    READ_FINDINGS = auto()
    SUGGEST_FINDINGS = auto()
    WRITE_FINDINGS = auto()
    OBSERVE = auto()  # the private log, the register of questions, the sign-off
    FOLLOW_NOTE = auto()  # how far the written feedback is, and none of its text
    READ_NOTE = auto()  # the written feedback, from the fact check on
    WRITE_NOTE = auto()
    CHECK_NOTE = auto()
    RELEASE_NOTE = auto()
    READ_ACTIONS = auto()
    WRITE_ACTIONS = auto()
    CONFIRM_ACTIONS = auto()
    EVALUATE = auto()
    CODE_THEMES = auto()  # put what the released feedback says under the region's themes


HOST_SIDE = frozenset({Part.HOST, Part.HOST_TEAM, Part.HOST_MEMBER})
PEERS = frozenset({Part.LEAD, Part.OBSERVER, Part.TEAM})
IN_IT = HOST_SIDE | PEERS

RIGHTS: dict[Right, frozenset[Part]] = {
    Right.READ_SCOPE: IN_IT | {Part.MANAGER},
    Right.READ_DIALOGUE: HOST_SIDE | {Part.LEAD, Part.OBSERVER, Part.MANAGER},
    Right.WRITE_SCOPE: frozenset({Part.HOST, Part.LEAD, Part.OBSERVER}),
    Right.WRITE_LINES: frozenset({Part.LEAD}),
    Right.DRAFT_QUESTIONS: PEERS,
    Right.MERGE_QUESTIONS: frozenset({Part.LEAD}),
    Right.READ_QUESTIONS: IN_IT | {Part.MANAGER},
    Right.ANSWER_QUESTIONS: frozenset({Part.HOST, Part.HOST_TEAM}),
    Right.READ_DOCUMENTS: PEERS | {Part.HOST, Part.HOST_TEAM},
    Right.ASK_FOR_DOCUMENTS: frozenset({Part.LEAD}),
    Right.GIVE_DOCUMENTS: frozenset({Part.HOST, Part.HOST_TEAM}),
    Right.READ_TIMETABLE: IN_IT | {Part.GUEST, Part.MANAGER},
    Right.WRITE_TIMETABLE: frozenset({Part.HOST, Part.HOST_TEAM, Part.LEAD, Part.MANAGER}),
    Right.READ_EVIDENCE: PEERS,
    Right.WRITE_EVIDENCE: PEERS - {Part.OBSERVER},
    Right.READ_FINDINGS: PEERS,
    Right.SUGGEST_FINDINGS: frozenset({Part.LEAD, Part.TEAM}),
    Right.WRITE_FINDINGS: frozenset({Part.LEAD}),
    Right.OBSERVE: frozenset({Part.OBSERVER}),
    Right.FOLLOW_NOTE: IN_IT | {Part.MANAGER, Part.REGIONAL_LEAD},
    Right.READ_NOTE: IN_IT,
    Right.WRITE_NOTE: frozenset({Part.LEAD}),
    Right.CHECK_NOTE: frozenset({Part.HOST}),
    Right.RELEASE_NOTE: frozenset({Part.HOST}),
    Right.READ_ACTIONS: IN_IT,
    Right.WRITE_ACTIONS: frozenset({Part.HOST, Part.HOST_TEAM}),
    Right.CONFIRM_ACTIONS: frozenset({Part.LEAD, Part.OBSERVER, Part.TEAM}),
    Right.EVALUATE: IN_IT | {Part.GUEST},
    Right.CODE_THEMES: frozenset({Part.LEAD}),
}


def rights_of(parts: frozenset[Part] | set[Part]) -> frozenset[Right]:
    """Everything that someone of these parts may do."""
    return frozenset(right for right, holders in RIGHTS.items() if holders & parts)


def of_one_side(parts: set[Part]) -> set[Part]:
    """Whoever is on the host's side in any way is on it alone: what the team keeps to itself stays with the team."""
    return parts - PEERS if parts & HOST_SIDE else parts


def part_of_seat(
    role: SeatRole, *, authority: int | None, host: int, lead: int | None, observer: int | None
) -> Part | None:
    """What a seat is to a turn: authorities are DfE numbers, None for someone who is not from one.

    Whoever comes from the host is on the host's side, in whatever role. In a conversation the roles go round: the
    director of the authority that leads this turn leads it. None for a host's seat in a turn of another authority.
    """
    if role in HOSTS or authority == host:
        return Part.HOST_TEAM if authority == host else None
    if role in (SeatRole.LEAD, SeatRole.DIRECTOR) and authority is not None and authority == lead:
        return Part.LEAD
    if role in (SeatRole.OBSERVER, SeatRole.DIRECTOR) and authority is not None and authority == observer:
        return Part.OBSERVER
    if role in LISTENERS:
        return Part.GUEST
    return Part.TEAM
