"""What changes something outside: sent at most once whatever happens, only as the right account, only when it may."""

import re
import subprocess
import threading

import pytest

from harness import paths
from harness.client import Legacy, texts

from .deployment import failed, good, read_failed, read_good
from .tools import WRITES

MESSAGE = {"user_id": 318250, "text": "Добрый день! «Макет» готов & ждёт вас.\n\nСсылка: https://example.ru/?a=1&b=2 🙂 50%+"}


def sent(sandbox, route="inboxCreate") -> int:
    """How many requests of a writing route have come."""
    return len(sandbox.requests(route))


def dialog(client, **peer) -> list[str]:
    """The texts of a dialog's newest page."""
    _, structured = good(client, "get_dialog", peer or {"username": "elena_design"})
    return [message["text"] for message in structured["messages"]]


# What arrives

def test_a_message_arrives_exactly_as_given(client, sandbox):
    _, structured = good(client, "send_message", MESSAGE)
    assert structured["user_id"] == 318250 and structured["message_id"] > 0
    assert dict(sandbox.requests("inboxCreate")[0]["form_items"])["text"] == MESSAGE["text"]
    assert MESSAGE["text"] in dialog(client)


def test_the_same_text_twice_on_purpose_is_two_messages(client, sandbox):
    good(client, "send_message", MESSAGE)
    good(client, "send_message", MESSAGE)
    assert sent(sandbox) == 2


# Never twice

def test_a_host_killed_while_it_waits_for_the_answer(kwork, client, sandbox, hosts):
    """The message has arrived, the answer has not: whoever comes next must look before it writes again."""
    good(client, "get_me")
    sandbox.fault("slow", "inboxCreate", delay_ms=60_000)
    client.start_call("send_message", MESSAGE)
    sandbox.wait_requests("inboxCreate")
    hosts.leave_to_test(client)
    client.process.process.kill()
    client.process.process.wait()
    heir = kwork.start()
    details, text = failed(heir, "send_message", MESSAGE)
    assert details == {"code": "ambiguous_write", "retry": "never"} and "get_dialog" in text, text
    assert sent(sandbox) == 1
    # Another text is another message.
    good(heir, "send_message", {**MESSAGE, "text": "Другое"})
    assert failed(heir, "send_message", MESSAGE)[0]["code"] == "ambiguous_write"
    assert MESSAGE["text"] in dialog(heir, user_id=MESSAGE["user_id"])
    good(heir, "send_message", MESSAGE)
    assert sent(sandbox) == 3


def test_a_call_that_was_cancelled_after_its_request_left(client, sandbox):
    good(client, "get_me")
    sandbox.fault("slow", "inboxCreate", delay_ms=60_000)
    call = client.start_call("send_message", MESSAGE)
    sandbox.wait_requests("inboxCreate")
    client.notify("notifications/cancelled", {"requestId": call})
    client.pong()
    details, _ = failed(client, "send_message", MESSAGE)
    assert details["code"] in ("ambiguous_write", "write_in_progress") and sent(sandbox) == 1


def test_two_processes_with_the_same_message_at_once(kwork, client, sandbox):
    other = kwork.start()
    good(client, "get_me")
    good(other, "get_me")
    sandbox.fault("slow", "inboxCreate", delay_ms=1500)
    first = client.start_call("send_message", MESSAGE)
    sandbox.wait_requests("inboxCreate")
    details, _ = failed(other, "send_message", MESSAGE)
    assert details["code"] == "write_in_progress" and details["retry"] == "later"
    read_good(client, "send_message", client.answer(first)["result"])
    assert sent(sandbox) == 1


def test_a_refused_write_may_be_tried_again_at_once(client, sandbox):
    sandbox.fault("api-error", "inboxCreate", error="Недостаточно прав")
    assert failed(client, "send_message", MESSAGE)[0]["code"] == "permission"
    good(client, "send_message", MESSAGE)
    assert sent(sandbox) == 2


@pytest.mark.parametrize("body", [{"success": True}, {"success": True, "response": {"id": 0}}, {"success": True, "response": {"id": "x"}}], ids=str)
def test_a_message_without_a_number_is_no_success(client, sandbox, body):
    sandbox.fault("shape", "inboxCreate", body=body)
    details, text = failed(client, "send_message", MESSAGE)
    assert details["code"] == "outcome_unknown" and sent(sandbox) == 1, text


# Whether they may

def test_with_writes_off_no_write_is_listed_or_served(kwork, sandbox):
    for arguments, change in ((["--read-only"], None), ([], lambda document: document["policy"].update(writes="off"))):
        client = kwork.start(arguments=arguments, change=change)
        listed = {tool["name"] for tool in client.result("tools/list")["tools"]}
        assert not listed & {tool.name for tool in WRITES} and "get_me" in listed
        for tool in WRITES:
            answer = client.answer(client.start_call(tool.name, tool.arguments))
            assert "error" in answer or answer["result"]["isError"], tool.name
    assert sandbox.requests() == []




# Who

def test_the_account_is_asked_for_once_before_the_first_write(client, sandbox):
    good(client, "list_dialogs")
    assert "actor" not in sandbox.routes()
    good(client, "send_message", MESSAGE)
    good(client, "send_message", {**MESSAGE, "text": "Ещё одно"})
    assert sandbox.routes().count("actor") == 1
    assert sandbox.routes().index("actor") < sandbox.routes().index("inboxCreate")


