"""A server that encrypts: whose certificate counts, and a lost connection, as hosts meet them."""

import contextlib

import pytest

from .databases import MariaDB, PASSWORD, Link
from .standins import certificates
from .worker import ToolError


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory):
    return certificates.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module", name="server")
def _server(made):
    server = MariaDB(f"--ssl-cert={made.server}", f"--ssl-key={made.server_key}")
    yield server
    server.stop()


@pytest.fixture(name="agent")
def _agent(worker, server):
    """Starts a host on a new database of the server."""
    worker.secrets.add(PASSWORD)
    return lambda mode, **variables: worker.start(AIWORKER_DATABASE_URL=f"{server.database().url}?ssl-mode={mode}", **variables)


@pytest.mark.parametrize("mode", ["verify-ca", "verify-identity"])
def test_a_certificate_counts_when_its_authority_is_trusted(agent, made, mode):
    assert agent(mode, SSL_CERT_FILE=made.authority).call("heartbeat", agentId="a", status="idle")["success"]


@pytest.mark.parametrize("mode", ["verify-ca", "verify-identity"])
def test_a_certificate_of_another_authority_is_refused(agent, tmp_path, mode):
    host = agent(mode, SSL_CERT_FILE=certificates.make(tmp_path).authority)
    error = host.fails("heartbeat", agentId="a", status="idle")
    assert error["code"] == "database_unavailable" and error["retryable"], error
    assert "certificate" in error["message"].lower() and PASSWORD not in error["message"], error


@pytest.mark.parametrize("mode", ["preferred", "required"])
def test_a_connection_that_the_server_has_closed_is_replaced_without_a_word(agent, server, mode):
    host = agent(mode)
    host.call("heartbeat", agentId="a", status="idle")
    link = Link(server.port, "mysql")
    for number in range(3):
        killed = kill_all(link)
        assert killed > 0
        try:
            host.call("log_activity", agentId="a", message=f"line {number}")
        except ToolError as error:
            pytest.fail(f"the loss was told: {error}")
    link.close()


def kill_all(link: Link) -> int:
    """Ends the connections to the databases of the tests, and waits until they are gone."""
    find = "SELECT id FROM information_schema.processlist WHERE db LIKE 't\\_%'"
    found = link.run(find)
    for row in found:
        # A host that notices the loss of one closes its others.
        with contextlib.suppress(RuntimeError):
            link.run(f"KILL {row['id']}")
    while link.run(find):
        pass
    return len(found)
