"""Writes about a memorandum: draft, issue, sign, withdraw, and remind those who have not signed."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import record
from outbox.actions import post
from regions.models import (
    LocalAuthority,
    Memorandum,
    MemorandumSignature,
    MemorandumWithdrawal,
    Person,
    Post,
    Region,
)
from regions.roles import ROLE_LABELS, SIGNING_ROLES, Permission, Role
from regions.rules import same_name

COPIED = [
    "title",
    "text",
    "access_days_after",
    "endorsers",
    "project_manager_reads",
    "read_only_if_shared",
    "concern_route",
    "drafts_kept_years",
    "signed_kept_years",
    "logs_kept_years",
    "review_on",
]


TO_BE_SAID = [
    "Parties and who signs for them",
    "Purpose",
    "What we do together",
    "What is shared, with whom and when",
    "Confidentiality",
    "Who else may receive it",
    "Concerns",
    "Requests under the Freedom of Information Act",
    "How long things are kept",
    "Withdrawing",
    "Review",
]


class CannotSign(Exception):  # noqa: N818
    """The signature or withdrawal is refused; the words are fit to show."""


class AlreadyIssued(Exception):  # noqa: N818
    """The memorandum was issued meanwhile, so it can no longer be changed."""


@transaction.atomic
def start_draft(*, region: Region, by: Person) -> Memorandum:
    """The region's draft: the one there is, or a copy of its last version, or an outline to fill in."""
    Region.objects.select_for_update(of=("self",)).get(pk=region.pk)  # two drafts would race
    last = region.memoranda.first()
    if last is not None and last.is_draft:
        return last
    fields = {name: getattr(last, name) for name in COPIED} if last else outline()
    draft = Memorandum.objects.create(region=region, number=last.number + 1 if last else 1, **fields)
    record("memorandum_drafted", draft, by=by, version=draft.number)
    return draft


def outline():
    """Where a region's first memorandum begins: what it has to say, for the region to say it."""
    return {
        "title": "Memorandum of understanding",
        "text": "\n\n".join(f"{number}. {words}" for number, words in enumerate(TO_BE_SAID, 1)),
        "concern_route": "Tell the regional lead.",
        "review_on": timezone.localdate() + timedelta(days=365),
    }


@transaction.atomic
def edit_draft(*, memorandum: Memorandum, fields: dict, by: Person) -> None:
    """Raises AlreadyIssued."""
    draft = locked(memorandum)
    if not draft.is_draft:
        raise AlreadyIssued
    for name in COPIED:
        setattr(draft, name, fields[name])
    draft.save()
    record("memorandum_edited", draft, by=by, version=draft.number)


@transaction.atomic
def issue(*, memorandum: Memorandum, by: Person) -> None:
    """Fix the text and ask every signatory of the region to sign. Raises AlreadyIssued."""
    draft = locked(memorandum)
    if not draft.is_draft:
        raise AlreadyIssued
    draft.fix(at=timezone.now(), by=by)
    draft.save()
    record("memorandum_issued", draft, by=by, version=draft.number, sha256=draft.text_sha256)
    for one in posts_to_sign(draft):
        write_to(one, draft, kind="memorandum_issued", about=f"{draft.pk} {one.authority_id} {one.role}")


@transaction.atomic
def remind(*, memorandum: Memorandum, by: Person) -> int:
    """Write to everyone who has not signed, at most once a day each; returns how many they are."""
    signed = set(memorandum.signatures.values_list("authority", "role"))
    withdrawn = set(memorandum.withdrawals.values_list("authority", flat=True))
    missing = [
        one
        for one in posts_to_sign(memorandum)
        if (one.authority_id, one.role) not in signed and one.authority_id not in withdrawn
    ]
    day = timezone.localdate().isoformat()
    for one in missing:
        about = f"{memorandum.pk} {one.authority_id} {one.role} {day}"
        write_to(one, memorandum, kind="memorandum_reminder", about=about)
    record("memorandum_reminded", memorandum, by=by, version=memorandum.number, people=len(missing))
    return len(missing)


def posts_to_sign(memorandum):
    """The posts held today in which people sign for the region's authorities."""
    return list(
        Post.objects.held_on(timezone.localdate())
        .filter(role__in=SIGNING_ROLES, authority__in=memorandum.region.authorities.current())
        .filter(person__is_active=True)
        .select_related("person", "authority")
    )