def test_another_account_stops_writes(kwork, sandbox):
    """The token in the file is swapped for one of another account while the host runs."""
    token_file = kwork.hosts.home() / ".kwork_token"
    token_file.write_text(sandbox.token())
    token_file.chmod(0o600)
    client = kwork.start(KWORK_LOGIN=None, KWORK_PASSWORD=None)
    good(client, "send_message", MESSAGE)
    other = sandbox.control("POST", "tokens", {"account": 2})["token"]
    token_file.write_text(other)
    sandbox.control("POST", "revoke-tokens", {"token": [one["token"] for one in sandbox.state()["tokens"]][0]})
    details, text = failed(client, "send_message", {**MESSAGE, "text": "Второе"})
    assert details == {"code": "account_mismatch", "retry": "never"} and "demo" in text, text
    # The old token was refused before Kwork did anything; with the new one nothing was sent.
    assert [request["status"] for request in sandbox.requests("inboxCreate")] == [200, 401]
    # Reading goes on, and says whose account it is.
    _, structured = good(client, "get_me")
    assert structured["username"] != "demo"


def test_the_operator_can_name_the_account(kwork, sandbox):
    client = kwork.start(change=lambda document: document["sessions"]["kwork"].update(account="somebody_else"))
    details, text = failed(client, "send_message", MESSAGE)
    assert details["code"] == "account_mismatch" and "somebody_else" in text and sent(sandbox) == 0
    fine = kwork.start(home="fine", change=lambda document: document["sessions"]["kwork"].update(account="demo"))
    good(fine, "send_message", MESSAGE)


@pytest.mark.parametrize("body", [{"success": True, "response": {"username": "x"}}, {"success": True}, {"success": True, "response": []}], ids=str)
def test_an_account_that_cannot_be_read_stops_writes(client, sandbox, body):
    good(client, "get_connects")
    sandbox.fault("shape", "actor", body=body)
    failed(client, "send_message", MESSAGE)
    assert sent(sandbox) == 0


# A person's yes

def confirming(document):
    document["policy"]["writes"] = "confirm"


def start_asked(kwork, **more):
    """A host with writes on confirmation, and a client that can be asked."""
    client = kwork.start(change=confirming, **more)
    return client


def test_a_person_sees_text_and_recipient(kwork, sandbox):
    kwork.token_files.add(kwork.hosts.home() / ".kwork_token")
    client = kwork.hosts.start(Legacy, plugins={}, environment=kwork.environment(),
                               command=[str(paths.binary()), "serve", "--config", str(kwork.variant(confirming))])
    client.initialize("2025-11-25", {"elicitation": {}})
    call = client.start_call("send_message", MESSAGE)
    asked = client.wait_method("elicitation/create")
    question = asked["params"]["message"]
    assert MESSAGE["text"].split("\n")[0] in question and "elena_design" in question and "318250" in question, question
    assert sent(sandbox) == 0
    threading.Event().wait(1.2)  # no person answers faster
    client.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "accept", "content": {"confirm": True}}})
    read_good(client, "send_message", client.answer(call)["result"])
    assert sent(sandbox) == 1


def test_without_a_way_to_ask_the_chat_is_the_way(kwork, sandbox):
    client = start_asked(kwork)
    result = client.call("send_message", MESSAGE)
    details, text = read_failed(result)
    assert details["code"] == "confirmation_needed" and MESSAGE["text"].split("\n")[0] in text and "elena_design" in text, text
    assert sent(sandbox) == 0
    key = re.search(r'"confirmation": "([^"]+)"', text).group(1)
    # For other arguments it is no key, and it counts once.
    assert client.call("send_message", {**MESSAGE, "text": "Другое", "confirmation": key})["isError"]
    assert sent(sandbox) == 0
    good(client, "send_message", {**MESSAGE, "confirmation": key})
    assert sent(sandbox) == 1
    assert client.call("send_message", {**MESSAGE, "confirmation": key})["isError"]
    assert sent(sandbox) == 1


def test_what_cannot_be_done_is_told_before_anybody_is_asked(kwork, sandbox):
    client = start_asked(kwork)
    result = client.call("send_message", {"username": "nobody_here", "text": "Есть кто?"})
    details, _ = read_failed(result)
    assert details["code"] == "not_found" and sent(sandbox) == 0


# One limit, one circuit

def test_three_processes_see_one_circuit(kwork, sandbox):
    clients = [kwork.start() for _ in range(3)]
    for client in clients:
        good(client, "get_me")
    assert sandbox.sign_ins() == 1
    sandbox.fault("status", "*", "always", status=500)
    calls = [client.start_call("get_me") for client in clients]
    for client, call in zip(clients, calls):
        client.answer(call, 60)
    before = len(sandbox.requests())
    for client in clients:
        details, _ = failed(client, "get_connects", timeout=60)
        assert details["code"] == "circuit_open" and details["retryAfterMs"] > 0
    assert len(sandbox.requests()) == before
    status = subprocess.run([str(paths.binary()), "status", "--json", "--config", str(paths.ROOT / "plugins.json")],
                            env={**paths.environment(kwork.hosts.home("home")), **kwork.environment()}, capture_output=True, timeout=30)
    assert b"circuit" in status.stdout, status


def test_texts_are_stored_as_kwork_stores_them_and_read_as_they_were(client, sandbox):
    good(client, "send_message", MESSAGE)
    stored = texts(client.call("get_dialog", {"username": "elena_design"}))
    assert "&laquo;" not in stored and "«Макет»" in stored
