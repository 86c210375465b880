"""kwork.com: the same account, no exchange. What does not exist there is refused before anything is sent."""

import pytest

from .deployment import failed, good, read_good
from .tools import OFFER

pytestmark = pytest.mark.sandbox("--require-pace", "200,200", "--site", "com")

EXCHANGE = [("get_connects", {}), ("list_projects", {}), ("list_projects", {"mode": "all"}), ("search_projects", {"query": "бот"}),
            ("get_project", {"project_id": 3010126}), ("get_exchange_info", {}), ("get_favorite_categories", {}), ("list_my_offers", {}),
            ("get_offer", {"offer_id": 8120455}), ("check_my_offer", {"project_id": 3010126}), ("submit_offer", OFFER),
            ("delete_offer", {"offer_id": 8120455})]


@pytest.fixture
def com(kwork):
    return kwork.start(KWORK_SITE="com")


@pytest.mark.parametrize("tool, arguments", EXCHANGE, ids=str)
def test_what_com_does_not_have_is_refused_before_any_request(com, sandbox, tool, arguments):
    details, text = failed(com, tool, arguments)
    assert details == {"code": "site_unsupported", "retry": "never"} and "kwork.com" in text, text
    assert [route for route in sandbox.routes() if route != "signIn"] == []


def test_the_rest_works_there(com, sandbox):
    good(com, "get_me")
    good(com, "list_dialogs")
    text, _ = good(com, "list_worker_orders")
    assert "(в валюте kwork.com)" in text and "₽" not in text, "what money that is, Kwork does not say"
    good(com, "send_message", {"user_id": 1402290, "text": "Hello"})
    assert "₽" not in good(com, "list_my_kworks")[0]
    good(com, "list_categories")


def test_whats_new_says_which_part_is_missing(com):
    text, structured = read_good(com, "whats_new", com.call("whats_new"))
    assert structured["projects"]["status"] == "failed" and structured["projects"]["problem_code"] == "site_unsupported"
    assert structured["dialogs"]["status"] == "known" and "kwork.com" in text


def test_a_site_that_is_none_is_named(kwork, sandbox):
    client = kwork.start(KWORK_SITE="org")
    details, text = failed(client, "get_me")
    assert details["code"] == "session_not_configured" and "site" in text, text
    assert sandbox.requests() == []
