"""Dialogs: paging from the newest end, texts exactly as written, files, and what a person is asked before."""

import re

import pytest

from harness.client import texts

from .deployment import FAILURE, failed, good
from .sandbox import query

KATE, STROY = 1402290, "alfa_stroy"


@pytest.mark.parametrize("page, count, first, older, newer", [
    (None, 50, "71.", 2, None), (3, 50, "71.", 2, None), (2, 50, "21.", 1, 3), (1, 20, "1.", None, 2),
])
def test_a_long_dialog_from_its_newest_page(client, page, count, first, older, newer):
    text, dialog = good(client, "get_dialog", {"username": "@" + STROY, **({"page": page} if page else {})})
    assert dialog["count"] == count and dialog["messages"][0]["text"].startswith(first)
    times = [(one["time"], one["message_id"]) for one in dialog["messages"]]
    assert times == sorted(times)
    assert dialog["paging"].get("older_page") == older and dialog["paging"].get("newer_page") == newer
    assert dialog["paging"]["total"] == 120 and dialog["paging"]["pages"] == 3


def test_a_page_is_asked_for_only_when_one_is_named(client, sandbox):
    good(client, "get_dialog", {"username": STROY})
    good(client, "get_dialog", {"username": STROY, "page": 1})
    assert [query(one) for one in sandbox.requests("inboxes")] == [{"username": STROY}, {"username": STROY, "page": "1"}]


def test_unread_marks_files_and_replies(client):
    text, dialog = good(client, "get_dialog", {"username": "sovetnik_shop"})
    last = dialog["messages"][-1]
    assert last["unread"] is True and last["reply_to"] == dialog["messages"][-2]["message_id"]
    assert [one["name"] for one in last["files"]] == ["ТЗ бот «Уют» v2.docx", "catalog.xml"]
    assert all(one["size"] > 0 for one in last["files"])
    assert all(one["url"].startswith("http") and str(one["id"]) in text for one in last["files"])
    _, before = good(client, "list_dialogs")
    assert before["dialogs"][0]["unread_count"] == 2 and before["unread_dialogs"] == 2
    good(client, "mark_dialog_read", {"user_id": before["dialogs"][0]["user_id"]})
    _, after = good(client, "list_dialogs")
    assert after["dialogs"][0]["unread_count"] == 0 and after["unread_dialogs"] == 1


@pytest.mark.parametrize("words", [" Привет!\n\n\tЦена & срок = 5% + 1 🙂 \"да\" <b>&amp;</b> ", "a\r\nb"])
def test_a_message_goes_out_and_comes_back_as_written(client, sandbox, words):
    _, sent = good(client, "send_message", {"username": "@kate_market", "text": words})
    request = sandbox.requests("inboxCreate")[0]
    assert query(request) == {"user_id": str(KATE)} and ["text", words] in request["form_items"]
    _, dialog = good(client, "get_dialog", {"username": "kate_market"})
    last = dialog["messages"][-1]
    assert last["message_id"] == sent["message_id"] and last["text"].strip() == words.strip() and last["unread"] is True
    good(client, "edit_message", {"message_id": 70311507, "text": "Новый & текст"})
    _, dialog = good(client, "get_dialog", {"username": "kate_market"})
    changed = next(one for one in dialog["messages"] if one["message_id"] == 70311507)
    assert changed["text"] == "Новый & текст" and changed["edited"] > changed["time"]
    good(client, "delete_message", {"message_id": sent["message_id"]})
    _, dialog = good(client, "get_dialog", {"username": "kate_market"})
    assert dialog["messages"][-1]["message_id"] != sent["message_id"]


def test_a_number_needs_no_look_up_and_a_reply_says_to_what(client, sandbox):
    good(client, "send_message", {"user_id": KATE, "text": "x", "reply_to": 70311507})
    assert "userByUsername" not in sandbox.routes()
    assert query(sandbox.requests("inboxCreate")[0]) == {"user_id": str(KATE), "reply_message_id": "70311507"}
    _, dialog = good(client, "get_dialog", {"username": "kate_market"})
    assert dialog["messages"][-1]["reply_to"] == 70311507


def test_nobody_gets_a_message_for_an_unknown_name(client, sandbox):
    details, _ = failed(client, "send_message", {"username": "nobody_at_all", "text": "x"})
    assert details == {"code": "not_found", "retry": "never"} and "inboxCreate" not in sandbox.routes()


@pytest.mark.parametrize("body", [{"success": True}, {"success": True, "response": {"id": 0}}, {"success": True, "response": []}])
def test_a_message_without_a_number_is_not_called_sent(client, sandbox, body):
    sandbox.fault("shape", "inboxCreate", body=body)
    details, text = failed(client, "send_message", {"user_id": KATE, "text": "x"})
    assert details == {"code": "outcome_unknown", "retry": "outcome_unknown"} and "get_dialog" in text
    assert sandbox.routes().count("inboxCreate") == 1


def test_the_person_sees_who_gets_which_words(kwork, sandbox):
    client = kwork.start(change=lambda file: file["policy"].update(writes="confirm"))
    words = "Здравствуйте!\n\nСрок & цена: 5 дней, 3000 ₽"
    for arguments in ({"user_id": KATE}, {"username": "@kate_market"}):
        asked = texts(client.call("send_message", {**arguments, "text": words}))
        assert "@kate_market" in asked and str(KATE) in asked and words in asked
    for tool, arguments, seen in (("edit_message", {"message_id": 70311507, "text": words}, "Отлично! Завтра добавлю сводку."),
                                  ("delete_message", {"message_id": 70311507}, "Отлично! Завтра добавлю сводку."),
                                  ("mark_dialog_read", {"user_id": KATE}, "@kate_market")):
        needed = client.call(tool, arguments)
        assert needed["_meta"][FAILURE]["code"] == "confirmation_needed" and seen in texts(needed)
    assert not {"inboxCreate", "inboxEdit", "inboxDelete", "inboxRead"} & set(sandbox.routes())
    needed = client.call("send_message", {"user_id": KATE, "text": words})
    key = re.search(r'"(?:host_)?confirmation": "([\w-]+)"', texts(needed))[1]
    good(client, "send_message", {"user_id": KATE, "text": words, "confirmation": key})
    assert sandbox.routes().count("inboxCreate") == 1
