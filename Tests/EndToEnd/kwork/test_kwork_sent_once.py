"""A message is sent once, whatever happens between its request and its answer: killed, hung up on, cancelled, raced."""

import pytest

from harness.client import texts

from .deployment import good, read_failed
from .tools import OFFER

ARGUMENTS = {"user_id": 318250, "text": "Здравствуйте! Готов начать завтра."}


def lost(sandbox, kind="hang", **more):
    """The next message takes effect, and its answer is lost."""
    sandbox.fault(kind, "inboxCreate", processed=True, **more)


def check(client, sandbox):
    """The same message is refused until its dialog has been read at its end; the message is there, once."""
    for other in (None, {"username": "alfa_stroy"}, {"user_id": 318250, "page": 1}, {"user_id": 1204417}):
        if other:
            client.call("get_dialog", other)
        details, text = read_failed(client.call("send_message", ARGUMENTS))
        assert details == {"code": "ambiguous_write", "retry": "never"}, other
        assert "вызовите get_dialog (user_id=318250)" in text
    assert len(sandbox.requests("inboxCreate")) == 1
    seen, _ = good(client, "get_dialog", {"user_id": 318250})
    assert seen.count(ARGUMENTS["text"]) == 1
    # Whoever has looked may decide to send it again.
    good(client, "send_message", ARGUMENTS)
    assert len(sandbox.requests("inboxCreate")) == 2


def test_kill_9_between_a_message_and_its_answer(kwork, sandbox, hosts):
    lost(sandbox)
    first = kwork.start()
    first.start_call("send_message", ARGUMENTS)
    sandbox.wait_requests("inboxCreate")
    hosts.leave_to_test(first)
    first.process.process.kill()
    first.process.process.wait()
    check(kwork.start(), sandbox)


@pytest.mark.parametrize("kind, more", [("close", {}), ("reset", {"where": "after-headers"}), ("empty", {}), ("non-json", {}),
                                        ("status", {"status": 502}), ("shape", {"body": {"success": True}})])
def test_an_answer_that_tells_nothing(kwork, sandbox, kind, more):
    lost(sandbox, kind, **more)
    client = kwork.start()
    details, _ = read_failed(client.call("send_message", ARGUMENTS))
    assert details["retry"] == "outcome_unknown"
    check(client, sandbox)


def test_a_cancelled_message(kwork, sandbox):
    lost(sandbox)
    client = kwork.start()
    call = client.start_call("send_message", ARGUMENTS)
    sandbox.wait_requests("inboxCreate")
    client.notify("notifications/cancelled", {"requestId": call, "reason": "enough"})
    # The bundle runs one call after the other, so this one comes after the end of the cancelled one.
    good(client, "list_dialogs")
    check(client, sandbox)


def test_two_clients_send_the_same_at_once(kwork, sandbox):
    sandbox.fault("slow", "inboxCreate", delay_ms=3000)
    first, second = kwork.start(), kwork.start()
    call = first.start_call("send_message", ARGUMENTS)
    sandbox.wait_requests("inboxCreate")
    details, text = read_failed(second.call("send_message", ARGUMENTS))
    assert details["code"] == "write_in_progress" and details["retry"] == "later"
    assert "уже выполняется" in text
    assert first.answer(call)["result"].get("isError") is not True
    assert len(sandbox.requests("inboxCreate")) == 1


def test_kill_9_between_an_offer_and_its_answer(kwork, sandbox, hosts):
    # Each try has a draft key and a form key of its own; it is the same offer all the same.
    sandbox.fault("hang", "api/offer/createoffer", processed=True)
    first = kwork.start()
    first.start_call("submit_offer", OFFER)
    sandbox.wait_requests("api/offer/createoffer")
    hosts.leave_to_test(first)
    first.process.process.kill()
    first.process.process.wait()
    second = kwork.start()
    details, text = read_failed(second.call("submit_offer", OFFER))
    # The tool looks before it sends, and finds the offer; without that the journal would have held it up.
    assert details["code"] in ("duplicate", "ambiguous_write"), text
    assert len(sandbox.requests("api/offer/createoffer")) == 1
    good(second, "check_my_offer", {"project_id": OFFER["project_id"]})


def test_an_offer_that_was_lost_on_its_way(kwork, sandbox):
    sandbox.fault("close", "api/offer/createoffer")
    client = kwork.start()
    assert read_failed(client.call("submit_offer", OFFER))[0]["retry"] == "outcome_unknown"
    details, text = read_failed(client.call("submit_offer", OFFER))
    assert details["code"] == "ambiguous_write" and "check_my_offer" in text
    assert len(sandbox.requests("api/offer/createoffer")) == 1
    # Another word in it does not make it another offer, and another project shows nothing of this one.
    good(client, "check_my_offer", {"project_id": 3010033})
    details, text = read_failed(client.call("submit_offer", {**OFFER, "description": OFFER["description"] + "."}))
    assert details["code"] == "ambiguous_write" and f"check_my_offer (project_id={OFFER['project_id']})" in text
    assert len(sandbox.requests("api/offer/createoffer")) == 1
    good(client, "check_my_offer", {"project_id": OFFER["project_id"]})
    good(client, "submit_offer", OFFER)


