"""Memoranda, issued and signed through the actions, as people would."""

from datetime import date

from regions import actions
from regions.actions.memoranda import COPIED
from regions.roles import SIGNING_ROLES
from tests.cast import hold, make_person

TEXT = "Between us.\n\n1. Purpose\n\nTo help each other.\n\n2. Sharing\n\nIn confidence."


def make_draft(region, *, by, **fields):
    draft = actions.start_draft(region=region, by=by)
    values = {name: getattr(draft, name) for name in COPIED}
    first = {"text": TEXT, "review_on": date(2028, 3, 31)} if draft.number == 1 else {}
    actions.edit_draft(memorandum=draft, fields=values | first | fields, by=by)
    draft.refresh_from_db()
    return draft


def make_issued(region, *, by, **fields):
    draft = make_draft(region, by=by, **fields)
    actions.issue(memorandum=draft, by=by)
    draft.refresh_from_db()
    return draft


def signatories(authority):
    """{role: person} who sign for the authority, adding whoever is missing."""
    held = {post.role: post.person for post in authority.posts.filter(ends_on=None)}
    for role in SIGNING_ROLES:
        if role not in held:
            held[role] = make_person(f"{role}-{authority.pk}")
            hold(held[role], role, authority=authority)
    return {role: held[role] for role in SIGNING_ROLES}


def sign_for(authority, memorandum, roles=SIGNING_ROLES):
    """The signatures of these roles for the authority."""
    return [
        actions.sign(
            memorandum=memorandum,
            authority=authority,
            role=role,
            typed_name=person.name,
            signed_in_with="A test",
            by=person,
        )
        for role, person in signatories(authority).items()
        if role in roles
    ]
