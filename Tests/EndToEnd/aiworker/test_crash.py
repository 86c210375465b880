"""Hosts that are killed at random moments: the invariants hold after every kill, and tasks come back in time.

AIWORKER_CRASH_SECONDS sets how long each store is worked on (default 6 s; a full run takes 60)."""

import os
import random
import threading
import time

import pytest

from .databases import MariaDB, broken_invariants
from .fleet import FleetHost, HostEnded, ToolFailed, together

SECONDS = float(os.environ.get("AIWORKER_CRASH_SECONDS", "6"))
HOSTS = 4
LEASE, SWEEP = 2.0, 1.0
SLACK = 15.0
"""For a machine that does other things too."""
VARIABLES = {"AIWORKER_LEASE_SECONDS": str(LEASE), "AIWORKER_REAPER_INTERVAL_SECONDS": str(SWEEP), "AIWORKER_ASK_AT_CLIENT": "false"}


class Place:
    """Where one host works, is killed, and is followed by the next one with another agent id."""

    def __init__(self, store, folder, number):
        self.store, self.folder, self.number = store, folder, number
        self.lock = threading.Lock()
        self.generation = 0
        self.agent = ""
        self.host = None
        self.completed = 0

    def begin(self):
        """A host with an agent nobody has seen."""
        self.generation += 1
        self.agent = f"agent-{self.number}-{self.generation}"
        host = FleetHost(self.store.url, self.folder / f"host-{self.number}", **VARIABLES)
        with self.lock:
            self.host = host

    def kill(self) -> str:
        """Kills the host; its agent."""
        with self.lock:
            agent = self.agent
            if self.host:
                self.host.process.kill()
        return agent


def work(place: Place, dice: random.Random, stop: threading.Event):
    """Takes tasks and does all sorts of things with them until it is told to stop."""
    place.begin()
    while not stop.is_set():
        try:
            one_task(place, dice)
        except HostEnded:
            place.host.kill()
            place.begin()
        except ToolFailed as error:
            # Another has the task after a long pause of this process; anything else is a fault.
            assert error.code in ("lease_lost", "not_owner"), error
    place.host.kill()


def one_task(place: Place, dice: random.Random):
    """One task, done in one of several ways."""
    host, agent = place.host, place.agent
    task = host.call("get_next_task", agentId=agent)["task"]
    if task is None:
        host.call("heartbeat", agentId=agent, status="idle")
        time.sleep(0.02)
        return
    way = dice.random()
    if way < 0.2:
        host.call("ask_user_question", taskId=task["id"], question=f"May {agent}?")
        answer_questions(place.store, f"task_id = '{task['id']}'")
        # Also what was asked by agents that died before they read it.
        while host.call("check_question_response", taskId=task["id"])["taskState"] == "needs_input":
            pass
    elif way < 0.3:
        host.call("update_task_status", taskId=task["id"], status="backlog")
        return
    host.call("log_activity", agentId=agent, message="at work")
    if way < 0.5:
        host.call("update_task_status", taskId=task["id"], status="ready_to_test")
    host.call("update_task_status", taskId=task["id"], status="completed")
    place.completed += 1


def answer_questions(store, condition="1 = 1"):
    """A person answers what is open."""
    store.script([f"UPDATE task_questions SET status = 'answered', response = 'yes' WHERE {condition} AND status = 'pending'"])


def held_by(store, agent: str) -> dict | None:
    """The task of an agent and its lease."""
    rows = store.query(f"SELECT id, lease_token, attempt_count FROM tasks WHERE assigned_agent_id = '{agent}' AND state IN ('in_progress', 'needs_input')")
    return rows[0] if rows else None


