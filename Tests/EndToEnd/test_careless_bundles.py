"""Bad bundles next to a good one: the good one keeps serving, stdout stays clean, and stderr has one clear line.

The table of mistakes is Tests/CarelessBundles/README.md; what is refused is read from there, so that a new bundle is
tested as soon as it is described.
"""

import fcntl
import json
import re
import signal
import subprocess

import pytest

from harness import paths
from harness.client import Legacy, Modern, texts

SOURCE = paths.ROOT / "Tests" / "CarelessBundles"
OUT = paths.ROOT / ".build" / "careless-bundles"


def table() -> dict[str, str]:
    """What the host must do, by bundle."""
    rows = re.findall(r"^\| `(\w+)` \| .*? \| (.*?) \|$", (SOURCE / "README.md").read_text(), re.M)
    return dict(rows)


REFUSED = sorted(name for name, duty in table().items()
                 if duty.startswith(("refuse it", "leave it out")))


@pytest.fixture(scope="session", autouse=True)
def built():
    """Builds the bundles once, also when several workers start."""
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "-C", SOURCE, f"OUT={OUT}"], check=True, capture_output=True)


def plugins(*careless: str) -> dict:
    """The good bundle between careless ones."""
    entries = {name.replace("_", "-"): {"path": str(OUT / f"{name}.so")} for name in careless}
    first = dict(list(entries.items())[:1])
    return {**first, "good": {"path": str(paths.example("everything"))}, **entries}


def served(client):
    """The good bundle works."""
    assert texts(client.call("echo", {"text": "good"})) == "good"


def names(client):
    return {tool["name"] for tool in client.result("tools/list")["tools"]}


@pytest.fixture
def with_bundle(hosts):
    """A legacy client of a host with one careless bundle beside the good one."""
    def start(*bundles, **options):
        return hosts.legacy(plugins=plugins(*bundles), **options)
    return start


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_bundle_leaves_one_clear_line_and_its_siblings(hosts, name):
    good = hosts.legacy(plugins={"good": {"path": str(paths.example("everything"))}})
    client = hosts.legacy(plugins=plugins(name))
    assert names(client) == names(good)
    served(client)
    dashed = name.replace("_", "-")
    lines = [line for line in client.process.stderr.splitlines() if dashed in line or f"{name}.so" in line]
    # A breach of the header has a line of its own beside the one that says what follows from it.
    lines = [line for line in lines if "broke rule" not in line]
    assert len(lines) == 1, client.process.stderr
    assert "\ufffd" not in client.process.stderr
    for wanted in re.findall(r"`([^`]+)`", table()[name]) + re.findall(r"limit of (\d+)", table()[name]):
        assert wanted in lines[0]
    if "both majors" in table()[name]:
        assert "1" in lines[0] and "2" in lines[0]


def test_all_refused_bundles_at_once(hosts):
    client = hosts.legacy(plugins=plugins(*REFUSED))
    served(client)
    for name in REFUSED:
        assert name.replace("_", "-") in client.process.stderr


def test_a_bundle_of_a_later_revision_works(with_bundle):
    client = with_bundle("grown_structs")
    assert {"grown_first", "grown_second"} <= names(client)
    served(client)
    assert client.call("grown_first").get("isError") is not True


def test_the_later_of_two_clashing_bundles_is_left_out(with_bundle):
    client = with_bundle("clash_first", "clash_second")
    assert "clash" in names(client)
    served(client)
    lines = [line for line in client.process.stderr.splitlines() if "clash-second" in line]
    assert len(lines) == 1 and "clash" in lines[0] and "clash-first" in lines[0]


@pytest.mark.timeout(60)
def test_a_blocking_init_holds_up_nobody(hosts):
    client = hosts.start(Legacy, plugins=plugins("init_blocks"))
    client.initialize()
    client.pong()
    served(client)
    client.process.wait_stderr("init-blocks", 20)
    assert "init did not return" in texts(client.call("init_blocks"))
    hosts.leave_to_test(client)
    client.process.close_stdin()
    client.process.wait_exit(8)


def test_a_wanted_service_may_be_missing(with_bundle):
    client = with_bundle("wants_unknown")
    assert texts(client.call("wants_unknown")) == "no service"


@pytest.mark.parametrize("name", ["prints_at_load", "deinit_prints"])
def test_prints_outside_of_calls_stay_off_the_stream(with_bundle, name):
    client = with_bundle(name)
    assert client.call(name).get("isError") is not True
    served(client)


