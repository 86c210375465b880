"""Nothing is sent twice: real hosts of one user, killed, cancelled and raced between a request and its answer."""

import struct
import time

import pytest

from harness import paths
from harness.client import texts
from harness.site import Site

CALL = {"path": "messages", "text": "a private text"}


@pytest.fixture
def site():
    """A site that can hold its answers back."""
    site = Site()
    yield site
    site.close()


@pytest.fixture
def host(hosts, site):
    """Starts another host of the same user."""
    def start(**more):
        return hosts.legacy(plugins={"everything": {"path": str(paths.example("everything")), "sessions": ["example"]}},
                            sessions=site.session(**more))
    return start


def code(result):
    """The failure code of a result; None for a success."""
    return result["_meta"]["dev.mcphost/failure"]["code"] if result.get("isError") else None


def journals(hosts):
    """The journals of the user."""
    return list((hosts.home() / "state" / "mcp-host" / "writes").glob("*.writes"))


def is_empty(journal):
    """Whether the newer of its two places holds no entry: a number, a size, and then nothing but the count of 0."""
    content = journal.read_bytes()
    heads = [struct.unpack_from("=IIQ", content, offset) for offset in (0, 128 << 10) if offset + 16 <= len(content)]
    return max((number, size) for magic, size, number in heads if magic)[1] == 4


def start_held(client, site):
    """A write that has arrived and is not answered."""
    site.hold()
    call = client.start_call("publish", CALL)
    site.wait_posts(1)
    return call


def check_lifts(client, site, posts):
    """The equal write is refused until somebody has looked, another one is not."""
    refused = client.call("publish", CALL)
    assert code(refused) == "ambiguous_write", refused
    assert "First run fetch" in texts(refused)
    assert len(site.posts) == posts
    site.release()
    assert code(client.call("publish", {**CALL, "text": "another text"})) is None
    assert code(client.call("publish", CALL)) == "ambiguous_write"
    assert code(client.call("echo", {"text": "no check"})) is None
    assert code(client.call("publish", CALL)) == "ambiguous_write"
    assert texts(client.call("fetch", {"path": "messages"})).endswith(site.text)
    assert code(client.call("publish", CALL)) is None
    assert len(site.posts) == posts + 2


def test_kill_9_between_request_and_answer(hosts, host, site):
    first = host()
    start_held(first, site)
    hosts.leave_to_test(first)
    first.process.process.kill()
    first.process.process.wait()
    check_lifts(host(), site, 1)
    assert all(is_empty(journal) for journal in journals(hosts)), "nothing is open any more"


def test_the_journal_holds_no_content(hosts, host, site):
    client = host()
    start_held(client, site)
    found = journals(hosts)
    assert len(found) == 1 and found[0].stat().st_mode & 0o777 == 0o600
    content = found[0].read_bytes()
    assert b"publish" in content and b"fetch" in content
    assert b"private" not in content and b"messages" not in content and b"127.0.0.1" not in content
    site.release()


def test_a_cancelled_write(host, site):
    client = host()
    call = start_held(client, site)
    client.notify("notifications/cancelled", {"requestId": call, "reason": "enough"})
    client.pong()
    deadline = time.monotonic() + 20
    while code(client.call("publish", CALL)) == "write_in_progress":
        assert time.monotonic() < deadline
    check_lifts(client, site, 1)


def test_a_write_that_times_out(host, site):
    client = host(timeout_seconds=1)
    site.hold()
    assert code(client.call("publish", CALL)) == "outcome_unknown"
    check_lifts(client, site, 1)


def test_the_end_of_the_host_during_a_write(hosts, host, site):
    first = host()
    start_held(first, site)
    hosts.leave_to_test(first)
    first.process.process.terminate()
    assert first.process.wait_exit(10) == 0
    check_lifts(host(), site, 1)


def test_two_processes_at_once(host, site):
    first, second = host(), host()
    call = start_held(first, site)
    refused = second.call("publish", CALL)
    assert code(refused) == "write_in_progress"
    assert refused["_meta"]["dev.mcphost/failure"]["retry"] == "later"
    assert code(second.call("fetch", {"path": "messages"})) is None
    assert code(second.call("publish", CALL)) == "write_in_progress", "looking does not settle what is on its way"
    assert len(site.posts) == 1
    site.release()
    assert code(first.answer(call)["result"]) is None
    assert code(second.call("publish", CALL)) is None
    assert len(site.posts) == 2


def test_the_same_again_after_an_answer_is_legitimate(hosts, host, site):
    client = host()
    for count in (1, 2, 3):
        assert code(client.call("publish", CALL)) is None
        assert len(site.posts) == count
    assert all(is_empty(journal) for journal in journals(hosts))


def test_what_never_left_may_be_repeated(hosts, host, site):
    client = host()
    site.close()
    for _ in range(2):
        refused = client.call("publish", CALL)
        assert code(refused) == "connection_failed"
        assert refused["_meta"]["dev.mcphost/failure"]["retry"] == "later"
    assert all(is_empty(journal) for journal in journals(hosts))


def test_without_a_place_for_the_journal_writes_go_on_within_the_process(hosts, site):
    client = hosts.legacy(plugins={"everything": {"path": str(paths.example("everything")), "sessions": ["example"]}},
                          sessions=site.session(timeout_seconds=1), environment={"XDG_STATE_HOME": "/proc/nowhere"})
    assert code(client.call("publish", CALL)) is None
    client.process.wait_stderr("noted in this process only")
    site.hold()
    assert code(client.call("publish", CALL)) == "outcome_unknown"
    assert code(client.call("publish", CALL)) == "ambiguous_write"
    assert len(site.posts) == 2


def test_reading_costs_no_file(hosts, host):
    client = host()
    assert code(client.call("fetch", {"path": "messages"})) is None
    assert journals(hosts) == []
