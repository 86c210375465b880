"""submit_offer: the way through the web site, step by step, and what each failure on it means. Never a false success, never a
second offer."""

import re

import pytest

from .deployment import failed, good
from .sandbox import tokens_of

PROJECT = 3010126
TEXT = ("Здравствуйте! Делаю такие боты пятый год, покажу три похожих работы. Сначала согласуем сценарий, затем соберу "
        "прототип за два дня, после правок выложу на ваш сервер и месяц буду рядом.\n\nЧто в цене: код, выкладка, «инструкция» & поддержка.")
OFFER = {"project_id": PROJECT, "title": "Телеграм-бот «под ключ»", "description": TEXT, "price": 14000, "duration_days": 5}
SECOND = {**OFFER, "project_id": 3010118, "description": "Здравствуйте! Парсеры пишу давно: обход защиты, прокси, расписание, выгрузка в таблицу. "
          "Первые цены пришлю завтра, остальное за три дня, код и инструкция ваши. Готов созвониться и показать похожую работу."}
"""Kwork takes a text that it has seen before for a template."""
STEPS = ["new_offer", "quick-faq/init", "wants/create_offer_draft", "projects/check_is_template", "api/offer/createoffer"]
BEFORE = STEPS[:-1]
CREATE = STEPS[-1]


def created(sandbox) -> int:
    """How often the request that creates an offer has come."""
    return len(sandbox.requests(f"web:/{CREATE}"))


def mine(client) -> list[dict]:
    """My offers on the project."""
    _, structured = good(client, "list_my_offers")
    return [offer for offer in structured["offers"] if offer["project_id"] == PROJECT]


def test_an_offer_is_made_and_spends_one_connect(client, sandbox):
    _, before = good(client, "get_connects")
    text, structured = good(client, "submit_offer", OFFER)
    assert structured["project_id"] == PROJECT and structured["offer_id"] > 0
    assert str(structured["offer_id"]) in text and "14000" in text.replace("\u00a0", "").replace(" ", "")
    _, after = good(client, "get_connects")
    assert after["active"] == before["active"] - 1
    offers = mine(client)
    assert len(offers) == 1 and offers[0]["id"] == structured["offer_id"] and offers[0]["title"] == OFFER["title"]
    _, project = good(client, "get_project", {"project_id": PROJECT})
    assert project["has_offer"] is True


def test_the_web_site_sees_no_credentials_of_the_api_and_everything_it_wants(client, sandbox):
    good(client, "submit_offer", OFFER)
    web = sandbox.requests("web:*")
    assert [request["path"].lstrip("/") for request in web] == ["login-by-token", "projects", *STEPS]
    for request in web:
        assert "authorization" not in request["headers"] and "token" not in [n for n, _ in request["form_items"]]
    origin = sandbox.web.rstrip("/")
    for request in web[3:]:
        headers = request["headers"]
        assert request["method"] == "POST" and headers["x-requested-with"] == "XMLHttpRequest" and headers["origin"] == origin
        assert headers["referer"] == f"{origin}/new_offer?project={PROJECT}" and headers["cookie"] and headers["x-xsrf-token"]
    assert all(tokens_of(request) == [] for request in web[1:])


def test_the_search_for_secrets_knows_those_of_the_web_site(client, sandbox):
    good(client, "submit_offer", OFFER)
    found = sandbox.web_secrets()
    link = dict(sandbox.requests("web:/login-by-token")[0]["query_items"])["token"]
    assert link in found and len(found) >= 4, found


def test_the_web_site_is_entered_once(client, sandbox):
    good(client, "submit_offer", OFFER)
    good(client, "submit_offer", SECOND)
    assert sandbox.routes().count("getWebAuthToken") == 1


@pytest.mark.parametrize("wrong, named", [
    ({"description": "ё" * 149}, "description"), ({"title": "  "}, "title"), ({"price": 0}, "price"), ({"duration_days": 0}, "duration_days"),
    ({"project_id": 0}, "project_id"), ({"description": "x" * 10_001}, "description")], ids=["149", "title", "price", "days", "project", "long"])
def test_local_checks_come_first(client, sandbox, wrong, named):
    result = client.call("submit_offer", {**OFFER, **wrong})
    assert result["isError"] and named in result["content"][0]["text"]
    assert sandbox.requests() == []


def test_a_hundred_and_fifty_characters_are_enough(client, sandbox):
    good(client, "submit_offer", {**OFFER, "description": "Сделаю. " * 18 + "Готово"})


@pytest.mark.parametrize("how, code", [("closed", "closed_project"), ("own", "duplicate"), ("connects", "insufficient_connects"),
                                       ("unknown", "not_found")])
