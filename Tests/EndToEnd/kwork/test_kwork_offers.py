"""Offers: the whole way of a new one through the web site, every doubt about it, and what a person is asked before."""

import re

import pytest

from harness.client import texts

from .deployment import FAILURE, failed, good
from .tools import OFFER, OFFER_STEPS

CREATE = OFFER_STEPS[-1]
PREPARATIONS = OFFER_STEPS[:-1]
MINE = 13
"""Own offers of the first account at the start."""


def created(sandbox) -> int:
    """How many offers there are more than at the start."""
    return sandbox.state()["offers"] - MINE


def sent(sandbox, route=CREATE) -> int:
    """How often a step of the offer has come in."""
    return sandbox.routes().count(route)


@pytest.mark.parametrize("place", ["response.id", "id", "offer_id", "response.offer_id", "list", "none"])
def test_an_offer_is_confirmed_by_its_number_wherever_it_stands(client, sandbox, place):
    sandbox.settings(offer_answer=place)
    text, offer = good(client, "submit_offer", OFFER)
    assert created(sandbox) == 1 and offer["connects_spent"] == 1 and offer["connects_left"] == 26
    assert offer["looked_up"] is (place == "none") and "осталось 26" in text and "15000 ₽" in text
    _, stored = good(client, "get_offer", {"offer_id": offer["offer_id"]})
    assert stored["project_id"] == OFFER["project_id"] and stored["title"] == OFFER["title"] and stored["price"] == OFFER["price"]
    _, own = good(client, "check_my_offer", {"project_id": OFFER["project_id"]})
    assert own["has_offer"] == "yes" and own["offer_id"] == offer["offer_id"]


def test_texts_reach_the_site_exactly_as_given(client, sandbox):
    odd = {**OFFER, "title": "Бот & «Уют» = 5% + \"да\"", "description": "  " + OFFER["description"] + "\r\n\n<b>&amp;</b> 🙂\t \n"}
    good(client, "submit_offer", odd)
    body = sandbox.requests(CREATE)[0]["body"]
    assert "\r\n\r\n" + odd["title"] + "\r\n--" in body and "\r\n\r\n" + odd["description"] + "\r\n--" in body


@pytest.mark.parametrize("csrf", ["everywhere", "cookies", "three-cookies", "xsrf-cookie", "page", "hidden-field"])
@pytest.mark.parametrize("draft_key", ["assignment", "hidden-field", "attribute", "nowhere"])
def test_the_keys_are_found_wherever_the_page_has_them(client, sandbox, csrf, draft_key):
    sandbox.settings(csrf=csrf, draft_key=draft_key)
    good(client, "submit_offer", OFFER)
    assert created(sandbox) == 1


def test_nothing_is_created_without_a_form_key(client, sandbox):
    sandbox.settings(csrf="nowhere")
    details, text = failed(client, "submit_offer", OFFER)
    assert details["code"] == "csrf" and "коннект не потрачен" in text and created(sandbox) == 0 and sent(sandbox) == 0


@pytest.mark.parametrize("answer", ["redirect", "401", "csrf"])
@pytest.mark.parametrize("step", PREPARATIONS)
def test_a_web_session_lost_on_the_way_is_renewed_once(client, sandbox, step, answer):
    sandbox.fault("session-lost", f"web:/{step}", answer=answer)
    good(client, "submit_offer", OFFER)
    assert created(sandbox) == 1 and sent(sandbox) == 1 and sent(sandbox, "login-by-token") <= 2


@pytest.mark.parametrize("step", PREPARATIONS)
def test_a_web_session_that_stays_lost_creates_nothing(client, sandbox, step):
    sandbox.fault("session-lost", f"web:/{step}", times="always")
    details, text = failed(client, "submit_offer", OFFER)
    assert details["code"] in ("auth_failed", "csrf") and "коннект не потрачен" in text
    assert created(sandbox) == 0 and sent(sandbox) == 0 and sent(sandbox, step) <= 4


@pytest.mark.parametrize("kind, more", [("non-json", {}), ("status", {"status": 403}), ("api-error", {"error": "Что-то не так"}), ("empty", {})],
                         ids=["html", "403", "refused", "empty"])
@pytest.mark.parametrize("step", PREPARATIONS)
def test_a_failed_preparation_creates_nothing(client, sandbox, step, kind, more):
    sandbox.fault(kind, f"web:/{step}", times="always", **more)
    details, text = failed(client, "submit_offer", OFFER)
    assert details["code"] != "outcome_unknown" and "Отклик не создан, коннект не потрачен." in text
    assert created(sandbox) == 0 and sent(sandbox) == 0


