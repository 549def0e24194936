import json
import multiprocessing
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from datapacks.actions import NobodyToMakeFor, request_packs
from datapacks.models import DataPack
from datapacks.reports import warm
from jobs import running
from jobs.models import Job
from regions.models import LocalAuthority, Region


class Command(BaseCommand):
    help = "Makes data packs with the same jobs as the web, waits for them, and writes the PDFs to a folder."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--region", help="a region's slug: every current authority of it")
        which.add_argument("--la", nargs="+", type=int, metavar="CODE", help="LA numbers")
        which.add_argument("--all", action="store_true", help="every current authority of England")
        parser.add_argument("--out", type=Path, required=True, help="a folder for the PDFs")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        region, authorities = self.chosen(options)
        options["out"].mkdir(parents=True, exist_ok=True)
        try:
            run = request_packs(authorities=authorities, region=region, by=None)
        except NobodyToMakeFor:
            raise CommandError("None of these is a current authority.") from None
        jobs = list(run.batch.jobs.values_list("pk", flat=True))
        make_all(jobs)
        results = [self.written(job, options["out"]) for job in Job.objects.filter(pk__in=jobs)]
        self.tell(results, as_json=options["json"])
        if any(result["state"] != Job.State.DONE for result in results):
            raise CommandError("Some packs were not made.")

    def chosen(self, options):
        if options["all"]:
            return None, LocalAuthority.objects.current()
        if options["la"]:
            return None, self.authorities(options["la"])
        region = Region.objects.filter(slug=options["region"]).first()
        if region is None:
            raise CommandError(f"There is no region {options['region']!r}.")
        return region, region.authorities.current()

    def authorities(self, codes):
        found = LocalAuthority.objects.filter(pk__in=codes)
        unknown = sorted(set(codes) - {authority.pk for authority in found})
        if unknown:
            raise CommandError(f"No authority has the number {', '.join(map(str, unknown))}.")
        return found

    def written(self, job, folder):
        result = {"la": job.params["authority"], "state": job.state, "message": job.message, "pdf": None}
        if job.state == Job.State.DONE:
            pack = DataPack.objects.filter(authority=job.params["authority"]).select_related("pdf").first()
            target = folder / f"{pack.authority_id}.pdf"
            with pack.pdf.open() as source:
                target.write_bytes(source.read())
            result |= {"pdf": str(target), "bytes": pack.pdf.size, "sha256": pack.pdf.sha256}
        return result

    def tell(self, results, *, as_json):
        if as_json:
            print(json.dumps(results, indent=1))
            return
        for result in results:
            print(f"{result['la']}: {result['pdf'] or result['message'] or result['state']}")


def make_all(jobs):
    """Run the jobs here, one process a core; a worker that takes some of them is welcome to."""
    warm()
    connections.close_all()  # each process opens its own
    fork = multiprocessing.get_context("fork")
    with fork.Pool(settings.WORKER_PROCESSES or multiprocessing.cpu_count()) as pool:
        pool.map(running.run, jobs, chunksize=1)