def test_what_cannot_be_is_told_before_the_web_site_is_entered(client, sandbox, how, code):
    arguments = dict(OFFER)
    if how == "closed":
        arguments["project_id"] = 3009511
    if how == "own":
        good(client, "submit_offer", OFFER)
    if how == "connects":
        sandbox.settings(active_connects=0)
    if how == "unknown":
        arguments["project_id"] = 999
    before = len(sandbox.requests("web:*"))
    details, text = failed(client, "submit_offer", arguments)
    assert details["code"] == code and details["retry"] == "never", text
    assert len(sandbox.requests("web:*")) == before


FAULTS = [("status", {"status": 500}), ("status", {"status": 502}), ("status", {"status": 403}), ("non-json", {}),
          ("shape", {"body": {"success": False, "error": "Рубрика 5 отключена"}}), ("close", {}), ("reset", {}),
          ("redirect", {"location": "/projects"}), ("redirect", {"location": "https://evilkwork.ru/x"})]


def stops(step, kind, more) -> bool:
    """Whether a fault can stop a step: the page is HTML, and may be anywhere on the site."""
    return step != "new_offer" or not (kind in ("non-json", "shape") or more.get("location") == "/projects")


@pytest.mark.parametrize("step, kind, more", [(step, *fault) for step in BEFORE for fault in FAULTS if stops(step, *fault)], ids=str)
def test_a_step_before_the_last_that_keeps_failing_creates_nothing(client, sandbox, step, kind, more):
    good(client, "get_connects")
    sandbox.fault(kind, f"web:/{step}", "always", **more)
    details, text = failed(client, "submit_offer", OFFER, timeout=60)
    assert details["code"] != "outcome_unknown", text
    assert re.search("не (создан|отправлен)|ничего не", text), text
    assert created(sandbox) == 0
    sandbox.clear_faults()
    assert mine(client) == []


@pytest.mark.parametrize("kind, more", FAULTS + [
    ("truncated", {}), ("shape", {"body": {}}), ("shape", {"body": []}), ("status", {"status": 404}), ("status", {"status": 401}),
    ("status", {"status": 429}), ("redirect", {"location": "/login"}), ("content-type", {})], ids=str)
@pytest.mark.parametrize("done", [True, False], ids=["done", "not-done"])
def test_an_unclear_answer_to_the_last_step_leaves_the_outcome_open(client, sandbox, kind, more, done):
    good(client, "get_connects")
    sandbox.fault(kind, f"web:/{CREATE}", processed=done, **more)
    details, text = failed(client, "submit_offer", OFFER, timeout=60)
    assert details["code"] == "outcome_unknown" and details.get("retry") != "later", (details, text)
    assert "check_my_offer" in text or "list_my_offers" in text, text
    assert created(sandbox) == 1
    assert len(mine(client)) == (1 if done or kind in ("truncated", "content-type") else 0)


@pytest.mark.parametrize("error, code", [
    ("Вы уже отправили предложение", "duplicate"), ("Проект закрыт", "closed_project"), ("Недостаточно коннектов", "insufficient_connects"),
    ("Недостаточно прав", "permission")])
def test_a_clear_refusal_of_the_last_step_is_known(client, sandbox, error, code):
    sandbox.fault("shape", f"web:/{CREATE}", body={"success": False, "error": error})
    details, text = failed(client, "submit_offer", OFFER)
    assert details["code"] == code and created(sandbox) == 1, text


def test_a_success_without_an_id_is_looked_up(client, sandbox):
    good(client, "get_connects")
    sandbox.fault("shape", f"web:/{CREATE}", body={"success": True}, processed=True)
    _, structured = good(client, "submit_offer", OFFER)
    assert structured["offer_id"] == mine(client)[0]["id"]


def test_a_success_without_an_id_that_is_not_found_is_no_success(client, sandbox):
    good(client, "get_connects")
    sandbox.fault("shape", f"web:/{CREATE}", body={"success": True}, processed=False)
    details, text = failed(client, "submit_offer", OFFER)
    assert details["code"] == "outcome_unknown" and created(sandbox) == 1, text


@pytest.mark.parametrize("answer", [{"id": 77}, {"offer_id": "77"}, {"response": {"id": 77}}, {"response": {"offer_id": 77}}, {"response": [{"id": 77}]}],
                         ids=str)
def test_every_place_of_the_id_is_read(client, sandbox, answer):
    sandbox.fault("shape", f"web:/{CREATE}", body={"success": True, **answer})
    _, structured = good(client, "submit_offer", OFFER)
    assert structured["offer_id"] == 77