@pytest.mark.parametrize("name", ["deinit_hangs", "never_returns"])
def test_a_bundle_that_hangs_does_not_keep_the_process(hosts, name):
    client = hosts.legacy(plugins=plugins(name))
    result = client.call(name)
    assert name != "never_returns" or result["isError"] is True
    served(client)
    hosts.leave_to_test(client)
    client.process.close_stdin()
    client.process.wait_exit(8)
    assert client.process.rest == b""


def test_a_call_that_holds_its_place_is_answered_at_its_deadline(with_bundle):
    client = with_bundle("holds_its_place")
    first = client.start_call("holds_its_place")
    served(client)
    assert client.answer(first)["result"]["isError"] is True
    second = client.start_call("holds_its_place")
    served(client)
    assert client.answer(second)["result"]["isError"] is True


@pytest.mark.parametrize("name, text", [("prints", "printed"), ("closes_stdout", "closed"), ("redirects_stdout", "redirected"),
                                        ("leaves_a_child", None), ("reads_stdin", None), ("changes_directory", None),
                                        ("resets_sigpipe", None)])
def test_the_protocol_stream_survives(with_bundle, name, text):
    client = with_bundle(name)
    for _ in range(3):
        answer = client.call(name)
        assert answer.get("isError") is not True
        assert text is None or texts(answer) == text
        served(client)
        assert len(names(client)) > 5


def test_reading_stdin_loses_no_message(with_bundle):
    client = with_bundle("reads_stdin")
    call = client.start_call("reads_stdin")
    pings = [client.start("ping") for _ in range(500)]
    client.answer(call)
    for identifier in pings:
        client.answer(identifier)


def test_a_child_left_behind_does_not_hold_stdout(hosts):
    client = hosts.legacy(plugins=plugins("leaves_a_child"))
    client.call("leaves_a_child")
    hosts.leave_to_test(client)
    client.process.close_stdin()
    assert client.process.wait_exit(8) == 0  # waits for the end of stdout, too


def test_writing_to_a_client_that_has_gone_is_no_death_by_SIGPIPE(hosts):
    client = hosts.legacy(plugins=plugins("resets_sigpipe"))
    client.call("resets_sigpipe")
    hosts.leave_to_test(client)
    call = client.start_call("slow", {"seconds": 0.3})
    assert call
    # The reader thread holds the descriptor; a second host shows the same from a client that never reads.
    other = hosts.start(Legacy, plugins=plugins("resets_sigpipe"), read=False)
    hosts.leave_to_test(other)
    other.send({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}})
    other.send({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "resets_sigpipe", "arguments": {}}})
    other.process.process.stdout.close()
    try:
        for number in range(3, 200):
            other.send({"jsonrpc": "2.0", "id": number, "method": "ping"})
        other.process.close_stdin()
    except BrokenPipeError:
        pass
    assert other.process.wait_exit(8) != -signal.SIGPIPE


