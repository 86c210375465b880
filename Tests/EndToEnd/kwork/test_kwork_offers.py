"""Offers: what comes back of a new one, every doubt about it, and what a person is asked before. Its way: test_kwork_offer.py."""

import re

import pytest

from harness.client import texts

from .deployment import FAILURE, failed, good
from .tools import OFFER, OFFER_STEPS

CREATE = OFFER_STEPS[-1]
MINE = 13
"""Own offers of the first account at the start."""


def created(sandbox) -> int:
    """How many offers there are more than at the start."""
    return sandbox.state()["offers"] - MINE


def sent(sandbox, route=CREATE) -> int:
    """How often a step of the offer has come in."""
    return sandbox.routes().count(route)


@pytest.mark.parametrize("place", ["response.id", "none"])
def test_an_offer_can_be_read_back(client, sandbox, place):
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
    assert f"check_my_offer (project_id={OFFER['project_id']})" in text and "Не повторяйте" in text
    assert created(sandbox) == done and sent(sandbox) == 1
    # Told to try all the same, it looks first.
    failed(client, "submit_offer", OFFER)
    assert sent(sandbox) == 1
    _, own = good(client, "check_my_offer", {"project_id": OFFER["project_id"]})
    assert own["has_offer"] == ("yes" if done else "no")


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
