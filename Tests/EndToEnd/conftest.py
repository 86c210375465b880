"""Fixtures: hosts with a home of their own, closed and checked at the end of each test."""

import pytest

from harness import paths
from harness.client import Client, Legacy, Modern
from harness.process import HostProcess
from harness.schema import LEGACY


class Hosts:
    """Starts hosts for one test. At its end each must leave by itself with status 0 and without a wrong message."""

    def __init__(self, folder):
        self.folder = folder
        self.clients: list[Client] = []
        self.loose: list[Client] = []
        self.config = None

    def home(self, name="home"):
        """A home directory; hosts that share one belong to the same user."""
        home = self.folder / name
        home.mkdir(exist_ok=True)
        home.chmod(0o700)
        return home

    def start(self, kind=Client, home="home", plugins=None, read=True, validate=True, environment=None, command=None,
              **sections):
        """A running host and a client of the given kind."""
        place = self.home(home)
        config = paths.write_config(place, plugins, **sections)
        process = HostProcess(command or paths.command(config), paths.environment(place, **(environment or {})),
                              place, read)
        client = kind(process, validate)
        self.clients.append(client)
        return client

    def legacy(self, revision="2025-11-25", capabilities=None, **options) -> Legacy:
        """A client after the handshake."""
        client = self.start(Legacy, **options)
        client.initialize(revision, capabilities)
        return client

    def modern(self, **options) -> Modern:
        """A client of the modern era."""
        return self.start(Modern, **options)

    def leave_to_test(self, client):
        """The test ends this host itself and checks how."""
        self.loose.append(client)

    def finish(self):
        """Ends all hosts; returns what was wrong."""
        wrong = []
        for client in self.clients:
            process = client.process
            if client not in self.loose:
                try:
                    process.close_stdin()
                    status = process.wait_exit(10)
                    if status != 0:
                        wrong.append(f"exit status {status} after end of input")
                except (AssertionError, OSError) as error:
                    wrong.append(str(error))
            process.kill()
            wrong += client.violations
            if process.rest and client not in self.loose:
                wrong.append(f"an unfinished line: {process.rest[:200]!r}")
        return wrong


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Remembers whether a test failed and shows what its hosts wrote to stderr."""
    outcome = yield
    report = outcome.get_result()
    hosts = getattr(item, "funcargs", {}).get("hosts")
    if report.failed and hosts is not None:
        for number, client in enumerate(hosts.clients):
            if client.process.stderr:
                report.sections.append((f"stderr of host {number}", client.process.stderr[-4000:]))


@pytest.fixture
def hosts(tmp_path):
    """Starts hosts; checks them at the end of the test."""
    started = Hosts(tmp_path)
    yield started
    wrong = started.finish()
    assert not wrong, "\n".join(wrong[:20])


@pytest.fixture
def legacy(hosts):
    """A client of 2025-11-25 after the handshake."""
    return hosts.legacy()


@pytest.fixture
def modern(hosts):
    """A client of 2026-07-28."""
    return hosts.modern()


@pytest.fixture(params=LEGACY)
def revision(request):
    """Each handshake revision."""
    return request.param


@pytest.fixture(params=["legacy", "modern"])
def either(request, hosts):
    """A client of each era, with `ask(method, params)` and `tool(name, arguments, meta)` in common."""
    if request.param == "legacy":
        client = hosts.legacy()
        client.era = "legacy"
        client.prepared = lambda params=None, meta=None: {**(params or {}), **({"_meta": meta} if meta else {})}
    else:
        client = hosts.modern()
        client.era = "modern"
        client.prepared = lambda params=None, meta=None: client.params(params, meta=meta)
    client.ask = lambda method, params=None, wrong=False: client.request(method, client.prepared(params), wrong=wrong)
    client.tool = lambda name, arguments=None, meta=None: client.request(
        "tools/call", client.prepared({"name": name, "arguments": arguments or {}}, meta))
    client.start_tool = lambda name, arguments=None, meta=None, identifier=None: client.start(
        "tools/call", client.prepared({"name": name, "arguments": arguments or {}}, meta), identifier)
    return client
