"""Celery's side of background work: two shells."""

from celery import shared_task

from jobs import running, sweeping


@shared_task(name="jobs.run")
def run(job_id):
    running.run(job_id)


@shared_task(name="jobs.sweep")
def sweep():
    sweeping.sweep()
