"""The whole access policy on one screen: who holds which permission, and where. Pure: no Django."""

from enum import StrEnum, auto


class Role(StrEnum):
    DCS = auto()
    LEAD_MEMBER = auto()
    CHIEF_EXECUTIVE = auto()
    LA_COORDINATOR = auto()
    CONTRIBUTOR = auto()
    REGIONAL_LEAD = auto()
    PROJECT_MANAGER = auto()
    ANALYST = auto()
    PEER = auto()
    GUEST = auto()
    ADMINISTRATOR = auto()


ROLE_LABELS = {
    Role.DCS: "Director of Children's Services",
    Role.LEAD_MEMBER: "Lead member for children's services",
    Role.CHIEF_EXECUTIVE: "Chief executive",
    Role.LA_COORDINATOR: "Authority coordinator",
    Role.CONTRIBUTOR: "Contributor",
    Role.REGIONAL_LEAD: "Regional lead",
    Role.PROJECT_MANAGER: "Regional project manager",
    Role.ANALYST: "Regional analyst",
    Role.PEER: "Peer",
    Role.GUEST: "Guest",
    Role.ADMINISTRATOR: "Portal administrator",
}


class Permission(StrEnum):
    VIEW_REGION = auto()  # the region's page, its authorities, their published figures
    VIEW_PACKS = auto()
    BUILD_PACKS = auto()
    LOAD_FIGURES = auto()
    MANAGE_CYCLES = auto()  # the region's year: its steps and their dates
    VIEW_AUDIT = auto()
    VIEW_OUTBOX = auto()
    VIEW_MEMORANDUM = auto()  # its text, and how far the region has come with signing it
    MANAGE_MEMORANDUM = auto()  # write, issue, chase
    SIGN_MEMORANDUM = auto()  # for one authority, in one's own role
    TAKE_PART = auto()  # know one's own authority's self-evaluation; its text needs more
    LOG_INTERVENTIONS = auto()  # what one's own authority has tried
    EDIT_SELF_EVALUATION = auto()  # every chapter, and who has a part in them
    SIGN_SELF_EVALUATION = auto()  # sign, release, withdraw
    ENDORSE_SELF_EVALUATION = auto()
    READ_OWN_RELEASES = auto()
    READ_SHARED = auto()  # what is shared with one's authority
    VIEW_STATUS = auto()  # stage, dates and counts of the region's, never text
    READ_AS_AGREED = auto()  # the region's releases from the share day, where the memorandum says so
    READ_SUPPORT = auto()  # one's own authority's needs and offers, and those that the region may see
    RAISE_SUPPORT = auto()  # needs and offers of one's own authority
    FOLLOW_SUPPORT = auto()  # all of the region's
    BROKER_SUPPORT = auto()  # find an offer for a need, and see it through
    READ_PLAN_DRAFT = auto()  # the region's plan, from its first draft on
    READ_PLAN_BALLOT = auto()  # from the ballot on; once it is confirmed everyone of the region reads it
    ANSWER_BALLOT = auto()  # for one's own authority, in one's own role
    MANAGE_PLAN = auto()  # draft it, open the ballot, see it through; write and file the regional update
    FOLLOW_GROUPS = auto()  # meetings, decisions and actions of every group; members read their own
    MANAGE_GROUPS = auto()  # set them up, and run any of them; a chair runs their own
    WRITE_DEVELOPMENT_PLAN = auto()  # of one's own authority; sharing it is for who signs its self-evaluation
    VIEW_DEVELOPMENT_STATUS = auto()  # state and counts of the region's development plans, never text
    READ_UPDATES = auto()  # the region's filed updates
    READ_PRACTICE = auto()  # the region's released practice examples
    WRITE_PRACTICE = auto()  # of one's own authority, or for any of a region; releasing is for its director
    RELEASE_PRACTICE = auto()  # of one's own authority, on a day that they choose
    READ_ASSOCIATES = auto()  # the region's register of people who are lent, and the days given and received
    MANAGE_ASSOCIATES = auto()  # keep the register, and record who was lent; an associate corrects their own


# Where a post of the role is held: at one authority, at a region, or for the portal as a whole.
AUTHORITY_ROLES = frozenset(
    {Role.DCS, Role.LEAD_MEMBER, Role.CHIEF_EXECUTIVE, Role.LA_COORDINATOR, Role.CONTRIBUTOR}
)
REGION_ROLES = frozenset({Role.REGIONAL_LEAD, Role.PROJECT_MANAGER, Role.ANALYST, Role.PEER, Role.GUEST})
PORTAL_ROLES = frozenset({Role.ADMINISTRATOR})

# Who signs the memorandum for an authority: it is a party when all three have.
SIGNING_ROLES = (Role.DCS, Role.LEAD_MEMBER, Role.CHIEF_EXECUTIVE)

SIGNS = frozenset({Permission.VIEW_MEMORANDUM, Permission.SIGN_MEMORANDUM})
MANAGES = frozenset({Permission.VIEW_MEMORANDUM, Permission.MANAGE_MEMORANDUM})

