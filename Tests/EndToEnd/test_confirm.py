"""`writes: confirm` from outside: previews, clients that cannot ask or answer by themselves, and careless previews."""

import fcntl
import re
import subprocess
import threading

import pytest

from harness import paths
from harness.client import texts
from harness.site import Site

FORM = {"elicitation": {}}
CARELESS = paths.ROOT / ".build" / "careless-bundles"


@pytest.fixture(scope="module", autouse=True)
def built():
    """The careless bundles, built once."""
    CARELESS.mkdir(parents=True, exist_ok=True)
    with open(CARELESS / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "-C", paths.ROOT / "Tests" / "CarelessBundles", f"OUT={CARELESS}"], check=True, capture_output=True)


@pytest.fixture
def site():
    """A web site to write to."""
    site = Site()
    yield site
    site.close()


def plugins(**more):
    """The everything bundle, with writes confirmed."""
    return {"everything": {"path": str(paths.example("everything")), "writes": "confirm", **more}}


def code(result):
    """The failure code of a result; None for a success."""
    return result["_meta"]["dev.mcphost/failure"]["code"] if result.get("isError") else None


def key(result):
    """The key for the call after the person's yes."""
    return re.search(r'"(?:host_)?confirmation": "([\w-]+)"', texts(result))[1]


def shown(result):
    """What the model is to show to the person."""
    return texts(result).split("\n----------\n")[1]


def declining(client):
    """A client that answers every question with no, by itself and at once."""
    answered = set()

    def watch():
        while not client.process.stdout_ended:
            with client.process.changed:
                client.process.changed.wait(0.2)
            for asked in client.of_method("elicitation/create"):
                if asked["id"] not in answered:
                    answered.add(asked["id"])
                    client.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "decline"}})
    threading.Thread(target=watch, daemon=True).start()
    return client


@pytest.mark.parametrize("revision", ["2025-06-18", "2025-11-25"])
def test_the_person_is_asked_with_the_words_of_the_preview(hosts, revision):
    client = hosts.legacy(revision, FORM, plugins=plugins())
    call = client.start_call("put_note", {"text": "buy milk"})
    asked = client.wait_method("elicitation/create")
    assert asked["params"]["message"] == "The note will say: buy milk"
    client.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "accept", "content": {"confirm": True}}})
    assert texts(client.answer(call)["result"]) == "The note now says: buy milk"
    assert code(client.call("put_note", {"text": "buy milk"})) == "unchanged", "nobody is asked about what cannot be done"
    assert len(client.of_method("elicitation/create")) == 1


def test_a_preview_reads_and_only_reads(hosts, site):
    client = hosts.legacy(plugins=plugins(sessions=["example"]), sessions=site.session())
    needed = client.call("publish", {"path": "wall", "text": "hello"})
    assert code(needed) == "confirmation_needed"
    assert shown(needed).startswith("Publish at wall: hello\nThere now:\nHTTP 200") and shown(needed).endswith("nothing yet")
    assert site.gets == ["/wall"] and site.posts == []
    assert code(client.call("publish", {"path": "wall", "text": "hello", "confirmation": key(needed)})) is None
    assert site.posts == [("/wall", "text=hello")]
    site.text = "something else"
    needed = client.call("publish", {"path": "wall", "text": "hello"})
    site.text = "changed meanwhile"
    changed = client.call("publish", {"path": "wall", "text": "hello", "confirmation": key(needed)})
    assert code(changed) == "confirmation_needed" and shown(changed).endswith("changed meanwhile")
    assert len(site.posts) == 1


def test_a_preview_that_fails_is_the_result(hosts, site):
    client = hosts.legacy(capabilities=FORM, plugins=plugins(sessions=["example"]), sessions=site.session())
    site.close()
    assert code(client.call("publish", {"path": "wall", "text": "hello"})) == "connection_failed"
    assert not client.of_method("elicitation/create")


def test_a_client_that_declines_by_itself_gets_the_question_for_the_chat(hosts):
    client = declining(hosts.legacy(capabilities=FORM, plugins=plugins()))
    needed = client.call("put_note", {"text": "x"})
    assert code(needed) == "confirmation_needed" and shown(needed) == "The note will say: x"
    assert texts(client.call("put_note", {"text": "x", "confirmation": key(needed)})) == "The note now says: x"


