"""Pages under load on one machine: queries, server time against an empty page, and calm while packs are printed.

python -m benchmarks.web. All traffic goes to a portal that this script starts on the loopback address.
"""

import concurrent.futures
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from statistics import quantiles

from benchmarks.portal import ROOT, Portal, prepared
from benchmarks.timing import print_ratio

EMPTY = "/healthz"
PAGES = {
    "home": "/",
    "region": "/regions/north-west/",
    "authority": "/authorities/354/",
    "indicator": "/indicators/re-referrals-12-months/",
}
SECONDS = 2.0
ROUNDS = 4
CLIENTS = 4
PACE = 16  # requests a second
MOST_QUERIES = 12
COUNT_QUERIES = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from regions.models import Person
client = Client()
client.force_login(Person.objects.get(posts__role="regional_lead", posts__region__slug="north-west"))
session = client.session
session["demonstration"] = True
session.save()
for path in {paths!r}:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost").status_code == 200
    print("QUERIES", path, len(queries))
"""


def main() -> None:
    with prepared() as portal:
        counts = queries(portal)
        portal.manage("build_packs", "--la", "354", "--out", str(portal.folder / "out"))
        with portal.served() as address:
            cookie = sign_in(address)
            speeds = fastest(address, {"empty": EMPTY, **PAGES}, cookie)
            idle = at_a_pace(address, PAGES["region"], cookie)
            busy = while_packs_are_printed(portal, address, cookie)
    print("page        queries  requests/s  of the empty page")
    for name, path in PAGES.items():
        share = speeds[name] / speeds["empty"]
        print(f"{name:10}  {counts[path]:7}  {speeds[name]:10.0f}  1/{1 / share:.0f}")
    print(f"p95 at {PACE} requests/s: {idle:.1f} ms idle, {busy:.1f} ms while packs are printed")
    print_ratio(
        "W1-slowest-page-against-empty", max(speeds["empty"] / speeds[name] for name in PAGES), at_most=25
    )
    print_ratio("W1-most-queries", max(counts.values()), at_most=MOST_QUERIES)
    print_ratio("W2-p95-ms", idle, at_most=50)
    print_ratio("W2-busy-against-idle", busy / idle, at_most=2)


def queries(portal: Portal) -> dict[str, int]:
    code = COUNT_QUERIES.format(paths=list(PAGES.values()))
    shell = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    output = subprocess.run(
        shell, cwd=ROOT, env=portal.environment, check=True, capture_output=True, text=True
    ).stdout
    return {path: int(number) for path, number in re.findall(r"QUERIES (\S+) (\d+)", output)}


def sign_in(address: str) -> str:
    """The session cookie of the North West's regional lead."""
    _, headers, page = ask(address, "/demonstration/", "")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    action = re.search(
        r'action="(/demonstration/sign-in/\d+/)">(?:(?!</form>).)*Regional lead', page, re.DOTALL
    ).group(1)
    csrf = headers["Set-Cookie"].partition(";")[0]
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": token})
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    form = {"Cookie": csrf, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", action, body, form)
    answer = connection.getresponse()
    cookies = [value.partition(";")[0] for name, value in answer.getheaders() if name == "Set-Cookie"]
    return "; ".join(cookies)


def ask(address: str, path: str, cookie: str):
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, page


def fastest(address: str, paths: dict[str, str], cookie: str) -> dict[str, float]:
    """Requests a second for each page: the best of some rounds, taken in turns, so that noise blurs all alike."""
    rounds = [{name: flat_out(address, path, cookie) for name, path in paths.items()} for _ in range(ROUNDS)]
    return {name: max(speeds[name] for speeds in rounds) for name in paths}


def flat_out(address: str, path: str, cookie: str) -> float:
    """Requests a second with four clients, each asking again as soon as it is answered."""
    end = time.perf_counter() + SECONDS

    def client(_: int) -> int:
        done = 0
        while time.perf_counter() < end:
            assert ask(address, path, cookie)[0] == 200
            done += 1
        return done

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS))) / SECONDS


def at_a_pace(address: str, path: str, cookie: str, seconds: float = SECONDS * 4) -> float:
    """The 95th percentile in milliseconds of requests that come at an even pace."""

    def one(due: float) -> float:
        time.sleep(max(0, due - time.perf_counter()))
        started = time.perf_counter()
        ask(address, path, cookie)
        return (time.perf_counter() - started) * 1000

    start = time.perf_counter() + 0.1
    with concurrent.futures.ThreadPoolExecutor(PACE) as pool:
        times = list(pool.map(one, [start + number / PACE for number in range(int(seconds * PACE))]))
    return quantiles(times, n=20)[-1]


def while_packs_are_printed(portal: Portal, address: str, cookie: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        printing = subprocess.Popen(
            [sys.executable, "manage.py", "build_packs", "--region", "north-west", "--out", folder],
            cwd=ROOT,
            env=portal.environment,
            stdout=subprocess.DEVNULL,
            preexec_fn=lambda: os.nice(19),
        )
        time.sleep(3)  # past its start, into the printing
        busy = at_a_pace(address, PAGES["region"], cookie)
        still = printing.poll() is None
        printing.wait()
    if not still:
        raise SystemExit("The packs were done before the measurement was.")
    return busy


if __name__ == "__main__":
    main()
