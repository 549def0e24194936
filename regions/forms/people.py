"""Choosing a person in a form."""

from django import forms
from django.db.models import Prefetch, Q
from django.utils import timezone

from regions.models import Person, Post, Region


class PersonField(forms.ModelChoiceField):
    """Someone of a region, with where they hold a post: names alone may be two people's."""

    def of(self, region: Region, *, kept: int | None = None) -> None:
        """Everyone with an account and a post in the region today, and ``kept``, whoever is chosen already."""
        posts = Post.objects.held_on(timezone.localdate()).filter(
            Q(region=region) | Q(authority__region=region)
        )
        held = Prefetch("posts", posts.select_related("authority", "region"), to_attr="posts_there")
        people = Person.objects.filter(Q(is_active=True, posts__in=posts) | Q(pk=kept)).distinct()
        self.queryset = people.prefetch_related(held)

    def label_from_instance(self, person):
        return ", ".join([person.name, *sorted({str(post.place) for post in person.posts_there})])