def test_one_account_has_one_journal_whatever_its_credentials(kwork, sandbox):
    lost(sandbox, "close")
    first, second = kwork.start(), kwork.start(KWORK_TOKEN=sandbox.token(), KWORK_LOGIN=None, KWORK_PASSWORD=None)
    assert read_failed(first.call("send_message", ARGUMENTS))[0]["retry"] == "outcome_unknown"
    assert read_failed(second.call("send_message", ARGUMENTS))[0]["code"] == "ambiguous_write"
    # Who looks before the host had to know whose account it is has looked all the same.
    third = kwork.start(KWORK_TOKEN=sandbox.token(), KWORK_LOGIN=None, KWORK_PASSWORD=None)
    good(third, "get_dialog", {"username": "elena_design"})
    assert read_failed(second.call("send_message", ARGUMENTS))[0]["code"] == "ambiguous_write", "the message went by number"
    good(third, "get_dialog", {"user_id": 318250})
    good(third, "send_message", ARGUMENTS)
    assert len(sandbox.requests("inboxCreate")) == 2


def test_a_message_by_login_is_looked_for_by_login_or_number(kwork, sandbox):
    lost(sandbox, "close")
    client = kwork.start()
    by_login = {"username": "@elena_design", "text": ARGUMENTS["text"]}
    assert read_failed(client.call("send_message", by_login))[0]["retry"] == "outcome_unknown"
    details, text = read_failed(client.call("send_message", ARGUMENTS))
    assert details["code"] == "ambiguous_write" and "get_dialog (user_id=318250) или get_dialog (username=elena_design)" in text
    good(client, "get_dialog", {"username": "elena_design"})
    good(client, "send_message", by_login)


@pytest.mark.parametrize("tool, arguments, route, others", [
    ("send_order_for_approval", {"order_id": 5204777}, "sendOrderForApproval", [("get_order_details", {"order_id": 5203900}), ("list_worker_orders", {"filter": "cancelled", "page": 99})]),
    ("approve_order", {"order_id": 5203900}, "approveOrder", [("list_buyer_orders", {}), ("get_order_details", {"order_id": 5204777})]),
    ("request_revision", {"order_id": 5203900, "text": "Крупнее"}, "sendOrderForRevision", [("list_buyer_orders", {"filter": "unpaid"})]),
    ("send_track_message", {"order_id": 5204777, "user_id": 640031, "text": "Да"}, "inboxCreate", [("list_tracks", {"order_id": 5203900}), ("list_tracks", {"order_id": 5204777, "limit": 1})]),
])
def test_only_a_look_at_this_order_lifts(client, sandbox, tool, arguments, route, others):
    sandbox.fault("close", route)
    assert read_failed(client.call(tool, arguments))[0]["retry"] == "outcome_unknown"
    for other, given in others:
        good(client, other, given)
        details, text = read_failed(client.call(tool, arguments))
        assert details["code"] == "ambiguous_write", other
    name, order = text.split("вызовите ")[1].split(", ")[0].split(" (order_id=")
    good(client, name, {"order_id": int(order.rstrip(")"))})
    good(client, tool, arguments)
    assert len(sandbox.requests(route)) == 2


def test_a_refusal_is_an_answer(kwork, sandbox):
    sandbox.fault("api-error", "inboxCreate", error="Вы не можете писать этому пользователю")
    client = kwork.start()
    assert read_failed(client.call("send_message", ARGUMENTS))[0]["code"] != "outcome_unknown"
    good(client, "send_message", ARGUMENTS)
    good(client, "send_message", ARGUMENTS)
    assert len(sandbox.requests("inboxCreate")) == 3


def test_a_confirmed_message_is_shown_as_it_will_be_sent(kwork, sandbox):
    def change(document):
        document["policy"]["writes"] = "confirm"
    client = kwork.start(change=change)
    details, text = read_failed(client.call("send_message", ARGUMENTS))
    assert details["code"] == "confirmation_needed"
    shown = text.split("\n----------\n")[1]
    assert ARGUMENTS["text"] in shown and "elena_design" in shown
    assert sandbox.requests("inboxCreate") == []
    key = text.split('"confirmation": "')[1].split('"')[0]
    sent = client.call("send_message", {**ARGUMENTS, "confirmation": key})
    assert sent.get("isError") is not True, texts(sent)
    assert len(sandbox.requests("inboxCreate")) == 1


def test_words_that_nobody_knows_leave_a_write_open(kwork, sandbox):
    sandbox.fault("api-error", "inboxCreate", error="Что-то пошло не так")
    client = kwork.start()
    details, text = read_failed(client.call("send_message", ARGUMENTS))
    assert details == {"code": "outcome_unknown", "retry": "outcome_unknown"} and "Что-то пошло не так" in text
    assert read_failed(client.call("send_message", ARGUMENTS))[0]["code"] == "ambiguous_write"
    assert len(sandbox.requests("inboxCreate")) == 1
