"""Celery's side of reminders: one shell."""

from celery import shared_task
from django.utils import timezone

from cycles import reminders


@shared_task(name="cycles.remind")
def remind():
    reminders.send(timezone.localdate())