def write_to(one, memorandum, *, kind, about):
    """The e-mail names the region, the version and the place to sign, and nothing of the text."""
    page = reverse("regions:memorandum_sign", args=[memorandum.pk, one.authority_id])
    post(
        kind=kind,
        to=one.person.email,
        subject=f"Sign version {memorandum.number} of the memorandum of {memorandum.region.name}",
        body=(
            f"Version {memorandum.number} of the memorandum of understanding of {memorandum.region.name} waits for "
            f"your signature for {one.authority.name}, as {one.get_role_display()}. Sign in to read and sign it: "
            f"{page}"
        ),
        about=about,
    )


@transaction.atomic
def sign(
    *,
    memorandum: Memorandum,
    authority: LocalAuthority,
    role: Role,
    typed_name: str,
    signed_in_with: str,
    by: Person,
) -> MemorandumSignature:
    """Sign for the authority in one's own role; the caller has made sure who it is. Raises CannotSign."""
    memorandum = locked(memorandum)
    why_not = refusal(memorandum, authority, role, by)
    if why_not:
        raise CannotSign(why_not)
    if not same_name(typed_name, by.name):
        raise CannotSign(f"Type your name as the portal has it: {by.name}")
    signature = MemorandumSignature.objects.create(
        memorandum=memorandum,
        authority=authority,
        role=role,
        person=by,
        typed_name=typed_name,
        statement=statement(memorandum, authority, role),
        text_sha256=memorandum.text_sha256,
        signed_at=timezone.now(),
        signed_in_with=signed_in_with,
    )
    record(
        "memorandum_signed",
        signature,
        by=by,
        version=memorandum.number,
        authority=authority.pk,
        role=role,
        sha256=memorandum.text_sha256,
    )
    return signature


def statement(memorandum, authority, role):
    """What the person says by signing."""
    return (
        f"I have read version {memorandum.number} of the memorandum of understanding of {memorandum.region.name} "
        f"with its schedule, and I sign it for {authority.name} as its {lower_first(ROLE_LABELS[role])}."
    )


def lower_first(label):
    """Directors keep their capital letters, which the sector gives them."""
    return label if label.startswith("Director") else label[0].lower() + label[1:]


def refusal(memorandum, authority, role, person):
    """Why this person may not sign this for the authority in this role; empty when they may."""
    if (role, authority.pk) not in signing_posts(person):
        return f"Only the {lower_first(ROLE_LABELS[role])} of {authority.name} may sign here."
    if not Memorandum.objects.in_force().filter(pk=memorandum.pk, region=authority.region_id).exists():
        return "This version is not the one in force. Go back to the memorandum and sign the newest."
    if memorandum.withdrawals.filter(authority=authority).exists():
        return f"{authority.name} has withdrawn from this version. It comes back by signing the next one."
    if memorandum.signatures.filter(authority=authority, role=role).exists():
        return f"This version is signed already by the {lower_first(ROLE_LABELS[role])} of {authority.name}."
    return ""


def signing_posts(person):
    """(role, authority number) of each post in which the person signs today."""
    if not person.may(Permission.SIGN_MEMORANDUM):
        return []
    return [(Role(one.role), one.authority_id) for one in person.posts_now if one.role in SIGNING_ROLES]


@transaction.atomic
def withdraw(*, memorandum: Memorandum, authority: LocalAuthority, signed_in_with: str, by: Person) -> None:
    """End the authority's part in this version at once. Raises CannotSign."""
    memorandum = locked(memorandum)
    why_not = withdrawal_refusal(memorandum, authority, by)
    if why_not:
        raise CannotSign(why_not)
    withdrawal = MemorandumWithdrawal.objects.create(
        memorandum=memorandum,
        authority=authority,
        person=by,
        withdrawn_at=timezone.now(),
        signed_in_with=signed_in_with,
    )
    record("memorandum_withdrawn", withdrawal, by=by, version=memorandum.number, authority=authority.pk)


def withdrawal_refusal(memorandum, authority, person):
    """Why this person may not withdraw the authority; empty when they may."""
    if (Role.DCS, authority.pk) not in signing_posts(person):
        return f"Only the Director of Children's Services of {authority.name} may withdraw it."
    if not Memorandum.objects.in_force().filter(pk=memorandum.pk, region=authority.region_id).exists():
        return "This version is not the one in force, so there is nothing to withdraw from."
    if not memorandum.signatures.filter(authority=authority).exists():
        return f"Nobody has signed this version for {authority.name}, so there is nothing to withdraw from."
    if memorandum.withdrawals.filter(authority=authority).exists():
        return f"{authority.name} has withdrawn already."
    return ""


def locked(memorandum):
    """The memorandum as it stands, which nobody else signs, issues or leaves until this is done."""
    return Memorandum.objects.select_for_update(of=("self",)).select_related("region").get(pk=memorandum.pk)