# A page that is asked for with GET needs no CSRF token.
@pytest.mark.parametrize("step, how", [(step, how) for step in BEFORE for how in ("redirect", "401", "csrf") if (step, how) != ("new_offer", "csrf")])
def test_a_lost_web_session_is_renewed_once(client, sandbox, step, how):
    good(client, "get_connects")
    sandbox.fault("session-lost", f"web:/{step}", answer=how)
    good(client, "submit_offer", OFFER)
    assert sandbox.routes().count("getWebAuthToken") == 2 and created(sandbox) == 1
    assert len(mine(client)) == 1


def test_a_web_session_that_the_site_forgot_is_renewed(client, sandbox):
    good(client, "submit_offer", OFFER)
    sandbox.control("POST", "end-web-sessions", {})
    good(client, "submit_offer", SECOND)
    assert sandbox.routes().count("getWebAuthToken") == 2


def test_a_web_session_that_is_lost_again_and_again_ends(client, sandbox):
    good(client, "get_connects")
    sandbox.fault("redirect", "web:/new_offer", "always", location="/login")
    details, text = failed(client, "submit_offer", OFFER)
    assert details["code"] in ("auth_failed", "csrf") and created(sandbox) == 0, text
    assert sandbox.routes().count("getWebAuthToken") <= 3


@pytest.mark.parametrize("location", ["https://evilkwork.ru/projects", "http://127.0.0.1:9/projects", "//evil.example/x", "/login"])
def test_a_login_link_that_leads_astray_is_not_followed(client, sandbox, location):
    good(client, "get_connects")
    sandbox.fault("redirect", "web:/login-by-token", location=location)
    details, text = failed(client, "submit_offer", OFFER)
    assert created(sandbox) == 0 and sandbox.requests("web:/new_offer") == [], text


@pytest.mark.parametrize("place", ["assignment", "hidden-field", "attribute", "nowhere"])
def test_the_draft_key_is_found_wherever_it_is(client, sandbox, place):
    sandbox.settings(draft_key=place)
    good(client, "submit_offer", OFFER)


@pytest.mark.parametrize("place", ["response.id", "id", "offer_id", "response.offer_id", "list", "none"])
def test_an_offer_is_told_by_its_number_wherever_that_stands(client, sandbox, place):
    sandbox.settings(offer_answer=place)
    _, structured = good(client, "submit_offer", OFFER)
    assert structured["offer_id"] == mine(client)[0]["id"]


@pytest.mark.parametrize("how", ["http", "script"])
def test_a_login_that_goes_on_by_script_is_no_hindrance(client, sandbox, how):
    sandbox.settings(login_redirect=how)
    good(client, "submit_offer", OFFER)


@pytest.mark.parametrize("link", ["https://evilkwork.ru/login-by-token?token=a", "http://user@127.0.0.1/login-by-token?token=a", "javascript:alert(1)", ""])
def test_a_login_link_to_another_host_is_not_fetched(client, sandbox, link):
    good(client, "get_connects")
    sandbox.fault("shape", "getWebAuthToken", body={"success": True, "response": {
        "token": "f00dfeed", "url": link, "expires_at": 1, "url_to_redirect": "/projects"}})
    details, text = failed(client, "submit_offer", OFFER)
    assert sandbox.requests("web:*") == [] and "f00dfeed" not in text, text


def test_a_landing_page_that_moved_does_not_stop_an_offer(client, sandbox):
    good(client, "get_connects")
    sandbox.fault("status", "web:/projects", "always", status=404)
    good(client, "submit_offer", OFFER)


def test_without_csrf_nothing_is_sent(client, sandbox):
    sandbox.settings(csrf="nowhere")
    details, text = failed(client, "submit_offer", OFFER)
    assert details["code"] == "csrf" and created(sandbox) == 0, text


@pytest.mark.parametrize("place", ["everywhere", "cookies", "three-cookies", "xsrf-cookie", "page", "hidden-field"])
def test_the_csrf_value_is_found_wherever_it_is(client, sandbox, place):
    sandbox.settings(csrf=place)
    good(client, "submit_offer", OFFER)


def test_a_text_taken_for_a_template_is_refused_before_the_last_step(client, sandbox):
    sandbox.fault("shape", "web:/projects/check_is_template", "always", body={"success": False, "message": "Текст похож на шаблон"})
    details, text = failed(client, "submit_offer", OFFER)
    assert created(sandbox) == 0 and "шаблон" in text, text


def test_with_writes_off_no_request_of_the_flow_leaves(kwork, sandbox):
    client = kwork.start(arguments=["--read-only"])
    assert "submit_offer" not in {tool["name"] for tool in client.result("tools/list")["tools"]}
    answer = client.answer(client.start_call("submit_offer", OFFER))
    assert "error" in answer or answer["result"]["isError"]
    assert sandbox.requests() == []