@pytest.mark.parametrize("revision", ["2024-11-05", "2025-03-26", "2025-11-25"])
def test_a_client_without_questions_in_every_era(hosts, revision):
    old, new = hosts.legacy(revision, plugins=plugins()), hosts.modern(plugins=plugins())
    needed = old.call("put_note", {"text": "x"})
    assert code(needed) == "confirmation_needed"
    used = {"text": "x", "confirmation": key(needed)}
    assert code(old.call("put_note", used)) is None
    # Another process of the user, whose note is still empty: the text would be the same, but the key has been used.
    again = new.call("put_note", used)["result"]
    assert code(again) == "confirmation_needed" and "used before" in texts(again)
    assert code(new.call("put_note", {"text": "x", "confirmation": key(again)})["result"]) is None


def test_the_key_stands_in_the_schema_of_gated_tools_only(hosts):
    for policy, expected in (({}, True), ({"policy": {"confirm_in_chat": False}}, False)):
        client = hosts.legacy(plugins=plugins(), **policy)
        tools = {tool["name"]: tool["inputSchema"].get("properties", {}) for tool in client.result("tools/list")["tools"]}
        assert ("confirmation" in tools["put_note"]) is expected
        assert "confirmation" not in tools["echo"]


def test_the_operator_can_forbid_the_chat(hosts):
    client = hosts.legacy(plugins=plugins(), policy={"confirm_in_chat": False})
    assert code(client.call("put_note", {"text": "x"})) == "confirmation_unavailable"
    refused = client.call("put_note", {"text": "x", "confirmation": "made up"})
    assert code(refused) == "invalid_argument"
    silent = declining(hosts.legacy(capabilities=FORM, plugins=plugins(), policy={"confirm_in_chat": False}))
    assert code(silent.call("put_note", {"text": "x"})) == "declined"


def test_rounds_of_2026_07_28_are_about_one_text(hosts):
    client = hosts.modern(plugins=plugins())
    yes = {"inputResponses": {"mcp-host.confirm": {"action": "accept", "content": {"confirm": True}}}}
    first = client.call("put_note", {"text": "a"}, capabilities=FORM)["result"]
    other = client.call("put_note", {"text": "b"}, capabilities=FORM)["result"]
    assert client.call("put_note", {"text": "b"}, capabilities=FORM, requestState=other["requestState"], **yes)["result"]["content"]
    # The note says b now, so what was agreed to for a is no longer what would happen.
    changed = client.call("put_note", {"text": "a"}, capabilities=FORM, requestState=first["requestState"], **yes)["result"]
    assert changed["resultType"] == "input_required"
    message = changed["inputRequests"]["mcp-host.confirm"]["params"]["message"]
    assert message == "The note will say: a\nIt says now: b"
    done = client.call("put_note", {"text": "a"}, capabilities=FORM, requestState=changed["requestState"], **yes)["result"]
    assert texts(done) == "The note now says: a"


# Careless previews


@pytest.fixture
def careless(hosts):
    """A client of a host with one careless bundle, its writes confirmed, beside a good one."""
    def start(name, capabilities=None, **options):
        return hosts.legacy(capabilities=capabilities, plugins={
            "careless": {"path": str(CARELESS / f"{name}.so"), "writes": "confirm", **options.pop("grants", {})}, **plugins()}, **options)
    return start


def test_a_preview_that_writes_is_stopped(careless, site):
    client = careless("preview_writes", FORM, grants={"sessions": ["example"]}, sessions=site.session())
    refused = client.call("preview_writes")
    assert code(refused) == "write_disabled" and "preview" in texts(refused)
    assert site.posts == [] and not client.of_method("elicitation/create")
    client.process.wait_stderr("broke rule R11")


def test_a_preview_that_asks_is_stopped(careless):
    client = careless("preview_asks")
    assert shown(client.call("preview_asks")) == "ask said 5"
    assert code(client.call("preview_waits")) == "internal"
    client.process.wait_stderr("broke rule R11")


def test_a_silent_preview_leaves_the_arguments(careless):
    client = careless("preview_says_nothing")
    assert "text: to be seen" in shown(client.call("preview_says_nothing", {"text": "to be seen"}))
    client.process.wait_stderr("broke rule R11")


def test_a_preview_that_never_returns_holds_up_nobody(hosts, careless):
    client = careless("preview_never_returns")
    result = client.call("preview_never_returns")
    assert code(result) == "timeout" and "Nothing was sent." in texts(result)
    assert texts(client.call("echo", {"text": "good"})) == "good"
    hosts.leave_to_test(client)
    client.process.close_stdin()
    client.process.wait_exit(8)