@pytest.mark.parametrize("kind, more", [
    ("close", {}), ("empty", {}), ("non-json", {"status": 502}), ("non-json", {}), ("status", {"status": 500}), ("status", {"status": 404}),
    ("redirect", {"location": "/projects"}), ("redirect", {"location": "/login"}), ("shape", {"body": {}}), ("shape", {"body": []}),
    ("shape", {"body": {"id": 5}}), ("shape", {"body": {"success": False, "message": "Что-то пошло не так"}}), ("truncated", {}),
    ("content-type", {}), ("session-lost", {}),
])
def test_no_doubt_is_ever_called_a_success(client, sandbox, kind, more):
    done = kind != "session-lost"
    sandbox.fault(kind, f"web:/{CREATE}", **({"processed": True} if done else {}), **more)
    details, text = failed(client, "submit_offer", OFFER)
    assert details == {"code": "outcome_unknown", "retry": "outcome_unknown"}, text
    assert "check_my_offer" in text and "list_my_offers" in text and "Не повторяйте" in text
    assert created(sandbox) == done and sent(sandbox) == 1
    # Told to try all the same, it looks first.
    failed(client, "submit_offer", OFFER)
    assert sent(sandbox) == 1
    _, own = good(client, "check_my_offer", {"project_id": OFFER["project_id"]})
    assert own["has_offer"] == ("yes" if done else "no")


@pytest.mark.parametrize("project, change, code", [
    (3009511, {}, "closed_project"), (3010033, {}, "duplicate"), (999, {}, "not_found"), (3010126, {"price": 45_001}, "validation"),
])
def test_what_cannot_be_done_is_said_before_the_site_is_touched(client, sandbox, project, change, code):
    details, text = failed(client, "submit_offer", {**OFFER, "project_id": project, **change})
    assert details == {"code": code, "retry": "never"}, text
    assert all(one["host"] == "api" for one in sandbox.requests())


def test_no_connects_is_said_before_the_site_is_touched(client, sandbox):
    sandbox.settings(active_connects=0)
    details, text = failed(client, "submit_offer", OFFER)
    assert details["code"] == "insufficient_connects" and "0 из 30" in text
    assert all(one["host"] == "api" for one in sandbox.requests())


def test_a_stock_text_is_refused_in_the_sites_own_words(client, sandbox):
    details, text = failed(client, "submit_offer", {**OFFER, "description": OFFER["description"] + "[шаблон]"})
    assert details["retry"] == "never" and "Похоже, ваше предложение — шаблон" in text and "коннект не потрачен" in text
    assert sent(sandbox) == 0


def test_the_person_is_asked_with_the_whole_offer(kwork, sandbox):
    client = kwork.start(change=lambda file: file["policy"].update(writes="confirm"))
    needed = client.call("submit_offer", OFFER)
    assert needed["_meta"][FAILURE]["code"] == "confirmation_needed" and sent(sandbox, "new_offer") == 0
    asked = texts(needed)
    for datum in ("Телеграм-бот для магазина «Уют»", "@sovetnik_shop", OFFER["title"], OFFER["description"], "15000 ₽", "10 дней", "27 из 30"):
        assert datum in asked, asked
    key = re.search(r'"(?:host_)?confirmation": "([\w-]+)"', asked)[1]
    good(client, "submit_offer", {**OFFER, "confirmation": key})
    assert created(sandbox) == 1
    needed = client.call("delete_offer", {"offer_id": 8120455})
    assert "Mini app с календарём и напоминаниями" in texts(needed) and created(sandbox) == 1


def test_the_other_site_has_no_offers(kwork, sandbox):
    sandbox.settings(site="com")
    client = kwork.start(change=lambda file: file["sessions"]["kwork"].update(site="com"))
    for tool, arguments in (("list_my_offers", {}), ("get_offer", {"offer_id": 5}), ("check_my_offer", {"project_id": 5}),
                            ("submit_offer", OFFER), ("delete_offer", {"offer_id": 5})):
        details, text = failed(client, tool, arguments)
        assert details["code"] == "site_unsupported" and "kwork.com" in text
    assert not {"offers", "offer", "project", "deleteOffer"} & set(sandbox.routes())
