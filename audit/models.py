"""Who did what, when. Rows are added and never changed; they name things, never their text."""

from django.conf import settings
from django.db import models
from django.utils.text import camel_case_to_spaces


class EventQuerySet(models.QuerySet):
    """Rows are only added; the database itself refuses to change one (migration 0002)."""

    def visible_to(self, person):
        """Everything for those who may read the log; the permission's name is the policy's own."""
        return self if person.may("view_audit") else self.none()

    def update(self, **kwargs):
        raise TypeError("Audit events are never changed.")

    def delete(self):
        raise TypeError("Audit events are never deleted.")

    delete.queryset_only = True


class Event(models.Model):
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.SlugField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    detail = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.action} {self.object_type} {self.object_id}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit event is never deleted.")

    @property
    def sentence(self):
        """The action in words: ``pack_downloaded`` reads "Pack downloaded"."""
        return self.action.replace("_", " ").capitalize()

    @property
    def thing(self):
        """What it was done to: ``datapacks.PackRun`` and 12 read "pack run 12"."""
        return f"{camel_case_to_spaces(self.object_type.rpartition('.')[2])} {self.object_id}".strip()


def record(action, thing=None, *, by=None, **detail):
    """Add an event in the caller's transaction. ``detail`` holds names and numbers, never draft text."""
    return Event.objects.create(
        actor=by,
        action=action,
        object_type=thing._meta.label if thing is not None else "",
        object_id=str(thing.pk) if thing is not None else "",
        detail=detail,
    )
