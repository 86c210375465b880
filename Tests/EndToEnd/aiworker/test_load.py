"""Eight host processes on one store, as fast as they can: every task once, none lost, no busy error."""

import os

import pytest

from .databases import broken_invariants
from .fleet import FleetHost, together

HOSTS = 8
TASKS = int(os.environ.get("AIWORKER_LOAD_TASKS", "500"))
"""Per host."""


@pytest.mark.timeout(600)
def test_eight_hosts_claim_and_complete_every_task_once(store, tmp_path):
    fleet = together(lambda number: FleetHost(store.url, tmp_path / f"host-{number}"), HOSTS)
    # All of them meet the empty store at the same moment and create its schema.
    together(lambda number: fleet[number].call("heartbeat", agentId=f"agent-{number}", status="idle"), HOSTS)
    store.add_tasks(HOSTS * TASKS)

    def work(number):
        taken = []
        while task := fleet[number].call("get_next_task", agentId=f"agent-{number}")["task"]:
            taken.append(task["id"])
            assert task["attempt"] == 1
            answer = fleet[number].call("update_task_status", taskId=task["id"], status="completed", metadata={"durationMinutes": 0})
            assert answer["changed"] is True
        return taken

    taken = together(work, HOSTS)
    ids = [identifier for one in taken for identifier in one]
    assert len(ids) == HOSTS * TASKS and len(set(ids)) == HOSTS * TASKS
    assert {row["state"]: int(row["n"]) for row in store.query("SELECT state, COUNT(*) AS n FROM tasks GROUP BY state")} == {
        "completed": HOSTS * TASKS}
    counted = {row["id"]: int(row["tasks_completed"]) for row in store.query("SELECT id, tasks_completed FROM agents")}
    assert counted == {f"agent-{number}": len(one) for number, one in enumerate(taken)}
    assert int(store.query("SELECT COUNT(*) AS n FROM outbox_events")[0]["n"]) == 2 * HOSTS * TASKS
    assert broken_invariants(store) == []
    for host in fleet:
        host.leave()
    # The work was shared: nobody waited outside while others took everything.
    assert min(len(one) for one in taken) > 0


@pytest.mark.timeout(300)
def test_one_agent_id_in_two_processes_works_on_one_task_at_a_time(store, tmp_path):
    """Twins: the younger claim has the task, the older hears that its lease is lost."""
    first, second = together(lambda number: FleetHost(store.url, tmp_path / f"host-{number}"), 2)
    first.call("heartbeat", agentId="twin", status="idle")
    store.add_tasks(2)
    task = first.call("get_next_task", agentId="twin")["task"]
    again = second.call("get_next_task", agentId="twin")
    assert again["resumed"] is True and again["task"]["id"] == task["id"]
    with pytest.raises(Exception, match="lease_lost"):
        first.call("update_task_status", taskId=task["id"], status="completed")
    assert second.call("update_task_status", taskId=task["id"], status="completed")["changed"] is True
    assert broken_invariants(store) == []
    first.leave()
    second.leave()
