"""Shapes of the memorandum's pages, and the words for why an authority's access is closed."""

from dataclasses import dataclass

from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, get_text_list

from regions.actions.memoranda import posts_to_sign, refusal, signing_posts, withdrawal_refusal
from regions.models import (
    LocalAuthority,
    Memorandum,
    MemorandumSignature,
    MemorandumWithdrawal,
    Person,
    Region,
    missing_signatures,
)
from regions.roles import ROLE_LABELS, SIGNING_ROLES, Permission, Role

NO_BREAK = "\u00a0"
SIGNATORIES = {
    Role.DCS: "the Director of Children's Services",
    Role.LEAD_MEMBER: "the lead member",
    Role.CHIEF_EXECUTIVE: "the chief executive",
}


def closed_because(authority: LocalAuthority) -> str:
    """Why the authority's access is closed, for its own people only; empty when it is a party."""
    memorandum = Memorandum.objects.in_force().filter(region=authority.region_id).first()
    if memorandum is None:
        return "Access is closed until your region issues its memorandum of understanding."
    if memorandum.withdrawals.filter(authority=authority).exists():
        return closed_by_withdrawal(authority, memorandum)
    missing = missing_signatures(authority)
    return closed_until_signed(missing, memorandum) if missing else ""


def closed_by_withdrawal(authority, memorandum):
    return (
        f"Access is closed: {authority.name} has withdrawn from version {memorandum.number}. "
        "It opens again when all three sign the next version."
    )


def closed_until_signed(missing, memorandum):
    who = get_text_list([SIGNATORIES[role] for role in missing], "and")
    verb = "signs" if len(missing) == 1 else "sign"
    return f"Access is closed until {who} {verb} version {memorandum.number}."


@dataclass(frozen=True)
class Cell:
    """How one role stands, in words; with who signed, and the certificate, where the reader may see it."""

    words: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class AuthorityRow:
    authority: LocalAuthority
    cells: list[Cell]
    state: str
    colour: str
    is_party: bool = False


@dataclass(frozen=True)
class OwnAuthority:
    """How the reader's own authority stands, and what they may do about it."""

    authority: LocalAuthority
    words: str
    sign_url: str
    withdraw_url: str


@dataclass(frozen=True)
class MemorandumPage:
    region: Region
    memorandum: Memorandum | None
    is_in_force: bool
    roles: list[str]
    rows: list[AuthorityRow]
    parties: int
    own: list[OwnAuthority]
    versions: list[Memorandum]
    draft: Memorandum | None
    may_manage: bool

    @property
    def next_number(self):
        return self.versions[0].number + 1 if self.versions else 1


@dataclass(frozen=True)
class Signing:
    """Who has signed a memorandum, and who an earlier one."""

    memorandum: Memorandum
    signatures: dict[tuple[int, str], MemorandumSignature]
    earlier: dict[tuple[int, str], int]
    withdrawals: dict[int, MemorandumWithdrawal]
    holders: set[tuple[int, str]]


def memorandum_page(region: Region, memorandum: Memorandum | None, person: Person) -> MemorandumPage:
    """The memorandum, how far every authority has come with signing it, and what the reader may do."""
    visible = list(Memorandum.objects.visible_to(person).filter(region=region).select_related("issued_by"))
    issued = [one for one in visible if not one.is_draft]
    is_shown_with_signatures = memorandum is not None and not memorandum.is_draft
    rows = authority_rows(memorandum, person) if is_shown_with_signatures else []
    is_in_force = is_shown_with_signatures and memorandum == issued[0]
    return MemorandumPage(
        region=region,
        memorandum=memorandum,
        is_in_force=is_in_force,
        roles=[capfirst(SIGNATORIES[role].removeprefix("the ")) for role in SIGNING_ROLES],
        rows=rows,
        parties=sum(row.is_party for row in rows),
        own=own_authorities(memorandum, person) if is_in_force else [],
        versions=issued,
        draft=next((one for one in visible if one.is_draft), None),
        may_manage=person.may(Permission.MANAGE_MEMORANDUM, at=region),
    )


