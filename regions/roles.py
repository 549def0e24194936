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


# Where a post of the role is held: at one authority, at a region, or for the portal as a whole.
AUTHORITY_ROLES = frozenset(
    {Role.DCS, Role.LEAD_MEMBER, Role.CHIEF_EXECUTIVE, Role.LA_COORDINATOR, Role.CONTRIBUTOR}
)
REGION_ROLES = frozenset({Role.REGIONAL_LEAD, Role.PROJECT_MANAGER, Role.ANALYST, Role.PEER, Role.GUEST})
PORTAL_ROLES = frozenset({Role.ADMINISTRATOR})

GRANTS = {
    Role.DCS: frozenset({Permission.VIEW_REGION, Permission.VIEW_PACKS, Permission.BUILD_PACKS}),
    Role.LEAD_MEMBER: frozenset({Permission.VIEW_REGION, Permission.VIEW_PACKS}),
    Role.CHIEF_EXECUTIVE: frozenset({Permission.VIEW_REGION, Permission.VIEW_PACKS}),
    Role.LA_COORDINATOR: frozenset({Permission.VIEW_REGION, Permission.VIEW_PACKS, Permission.BUILD_PACKS}),
    Role.CONTRIBUTOR: frozenset({Permission.VIEW_REGION, Permission.VIEW_PACKS}),
    Role.REGIONAL_LEAD: frozenset(
        {Permission.VIEW_REGION, Permission.VIEW_PACKS, Permission.BUILD_PACKS, Permission.MANAGE_CYCLES}
    ),
    Role.PROJECT_MANAGER: frozenset(
        {Permission.VIEW_REGION, Permission.VIEW_PACKS, Permission.BUILD_PACKS, Permission.MANAGE_CYCLES}
    ),
    Role.ANALYST: frozenset(
        {Permission.VIEW_REGION, Permission.VIEW_PACKS, Permission.BUILD_PACKS, Permission.LOAD_FIGURES}
    ),
    Role.PEER: frozenset(),
    Role.GUEST: frozenset(),
    Role.ADMINISTRATOR: frozenset({Permission.VIEW_AUDIT, Permission.VIEW_OUTBOX}),
}

# Held at a region by everyone with a post at one of its authorities, not only by regional posts.
SHARED_ACROSS_REGION = frozenset({Permission.VIEW_REGION})
