"""Faults of the stand-ins: each breaks what it says, as often as it says, and the effect is there or not as it says."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time

import pytest

from harness.process import PATIENCE

from .standins import faults
from .standins.asking import Asking

BRANCHES = "/api/v1/repos/acme/shop/branches"
CREATE = f"POST {BRANCHES}"


@pytest.fixture
def client(gitea):
    """Somebody with the right token."""
    return Asking(gitea.url, f"token {gitea.token}")


def create(client, name="work"):
    return client.ask("POST", BRANCHES, {"new_branch_name": name})


def exists(gitea, name="work"):
    return name in gitea.repositories["acme", "shop"].branches


@pytest.mark.parametrize("fault, there", [(faults.close(), False), (faults.lost(), True), (faults.reset(), False),
                                          (faults.reset(effect=True), True), (faults.not_http(), False),
                                          (faults.not_http(effect=True), True), (faults.truncated(), True)])
def test_an_answer_that_does_not_come(gitea, client, fault, there):
    gitea.fault(CREATE, fault)
    with pytest.raises((OSError, http.client.HTTPException)):
        create(client)
    exchange = gitea.record.found(CREATE)[0]
    assert exists(gitea) is there
    assert exchange.fault == fault.name and exchange.effect is there
    client.close()
    assert create(client).status == (409 if there else 201)


def test_a_reset_is_a_reset_and_a_close_is_none(gitea, client):
    gitea.fault(CREATE, faults.reset())
    with pytest.raises(ConnectionResetError):
        create(client)
    gitea.fault(CREATE, faults.close())
    with pytest.raises(http.client.RemoteDisconnected):
        create(client)


@pytest.mark.parametrize("code", [401, 403, 429, 500, 502, 503, 504])
def test_a_status_so_many_times(gitea, client, code):
    gitea.fault(CREATE, faults.status(code, retry_after=7), times=2)
    for _ in range(2):
        answer = create(client)
        assert answer.status == code and answer.headers["retry-after"] == "7" and not exists(gitea)
    assert gitea.faults.left() == []
    assert create(client).status == 201
    assert gitea.count(CREATE) == 3


def test_a_status_after_the_effect(gitea, client):
    gitea.fault(CREATE, faults.status(504, effect=True))
    assert create(client).status == 504 and exists(gitea)


def test_skips_patterns_and_clearing(gitea, client):
    gitea.fault(CREATE, faults.status(503), skip=1)
    gitea.fault("GET *", faults.status(500), times=None)
    assert [create(client, name).status for name in "abc"] == [201, 503, 201]
    assert [client.ask("GET", BRANCHES).status for _ in range(3)] == [500] * 3
    gitea.faults.clear()
    assert client.ask("GET", BRANCHES).status == 200
    gitea.fault("PUT *", faults.close())
    assert gitea.faults.left() == [("PUT *", "close")]


def test_bodies_that_are_no_answer(gitea, client):
    gitea.fault(CREATE, faults.garbage())
    with pytest.raises(ValueError):
        create(client).json
    gitea.fault(CREATE, faults.wrong_json("[1]", effect=True))
    assert create(client).json == [1] and exists(gitea)
    gitea.fault(CREATE, faults.huge(3 << 20))
    assert len(create(client).body) == 3 << 20


def test_waiting_hanging_and_dripping(gitea, client):
    gitea.fault(CREATE, faults.delay(0.2))
    started = time.monotonic()
    assert create(client).status == 201 and time.monotonic() - started >= 0.2
    gate = threading.Event()
    gitea.fault("GET *", faults.hang(gate))
    threading.Timer(0.1, gate.set).start()
    assert client.ask("GET", BRANCHES).status == 200
    gitea.fault("GET *", faults.drip(0.0005, 16))
    assert client.ask("GET", f"{BRANCHES}/work").json["name"] == "work"


def test_a_client_that_leaves_a_hanging_request(gitea, client):
    gitea.fault(CREATE, faults.hang())
    gitea.fault(CREATE, faults.hang(effect=True))
    for there in (False, True):
        connection = client.open()
        connection.request("POST", BRANCHES, json.dumps({"new_branch_name": "work"}),
                           {"Content-Type": "application/json", "Authorization": client.authorization})
        number = 1 + there
        gitea.record.wait(CREATE, number, PATIENCE)
        client.close()
        with gitea.record.changed:
            assert gitea.record.changed.wait_for(lambda: all(one.finished for one in gitea.record.found(CREATE)), PATIENCE)
        assert exists(gitea) is there
        assert gitea.record.found(CREATE)[-1].status is None


def test_down_and_up_again_on_the_same_port(gitea, client):
    assert create(client).status == 201
    url = gitea.url
    gitea.down()
    with pytest.raises((OSError, http.client.HTTPException)):
        client.ask("GET", BRANCHES)
    with pytest.raises(ConnectionRefusedError):
        Asking(url).ask("GET", BRANCHES)
    gitea.up()
    assert gitea.url == url and client.ask("GET", BRANCHES).status == 200


def test_connections_are_kept_and_requests_counted(gitea, client):
    sockets = set()
    for number in range(5):
        create(client, f"b{number}")
        sockets.add(client.connection.sock)
    assert len(sockets) == 1 and gitea.count() == gitea.count(CREATE) == 5
    assert [one.json["new_branch_name"] for one in gitea.requests] == [f"b{number}" for number in range(5)]
    assert all(one.status == 201 for one in gitea.requests)


def test_many_clients_at_once(gitea):
    answers = []

    def one(number):
        answers.append(create(Asking(gitea.url, f"token {gitea.token}"), f"name-{number % 4}").status)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(answers) == [201] * 4 + [409] * 12


def test_a_defect_of_the_stand_in_is_told(gitea, client):
    gitea.repositories["acme", "shop"].branches = None
    assert create(client).status == 500
    with pytest.raises(AssertionError, match="defects"):
        gitea.check()
    gitea.record.defects.clear()


@pytest.mark.parametrize("name, variables", [("gitea", ("GITEA_URL", "GITEA_TOKEN")),
                                             ("kubernetes", ("AIWORKER_KUBE_URL", "AIWORKER_KUBE_TOKEN"))])
def test_it_runs_as_a_program(name, variables):
    process = subprocess.Popen([sys.executable, "-m", f"aiworker.standins.{name}", "--with-parent"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    try:
        lines = [process.stdout.readline().strip() for _ in range(3)]
        values = dict(line.split("=", 1) for line in lines[:2])
        assert set(values) == set(variables) and lines[2].endswith("is ready")
        client = Asking(values[variables[0]], f"Bearer {values[variables[1]]}")
        assert client.ask("GET", "/api/v1/repos/acme/shop" if name == "gitea" else "/api/v1/namespaces").status == 200
        client.ask("GET", "/api/v1/elsewhere")
        _, errors = process.communicate("", PATIENCE)
        assert process.returncode == 1 and "no such path" in errors
    finally:
        process.kill()
        process.wait()