@pytest.mark.parametrize("name", ["huge_output", "many_blocks"])
def test_large_answers_cost_no_unbounded_memory(with_bundle, name):
    client = with_bundle(name)
    result = client.call(name, timeout=60)
    assert len(json.dumps(result)) < 80 * 1024 * 1024
    served(client)
    with open(f"/proc/{client.process.process.pid}/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    assert peak < 300 * 1024


@pytest.mark.parametrize("name", ["structured_violates_schema", "structured_not_json", "structured_missing",
                                  "unknown_status", "failed_without_reason", "pending_without_question",
                                  "cancelled_by_itself", "unavailable_status", "failure_without_size"])
@pytest.mark.parametrize("era", [Legacy, Modern])
def test_a_breach_in_a_call_fails_the_call(hosts, name, era):
    client = hosts.start(era, plugins=plugins(name))
    if era is Legacy:
        client.initialize()
        result = client.call(name)
        served(client)
    else:
        result = client.call(name)["result"]
    assert result["isError"] is True and texts(result).strip()
    assert "structuredContent" not in result


@pytest.mark.parametrize("name", ["unknown_status", "pending_without_question", "bad_utf8_output", "ok_after_fail"])
def test_a_breach_in_a_call_is_logged(with_bundle, name):
    client = with_bundle(name)
    client.call(name)
    client.process.wait_stderr(name.replace("_", "-"))
    if name == "unknown_status":
        client.process.wait_stderr("42")


@pytest.mark.parametrize("name, text", [("bad_utf8_output", "still here"), ("log_not_json", "5 5"),
                                        ("annotates_nothing", "5 5"), ("link_without_uri", "5 5"),
                                        ("bad_question", "5 5 5"), ("refuses_late", "5")])
def test_host_functions_refuse_what_breaks_the_header(hosts, name, text):
    client = hosts.legacy(capabilities={"elicitation": {}}, plugins=plugins(name))
    assert texts(client.call(name)).split("\n")[-1] == text
    assert not client.of_method("elicitation/create")
    served(client)


def test_null_text_is_refused(with_bundle):
    client = with_bundle("null_text")
    assert "content" in client.call("null_text")
    served(client)


def test_the_first_structured_result_stands(with_bundle):
    client = with_bundle("structured_twice")
    assert "structuredContent" in client.call("structured_twice")
    served(client)


def test_an_undeclared_structured_result_does_no_harm(with_bundle):
    client = with_bundle("structured_undeclared")
    assert "content" in client.call("structured_undeclared")
    served(client)


def test_a_handle_kept_after_the_return_reaches_nobody(with_bundle):
    client = with_bundle("handle_after_return")
    assert texts(client.call("handle_after_return")) == "started"
    for _ in range(200):
        late = client.call("late_result")
        assert "too late" not in json.dumps(late)
        if texts(late) != "-1":
            break
        client.call("slow", {"seconds": 0.05})
    assert texts(late) == "5"


def test_failing_and_succeeding_at_once_is_one_of_both(with_bundle):
    client = with_bundle("ok_after_fail")
    results = [client.call("ok_after_fail") for _ in range(3)]
    assert all(result == results[0] for result in results)
    text = texts(results[0])
    assert ("did not work" in text) != ("Or did it" in text)


def test_nothing_at_all_is_an_empty_answer(with_bundle):
    result = with_bundle("nothing_at_all").call("nothing_at_all")
    assert result["content"] == [] and result.get("isError") is not True


def test_progress_that_does_not_rise_is_dropped(with_bundle):
    client = with_bundle("progress_backwards")
    client.call("progress_backwards", meta={"progressToken": 1})
    assert [message["params"]["progress"] for message in client.of_method("notifications/progress")] in ([1, 5], [1])


def test_a_flood_of_progress_is_thinned_out(with_bundle):
    client = with_bundle("progress_flood")
    client.call("progress_flood", meta={"progressToken": 1})
    served(client)
    assert len(client.of_method("notifications/progress")) < 1000
    kinds = [message.get("method", "answer") for message in client.messages]
    assert kinds[-2:] == ["answer", "answer"]


@pytest.mark.timeout(120)
def test_endless_questions_end_in_a_legacy_session(hosts):
    client = hosts.legacy(capabilities={"elicitation": {}}, plugins=plugins("asks_for_ever"))
    call = client.start_call("asks_for_ever")
    for number in range(2000):
        client.process.wait("another question or the end", lambda: len(client.of_method("elicitation/create")) > number
                            or client.responses.get(("int", call)))
        if client.responses.get(("int", call)):
            break
        asked = client.of_method("elicitation/create")[number]
        client.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "accept", "content": {"more": True}}})
    assert client.answer(call)["result"]["isError"] is True
    served(client)


def test_endless_questions_end_in_the_modern_era(hosts):
    client = hosts.modern(plugins=plugins("asks_for_ever"))
    more = {}
    for _ in range(200):
        result = client.call("asks_for_ever", capabilities={"elicitation": {}}, **more)["result"]
        if result["resultType"] == "complete":
            break
        answers = {key: {"action": "accept", "content": {"more": True}} for key in result["inputRequests"]}
        more = {"inputResponses": answers, **({"requestState": result["requestState"]} if "requestState" in result else {})}
    assert result["resultType"] == "complete" and result["isError"] is True


def test_one_key_asked_twice_ends_the_same_in_both_eras(hosts):
    old = hosts.legacy(capabilities={"elicitation": {}}, plugins=plugins("asks_one_key_twice"))
    call = old.start_call("asks_one_key_twice")
    asked = old.wait_method("elicitation/create")
    old.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "accept", "content": {"yes": True}}})
    first = texts(old.answer(call)["result"])
    new = hosts.modern(plugins=plugins("asks_one_key_twice"))
    interim = new.call("asks_one_key_twice", capabilities={"elicitation": {}})["result"]
    state = {"requestState": interim["requestState"]} if "requestState" in interim else {}
    last = new.call("asks_one_key_twice", capabilities={"elicitation": {}},
                    inputResponses={"same": {"action": "accept", "content": {"yes": True}}}, **state)["result"]
    assert texts(last) == first


@pytest.mark.parametrize("name", ["aborts", "segfaults", "exits"])
def test_bundles_that_would_kill_the_process_load_and_list(with_bundle, name):
    client = with_bundle(name)
    assert name in names(client)
    served(client)
