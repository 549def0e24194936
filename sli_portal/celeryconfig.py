"""Celery's settings. Read when Celery first needs them, after Django's own."""

import os

from django.conf import settings
from kombu import Queue

from sli_portal.broker import broker_url as url

VISIBILITY_SECONDS = 4 * settings.JOB_SECONDS_LIMIT  # no message comes back while its job may still run

broker_url = url()
broker_connection_timeout = 2
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_transport_options = {
    "visibility_timeout": VISIBILITY_SECONDS,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 2,
    "max_retries": 0,  # a form that asks for work waits once for a broker that is down
    "queue_order_strategy": "priority",
}
visibility_timeout = VISIBILITY_SECONDS

accept_content = ["json"]
task_serializer = "json"
task_ignore_result = True
task_acks_late = True
task_reject_on_worker_lost = True  # the Job row's count of crashes ends the circle
task_publish_retry = False
# 130 and 140 of 150 seconds: both end before the worker stops renewing its lease.
task_soft_time_limit = settings.JOB_SECONDS_LIMIT * 0.86
task_time_limit = settings.JOB_SECONDS_LIMIT * 0.93
task_default_queue = "jobs"
task_queues = [Queue("sweeps"), Queue("jobs")]  # in this order: a sweep does not wait behind a region's packs
task_routes = {"jobs.sweep": {"queue": "sweeps"}}

worker_concurrency = settings.WORKER_PROCESSES or os.cpu_count()
worker_prefetch_multiplier = 1
worker_soft_shutdown_timeout = 30
worker_max_tasks_per_child = 50
worker_max_memory_per_child = 600_000  # kilobytes
worker_hijack_root_logger = False
worker_cancel_long_running_tasks_on_connection_loss = False  # the lease decides, not the connection

beat_scheduler = "celery.beat:Scheduler"  # in memory: one entry, and no file for a crash to spoil
beat_schedule = {
    "sweep": {
        "task": "jobs.sweep",
        "schedule": settings.JOB_SWEEP_SECONDS,
        "options": {"expires": settings.JOB_SWEEP_SECONDS},
    }
}
timezone = settings.TIME_ZONE
