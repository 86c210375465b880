#!/usr/bin/env python3
"""Measures claims of the aiworker toolset on a SQLite file and on MariaDB, beside the same statements straight at the database.

Each side claims and completes tasks until none is left: with 1 and with 4 hosts, and with the raw statements by as many processes, in
alternating runs on one machine. A ratio says what the host costs; it differs less from machine to machine than the figures do.
A third figure is one claim behind 1700 tasks that the agent cannot do.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from aiworker import databases  # noqa: E402
from aiworker.fleet import FleetHost, together  # noqa: E402

BLOCKED = 1700
TARGETS = {
    ("sqlite", "pairs per second"): ("at least", 600.0), ("mariadb", "pairs per second"): ("at least", 300.0),
    ("sqlite", "claim p50, ms"): ("at most", 3.0), ("mariadb", "claim p50, ms"): ("at most", 8.0),
    ("sqlite", "claim behind 1700 blocked, ms"): ("at most", 60.0), ("mariadb", "claim behind 1700 blocked, ms"): ("at most", 60.0),
}
"""With 4 hosts on 2 cores."""


def compile_raw(folder: pathlib.Path) -> str:
    """The worker without a host."""
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libmariadb", "sqlite3"], capture_output=True, text=True, check=True)
    target = folder / "claims_raw"
    subprocess.run([os.environ.get("CC", "cc"), "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", target,
                    HERE / "claims_raw.c", *flags.stdout.split()], check=True)
    return str(target)


def share(values: list[float], part: float) -> float:
    """The value below which that part of the sorted values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def summary(pairs: int, seconds: float, claims_ms: list[float]) -> dict:
    """The figures of one run."""
    return {"pairs per second": pairs / seconds, "claim p50, ms": share(claims_ms, 0.5), "claim p99, ms": share(claims_ms, 0.99)}


def start(store, count: int, folder: pathlib.Path) -> list[FleetHost]:
    """So many hosts that have opened the store."""
    # Nothing but the work: no sweeps, no publisher.
    fleet = together(lambda number: FleetHost(store.url, folder / f"host-{number}", AIWORKER_REAPER_INTERVAL_SECONDS="0"), count)
    together(lambda number: fleet[number].call("heartbeat", agentId=f"agent-{number}", status="idle"), count)
    return fleet


def hosts_run(store, count: int, tasks: int, folder: pathlib.Path) -> dict:
    """Hosts that claim and complete."""
    fleet = start(store, count, folder)
    store.add_tasks(tasks)

    def work(number):
        claims = []
        while True:
            begin = time.perf_counter()
            task = fleet[number].call("get_next_task", agentId=f"agent-{number}")["task"]
            if task is None:
                return claims
            claims.append((time.perf_counter() - begin) * 1000)
            fleet[number].call("update_task_status", taskId=task["id"], status="completed")

    begin = time.perf_counter()
    claims = [value for one in together(work, count) for value in one]
    seconds = time.perf_counter() - begin
    for host in fleet:
        host.leave()
    assert len(claims) == tasks, f"{len(claims)} claims of {tasks} tasks"
    return summary(tasks, seconds, claims)


def raw_run(raw: str, store, count: int, tasks: int, folder: pathlib.Path) -> dict:
    """As many processes that only talk to the database."""
    start(store, 1, folder)[0].leave()  # the schema is the host's
    store.add_tasks(tasks)
    place = ["sqlite", str(store.path)] if store.kind == "sqlite" else [
        "server", "127.0.0.1", str(store.server.port), databases.USER, store.name]
    environment = {**os.environ, "CLAIMS_PASSWORD": databases.PASSWORD}
    workers = [subprocess.Popen([raw, *place, f"raw-{number}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
               for number in range(count)]
    for worker in workers:
        assert worker.stdout.readline() == b"ready\n"
    begin = time.perf_counter()
    for worker in workers:
        worker.stdin.write(b"go\n")
        worker.stdin.flush()
    results = [json.loads(worker.communicate()[0]) for worker in workers]
    seconds = time.perf_counter() - begin
    assert sum(result["pairs"] for result in results) == tasks
    return summary(tasks, seconds, [value / 1000 for result in results for value in result["claims_us"]])


def blocked_run(store, folder: pathlib.Path) -> float:
    """One claim behind tasks that the agent cannot do, in ms: the median of ten."""
    host = start(store, 1, folder)[0]
    store.add_tasks(BLOCKED, "blocked", {"priority": 5, "required_capabilities": '["quantum"]'})
    store.add_tasks(10, "free")
    times = []
    for _ in range(10):
        begin = time.perf_counter()
        task = host.call("get_next_task", agentId="agent", capabilities=["swift"])["task"]
        times.append((time.perf_counter() - begin) * 1000)
        assert task["id"].startswith("free")
        host.call("update_task_status", taskId=task["id"], status="completed")
    host.leave()
    return statistics.median(times)


def median(runs: list[dict]) -> dict:
    """The median of each figure."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def main() -> int:
    """Runs everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", default=1000, type=int, help="tasks per run")
    parser.add_argument("--runs", default=3, type=int, help="runs of each side, alternating")
    parser.add_argument("--store", choices=("sqlite", "mariadb", "both"), default="both")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    options = parser.parse_args()
    results, missed = [], []
    with tempfile.TemporaryDirectory() as place:
        raw = compile_raw(pathlib.Path(place))
        kinds = ["sqlite", "mariadb"] if options.store == "both" else [options.store]
        server = databases.MariaDB() if "mariadb" in kinds else None
        number = 0

        def empty(kind):
            nonlocal number
            number += 1
            folder = pathlib.Path(place) / str(number)
            folder.mkdir()
            return (databases.FileStore(folder) if kind == "sqlite" else server.database()), folder

        try:
            for kind in kinds:
                for count in (1, 4):
                    sides = {"host": [], "raw": []}
                    for _ in range(options.runs):
                        store, folder = empty(kind)
                        sides["host"].append(hosts_run(store, count, options.tasks, folder))
                        store, folder = empty(kind)
                        sides["raw"].append(raw_run(raw, store, count, options.tasks, folder))
                    results.append({"store": kind, "hosts": count, **{side: median(runs) for side, runs in sides.items()}})
                store, folder = empty(kind)
                results.append({"store": kind, "hosts": 1, "host": {"claim behind 1700 blocked, ms": blocked_run(store, folder)}})
        finally:
            if server:
                server.stop()
    for result in results:
        for name, value in result["host"].items():
            word, target = TARGETS.get((result["store"], name), ("", 0.0))
            if (result["hosts"] == 4 or "blocked" in name) and word and (value < target if word == "at least" else value > target):
                missed.append(f"{result['store']}, {result['hosts']} hosts: {name} {value:.1f}, wanted {word} {target:g}")
    if options.json:
        print(json.dumps({"results": results, "missed": missed}, indent=2))
    else:
        print_table(results, missed)
    return 1 if missed and options.strict else 0


def print_table(results: list[dict], missed: list[str]) -> None:
    """The table for people."""
    print(f"\nclaims of aiworker\n  {'store':10}{'hosts':>6}  {'':32}{'host':>10}{'raw SQL':>10}{'ratio':>8}")
    for result in results:
        for name, value in result["host"].items():
            raw = result.get("raw", {}).get(name)
            beside = f"{raw:>10.2f}{value / raw:>8.2f}" if raw else ""
            print(f"  {result['store']:10}{result['hosts']:>6}  {name:32}{value:>10.2f}{beside}")
    print("\n".join(["", *(f"  MISSED {line}" for line in missed)]) if missed else "\n  all targets met")


if __name__ == "__main__":
    sys.exit(main())