def authority_rows(memorandum, person):
    signing = read_signing(memorandum)
    manages = person.may(Permission.MANAGE_MEMORANDUM, at=memorandum.region)
    own, _ = person.places_where(Permission.VIEW_MEMORANDUM)
    authorities = memorandum.region.authorities.current().order_by("name")
    rows = [
        authority_row(authority, signing, in_full=manages or authority.pk in own, manages=manages)
        for authority in authorities
    ]
    return sorted(rows, key=lambda row: row.is_party)  # those that are waited for come first


def read_signing(memorandum):
    signatures, earlier = {}, {}
    every = MemorandumSignature.objects.filter(
        memorandum__region=memorandum.region_id, memorandum__number__lte=memorandum.number
    ).select_related("memorandum", "person")
    for one in every.order_by("memorandum__number"):
        if one.memorandum_id == memorandum.pk:
            signatures[one.authority_id, one.role] = one
        else:
            earlier[one.authority_id, one.role] = one.memorandum.number
    return Signing(
        memorandum=memorandum,
        signatures=signatures,
        earlier=earlier,
        withdrawals={one.authority_id: one for one in memorandum.withdrawals.all()},
        holders={(one.authority_id, one.role) for one in posts_to_sign(memorandum)},
    )


def authority_row(authority, signing, *, in_full, manages):
    cells = [cell(authority, role, signing, in_full=in_full, manages=manages) for role in SIGNING_ROLES]
    signed = sum((authority.pk, role) in signing.signatures for role in SIGNING_ROLES)
    if authority.pk in signing.withdrawals:
        day = date(timezone.localtime(signing.withdrawals[authority.pk].withdrawn_at), "j F Y")
        return AuthorityRow(authority, cells, f"Withdrew on {day}", "red")
    if signed == len(SIGNING_ROLES):
        return AuthorityRow(authority, cells, "Party", "green", is_party=True)
    return AuthorityRow(authority, cells, f"{signed}{NO_BREAK}of{NO_BREAK}{len(SIGNING_ROLES)}", "yellow")


def cell(authority, role, signing, *, in_full, manages):
    signature = signing.signatures.get((authority.pk, role))
    if signature is not None and in_full:
        day = date(timezone.localtime(signature.signed_at), f"j{NO_BREAK}M{NO_BREAK}Y")
        return Cell(f"Signed {day}", signature.person.name, signature.get_absolute_url())
    if signature is not None:
        return Cell("Signed")
    words = "Not signed"
    if (authority.pk, role) in signing.earlier:
        words += f"; signed version {signing.earlier[authority.pk, role]}"
    if manages and (authority.pk, role) not in signing.holders:
        words += "; nobody is entered in this post"
    return Cell(words)


def own_authorities(memorandum, person):
    own, _ = person.places_where(Permission.VIEW_MEMORANDUM)
    authorities = memorandum.region.authorities.current().filter(pk__in=own).select_related("region")
    return [own_authority(authority, memorandum, person) for authority in authorities]


def own_authority(authority, memorandum, person):
    may_sign = any(
        not refusal(memorandum, authority, role, person)
        for role, code in signing_posts(person)
        if code == authority.pk
    )
    may_withdraw = not withdrawal_refusal(memorandum, authority, person)
    keys = [memorandum.pk, authority.pk]
    closed = closed_because(authority)
    return OwnAuthority(
        authority=authority,
        words=closed or f"{authority.name} is a party: all three have signed version {memorandum.number}.",
        sign_url=reverse("regions:memorandum_sign", args=keys) if may_sign else "",
        withdraw_url=reverse("regions:memorandum_withdraw", args=keys) if may_withdraw else "",
    )


@dataclass(frozen=True)
class ToSign:
    """A signature that waits for the reader."""

    memorandum: Memorandum
    authority: LocalAuthority
    role: str
    url: str


def waiting_for(person: Person) -> list[ToSign]:
    """What the person has still to sign today."""
    authorities = {one.pk: one for one in person.authorities_where(Permission.SIGN_MEMORANDUM)}
    return [
        ToSign(
            memorandum=memorandum,
            authority=authorities[code],
            role=ROLE_LABELS[role],
            url=reverse("regions:memorandum_sign", args=[memorandum.pk, code]),
        )
        for role, code in signing_posts(person)
        for memorandum in Memorandum.objects.awaiting(role, authorities[code]).select_related("region")
    ]