TAKES_PART = frozenset({Permission.TAKE_PART})
READS_OWN = TAKES_PART | {Permission.READ_OWN_RELEASES}
DIRECTS = READS_OWN | {
    Permission.LOG_INTERVENTIONS,
    Permission.EDIT_SELF_EVALUATION,
    Permission.SIGN_SELF_EVALUATION,
    Permission.READ_SHARED,
}
ENDORSES = READS_OWN | {
    Permission.ENDORSE_SELF_EVALUATION,
    Permission.READ_SUPPORT,
    Permission.READ_PLAN_BALLOT,
}
RUNS_THE_YEAR = frozenset(
    {
        Permission.MANAGE_CYCLES,
        Permission.VIEW_STATUS,
        Permission.MANAGE_PLAN,
        Permission.MANAGE_GROUPS,
        Permission.VIEW_DEVELOPMENT_STATUS,
    }
)
SPEAKS_FOR = frozenset(
    {
        Permission.READ_SUPPORT,
        Permission.RAISE_SUPPORT,
        Permission.READ_PLAN_DRAFT,
        Permission.WRITE_DEVELOPMENT_PLAN,
    }
)
FOLLOWS = frozenset(
    {
        Permission.READ_SUPPORT,
        Permission.FOLLOW_SUPPORT,
        Permission.READ_PLAN_DRAFT,
        Permission.FOLLOW_GROUPS,
    }
)
READS_UPDATES = frozenset({Permission.READ_UPDATES})
READS_PRACTICE = frozenset({Permission.READ_PRACTICE})
WRITES_PRACTICE = READS_PRACTICE | {Permission.WRITE_PRACTICE}
BORROWS = frozenset({Permission.READ_ASSOCIATES})

GRANTS = {
    Role.DCS: SIGNS
    | DIRECTS
    | SPEAKS_FOR
    | BORROWS
    | READS_UPDATES
    | WRITES_PRACTICE
    | frozenset(
        {
            Permission.RELEASE_PRACTICE,
            Permission.VIEW_REGION,
            Permission.VIEW_PACKS,
            Permission.BUILD_PACKS,
            Permission.ANSWER_BALLOT,
            Permission.FOLLOW_GROUPS,
        }
    ),
    Role.LEAD_MEMBER: SIGNS
    | ENDORSES
    | READS_PRACTICE
    | frozenset({Permission.VIEW_REGION, Permission.VIEW_PACKS, Permission.ANSWER_BALLOT}),
    Role.CHIEF_EXECUTIVE: SIGNS
    | ENDORSES
    | READS_PRACTICE
    | frozenset({Permission.VIEW_REGION, Permission.VIEW_PACKS}),
    Role.LA_COORDINATOR: READS_OWN
    | SPEAKS_FOR
    | WRITES_PRACTICE
    | BORROWS
    | frozenset(
        {
            Permission.EDIT_SELF_EVALUATION,
            Permission.LOG_INTERVENTIONS,
            Permission.VIEW_REGION,
            Permission.VIEW_PACKS,
            Permission.BUILD_PACKS,
            Permission.VIEW_MEMORANDUM,
        }
    ),
    Role.CONTRIBUTOR: TAKES_PART
    | READS_PRACTICE
    | frozenset({Permission.LOG_INTERVENTIONS, Permission.VIEW_REGION, Permission.VIEW_PACKS}),
    Role.REGIONAL_LEAD: MANAGES
    | RUNS_THE_YEAR
    | FOLLOWS
    | BORROWS
    | READS_UPDATES
    | READS_PRACTICE
    | frozenset({Permission.VIEW_REGION, Permission.VIEW_PACKS, Permission.BUILD_PACKS}),
    Role.PROJECT_MANAGER: MANAGES
    | RUNS_THE_YEAR
    | FOLLOWS
    | BORROWS
    | READS_UPDATES
    | WRITES_PRACTICE
    | frozenset(
        {
            Permission.VIEW_REGION,
            Permission.VIEW_PACKS,
            Permission.BUILD_PACKS,
            Permission.READ_AS_AGREED,
            Permission.BROKER_SUPPORT,
            Permission.MANAGE_ASSOCIATES,
        }
    ),
    Role.ANALYST: FOLLOWS
    | READS_UPDATES
    | READS_PRACTICE
    | frozenset(
        {
            Permission.VIEW_REGION,
            Permission.VIEW_PACKS,
            Permission.BUILD_PACKS,
            Permission.LOAD_FIGURES,
            Permission.VIEW_MEMORANDUM,
            Permission.VIEW_STATUS,
        }
    ),
    Role.PEER: frozenset(),
    Role.GUEST: frozenset(),
    Role.ADMINISTRATOR: frozenset({Permission.VIEW_AUDIT, Permission.VIEW_OUTBOX}),
}

# Held at a region by everyone with a post at one of its authorities, not only by regional posts.
SHARED_ACROSS_REGION = frozenset(
    {
        Permission.VIEW_REGION,
        Permission.VIEW_MEMORANDUM,
        Permission.READ_SUPPORT,
        Permission.READ_PLAN_DRAFT,
        Permission.READ_PLAN_BALLOT,
        Permission.FOLLOW_GROUPS,
        Permission.READ_UPDATES,
        Permission.READ_PRACTICE,
        Permission.READ_ASSOCIATES,
    }
)