@pytest.mark.timeout(SECONDS + 240)
def test_kills_at_random_moments_break_nothing(store, tmp_path):
    dice = random.Random(4711)
    first = FleetHost(store.url, tmp_path / "first", **VARIABLES)
    first.call("heartbeat", agentId="first", status="idle")
    # More than can be done in the time, and never out of attempts.
    store.add_tasks(int(600 * SECONDS), columns={"max_attempts": 1000})
    places = [Place(store, tmp_path, number) for number in range(HOSTS)]
    stop = threading.Event()
    kills, returned, late = 0, [], []

    def kill():
        nonlocal kills
        end = time.monotonic() + SECONDS
        waiting = {}
        while time.monotonic() < end:
            time.sleep(dice.uniform(0, 0.4))
            agent = dice.choice(places).kill()
            kills += 1
            assert (wrong := broken_invariants(store)) == [], wrong
            if agent and (held := held_by(store, agent)):
                waiting[agent] = (held, time.monotonic())
            check(waiting)
        end = time.monotonic() + LEASE + SWEEP + SLACK
        while waiting and time.monotonic() < end:
            check(waiting)
            time.sleep(0.05)
        late.extend(waiting)

    def check(waiting):
        for agent, (held, since) in list(waiting.items()):
            now = store.query(f"SELECT lease_token FROM tasks WHERE id = '{held['id']}'")[0]
            if now["lease_token"] != held["lease_token"]:
                returned.append(time.monotonic() - since)
                del waiting[agent]

    def run(number):
        if number < HOSTS:
            return work(places[number], random.Random(number), stop)
        try:
            return kill()
        finally:
            stop.set()

    together(run, HOSTS + 1)
    assert late == [], "tasks of killed hosts did not come back"
    assert kills > SECONDS and returned, "no kill hit a host at work"
    assert max(returned) < LEASE + SWEEP + SLACK
    assert sum(place.completed for place in places) > 0
    # What is left is finished by those who live; the last dead agents' leases end first.
    end = time.monotonic() + LEASE + SWEEP + SLACK
    answer_questions(store)
    while store.query("SELECT id FROM tasks WHERE state IN ('in_progress', 'needs_input') LIMIT 1") and time.monotonic() < end:
        time.sleep(0.1)
    first.leave()
    states = {row["state"]: int(row["n"]) for row in store.query("SELECT state, COUNT(*) AS n FROM tasks GROUP BY state")}
    assert set(states) <= {"backlog", "completed", "ready_to_test"}, states
    assert broken_invariants(store) == []
    assert not store.query("SELECT id FROM agents WHERE current_task_id IS NOT NULL")


@pytest.mark.timeout(SECONDS + 240)
def test_a_server_that_crashes_and_comes_back_loses_nothing(tmp_path):
    """Tools answer database_unavailable meanwhile, and the same call works afterwards."""
    server = MariaDB()
    try:
        store = server.database()
        fleet = together(lambda number: FleetHost(store.url, tmp_path / f"host-{number}"), 3)
        fleet[0].call("heartbeat", agentId="agent-0", status="idle")
        store.add_tasks(1_000_000 if SECONDS > 60 else 20_000)
        stop = threading.Event()
        refused, done = [0], [set(), set(), set()]

        def patiently(number, tool, **arguments):
            end = time.monotonic() + 60
            while True:
                try:
                    return fleet[number].call(tool, **arguments)
                except ToolFailed as error:
                    assert time.monotonic() < end, error
                    assert error.code in ("database_unavailable", "database_busy") and error.retryable, error
                    refused[0] += 1
                    time.sleep(0.05)

        def crash():
            for _ in range(3):
                time.sleep(SECONDS / 8)
                server.kill()
                time.sleep(0.3)
                server.start()
                assert (wrong := broken_invariants(store)) == [], wrong
            time.sleep(SECONDS / 8)

        def run(number):
            if number == 3:
                try:
                    return crash()
                finally:
                    stop.set()
            while not stop.is_set():
                task = patiently(number, "get_next_task", agentId=f"agent-{number}")["task"]
                answer = patiently(number, "update_task_status", taskId=task["id"], status="completed", agentId=f"agent-{number}")
                assert answer["newState"] == "completed"
                done[number].add(task["id"])

        together(run, 4)
        completed = {row["id"] for row in store.query("SELECT id FROM tasks WHERE state = 'completed'")}
        assert completed == set().union(*done) and sum(map(len, done)) == len(completed)
        assert refused[0] > 0, "the crash was not noticed: the test proves nothing"
        assert broken_invariants(store) == []
        for host in fleet:
            host.leave()
    finally:
        server.stop()
