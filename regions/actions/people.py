"""Writes about people: adding them and giving them posts."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from audit.models import record
from regions.models import LocalAuthority, Person, Post, Region
from regions.roles import Role


@transaction.atomic
def add_person(*, email: str, name: str, by: Person | None, demonstration: bool = False) -> Person:
    """A person who can sign in at this address once they have set a password; an existing one is returned."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person.objects.create_user(email, name=name, is_demonstration=demonstration)
        record("person_added", person, by=by)
    return person


@transaction.atomic
def give_post(
    *,
    person: Person,
    role: Role,
    starts_on,
    by: Person | None,
    authority: LocalAuthority | None = None,
    region: Region | None = None,
    ends_on: date | None = None,
) -> Post:
    """Give the person the post, unless they hold it then or will. One that has ended stays as it was.

    Raises IntegrityError when the role is not held at that kind of place.
    """
    held = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if post := held.filter(person=person, role=role, authority=authority, region=region).first():
        return post
    post = Post.objects.create(
        person=person, role=role, authority=authority, region=region, starts_on=starts_on, ends_on=ends_on
    )
    record("post_given", post, by=by, role=role, place=str(post.place))
    return post
