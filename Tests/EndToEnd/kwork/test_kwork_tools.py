"""Profile and projects: what their tools answer, and what they send for it."""

import datetime
import re

import pytest

from harness.client import Modern, texts

from .deployment import CALLS, FAILURE, failed, good, output_schema
from .sandbox import BASIC, query, tokens_of
from .tools import READS

# A list leaves out what nearly every project has; the full text of a cut description is in get_project.
NOT_REPEATED = {"type", "status", "seconds_left", "category_ids", "limit", "category_id", "has_offer",
                "is_viewed"}


def test_nothing_is_sent_before_the_first_call(client, sandbox):
    client.result("tools/list")
    assert sandbox.requests() == []


def data(value, name=""):
    """Every datum of a structured result with its name."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from data(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from data(part, name)
    else:
        yield name, value


def said(name, value, text) -> bool:
    """Whether a text says a datum."""
    if isinstance(value, bool):
        return True
    if isinstance(value, str):
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value):
            moment = datetime.datetime.fromisoformat(value)
            return moment.strftime("%d.%m.%Y %H:%M") in text
        return value.rstrip("…") in text
    # Kwork writes a rating as 5.0, the structured result has the number 5.
    number = f"{value}(\\.0)?" if value == int(value) else re.escape(repr(value))
    return re.search(rf"(?<![\d.]){number}(?!\d)(?!\.\d)", text) is not None


@pytest.mark.parametrize("tool, arguments, route", CALLS, ids=lambda value: str(value))
def test_the_text_holds_every_datum_of_the_structured_result(client, tool, arguments, route):
    text, structured = good(client, tool, arguments)
    missing = [(name, value) for name, value in data(structured)
               if name not in NOT_REPEATED and not said(name, value, text.replace("\n   ", "\n"))]
    assert not missing, f"{missing} not in\n{text}"


def test_get_me(client, sandbox):
    text, structured = good(client, "get_me")
    assert structured == {
        "id": 1204417, "username": "demo", "fullname": "Денис Морозов", "type": "worker", "rating": 4.9,
        "good_reviews": 187, "bad_reviews": 2, "level": "Профессионал", "profession": "Разработчик ботов и парсеров",
        "free_amount": 18450.75, "hold_amount": 6000, "total_amount": 24450.75, "currency": "RUB",
        "completed_orders": 241, "worker_status": "free", "kworks": 4, "offers": 3, "wants": 0, "unread_dialogs": 2,
        "unread_messages": 3, "unread_notifications": 1}
    assert "18450.75 RUB" in text
    assert sandbox.routes() == ["signIn", "actor"]


def test_get_connects(client, sandbox):
    sandbox.settings(active_connects=11)
    text, structured = good(client, "get_connects")
    assert structured == {"active": 11, "all": 30} and "11" in text and "30" in text
    assert query(sandbox.requests("projects")[0]) == {"categories": ""}


@pytest.mark.parametrize("arguments, sent", [
    ({"user_id": 318250}, ("user", {"id": "318250"})),
    ({"username": "elena_design"}, ("userByUsername", {"username": "elena_design"})),
    ({"username": " @elena_design "}, ("userByUsername", {"username": "elena_design"})),
    ({"user_id": 318250, "username": "demo"}, ("user", {"id": "318250"}))], ids=str)
def test_get_user_info(client, sandbox, arguments, sent):
    text, structured = good(client, "get_user_info", arguments)
    assert structured["id"] == 318250 and structured["username"] == "elena_design"
    assert structured["description"] == "Логотипы & фирменный стиль. Студия «Линия», 12 лет опыта."
    assert structured["online"] is False and "нет" in text
    assert [(request["path"].lstrip("/"), query(request)) for request in sandbox.requests()] == [sent]


def test_search_users(client, sandbox):
    text, structured = good(client, "search_users", {"query": " Петров "})
    assert [user["username"] for user in structured["users"]] == ["ivan_dev", "petrov_bots"]
    assert structured["count"] == 2 and structured["paging"]["total"] == 2 and "2 пользователя" in text
    assert query(sandbox.requests("userSearch")[0]) == {"query": "Петров"}


def test_list_projects_shows_the_favourite_categories_by_name(client, sandbox):
    text, structured = good(client, "list_projects")
    assert len(structured["projects"]) == structured["count"] == 12
    assert sorted(structured["category_ids"]) == [39, 41, 79]
    assert structured["paging"] == {"page": 1, "limit": 12, "total": 13, "pages": 2, "next_page": 2, "end_known": True}
    assert structured["connects_active"] == 27 and structured["connects_all"] == 30
    first = structured["projects"][0]
    assert first["title"] == "Телеграм-бот для магазина «Уют»" and "уже делали & сколько" in first["excerpt"]
    assert "\n" not in first["excerpt"] and "2" in text
    assert sandbox.routes() == ["signIn", "favoriteCategories", "projects"]
    sent = query(sandbox.requests("projects")[0])
    assert sorted(sent.pop("categories").split(",")) == ["39", "41", "79"] and sent == {"page": "1"}


def test_list_projects_passes_every_filter_on(client, sandbox):
    good(client, "list_projects", {"category_id": 41, "price_from": 0, "price_to": 20000, "hiring_from": 1,
                                   "max_offers": 20, "query": "бот & магазин +1", "page": 1})
    assert query(sandbox.requests("projects")[0]) == {
        "categories": "41", "price_from": "0", "price_to": "20000", "hiring_from": "1", "kworks_filter_to": "20",
        "query": "бот & магазин +1", "page": "1"}


def test_all_pages_together_hold_each_project_once(client):
    found, page = [], 1
    while page is not None:
        _, structured = good(client, "list_projects", {"mode": "all", "page": page})
        found += [project["id"] for project in structured["projects"]]
        page = structured["paging"].get("next_page")
    assert len(found) == len(set(found)) == structured["paging"]["total"] == 26


def test_get_project_gives_the_whole_description(client, sandbox):
    # One that comes as an object, one that comes as a list of one with numbers as text.
    _, plain = good(client, "get_project", {"project_id": 3010118})
    text, listed = good(client, "get_project", {"project_id": 3010126})
    assert plain["title"] == "Парсер цен конкурентов" and plain["price"] == 8000
    assert listed["price"] == 15000 and listed["price_limit"] == 45000 and listed["customer_id"] == 640031
    assert listed["description"].count("\n") == 2 and listed["description"].replace("\n", "\n   ") in text
    assert query(sandbox.requests("project")[0]) == {"id": "3010118"}


def test_a_closed_project_says_so(client):
    text, structured = good(client, "get_project", {"project_id": 3009511})
    assert structured["status"] == "closed" and "closed" in text and "price_limit" not in structured


def test_search_projects(client, sandbox):
    text, structured = good(client, "search_projects", {"query": " бот "})
    assert {project["id"] for project in structured["projects"]} == {3010126, 3010101, 3010021}
    assert "category_ids" not in structured and "«бот»" in text
    sent = query(sandbox.requests("projects")[0])
    assert sent.pop("categories") in ("", "all") and sent.pop("query").strip() == "бот" and sent == {"page": "1"}


def test_get_exchange_info(client, sandbox):
    text, structured = good(client, "get_exchange_info")
    assert structured == {"exchange_response_count": 3, "archived_count": 1, "others": []}
    request = sandbox.requests("exchangeInfo")[0]
    assert request["query"] == "" and [name for name, _ in request["form_items"]] == ["token"]


@pytest.mark.parametrize("answer", [
    {"success": True, "response": {"exchange_response_count": 8, "archived_count": 4, "level": "gold"}},
    {"success": True, "response": [{"exchange_response_count": 8, "archived_count": 4, "level": "gold"}]},
    {"success": True, "exchange_response_count": 8, "archived_count": 4, "level": "gold"}], ids=["object", "list", "flat"])
def test_get_exchange_info_reads_every_documented_form(client, sandbox, answer):
    sandbox.fault("shape", "exchangeInfo", body=answer)
    text, structured = good(client, "get_exchange_info")
    assert (structured["exchange_response_count"], structured["archived_count"]) == (8, 4) and "gold" in text


def test_public_methods_carry_no_token_and_the_others_do(client, sandbox):
    for tool, arguments, _ in CALLS:
        good(client, tool, arguments)
    for request in sandbox.requests():
        name = request["path"].lstrip("/")
        public = name in ("signIn", "user", "userByUsername", "userSearch")
        assert len(tokens_of(request)) == (0 if public else 1), name
        assert request["headers"]["authorization"] == f"Basic {BASIC}" and "cookie" not in request["headers"]
        assert request["method"] == "POST" and request["host"] == "api"


def test_both_eras_give_the_same_result(kwork, client):
    modern = kwork.start(kind=Modern)
    for tool, arguments, _ in CALLS:
        old, new = client.call(tool, arguments), modern.call(tool, arguments)["result"]
        assert (old["content"], old["structuredContent"]) == (new["content"], new["structuredContent"]), tool
        assert new["resultType"] == "complete"


# Nothing there

@pytest.mark.parametrize("tool, arguments", [
    ("search_users", {"query": "такихнет"}), ("list_projects", {"mode": "all", "query": "такихнет"}),
    ("search_projects", {"query": "такихнет"}), ("list_projects", {"category_id": 35, "price_from": 10**9}),
    ("search_users", {"query": "Петров", "page": 9}), ("list_projects", {"mode": "all", "page": 9}),
    ("search_projects", {"query": "бот", "page": 9})], ids=str)
def test_nothing_found_is_no_error(client, tool, arguments):
    text, structured = good(client, tool, arguments)
    assert structured["count"] == 0 and re.search("нет|никто|никого", text), text
    if arguments.get("page"):
        assert "9" in text and "next_page" not in structured["paging"]


def test_without_favourites_the_whole_exchange_is_not_shown_instead(client, sandbox):
    sandbox.settings(favourite_categories=[])
    details, text = failed(client, "list_projects")
    assert details["code"] == "validation" and "mode=all" in text
    assert sandbox.requests("projects") == []


@pytest.mark.parametrize("tool, arguments, named", [
    ("get_user_info", {"user_id": 999}, "999"), ("get_user_info", {"username": "nobody_here"}, "nobody_here"),
    ("get_project", {"project_id": 999}, "999")], ids=str)
def test_what_does_not_exist_is_not_found(client, sandbox, tool, arguments, named):
    details, text = failed(client, tool, arguments)
    assert details == {"code": "not_found", "retry": "never"}
    assert re.search("[Нн]е найден|нет", text), text


# Arguments

WRONG = [
    ("get_me", {"verbose": True}, "verbose"), ("get_connects", {"x": None}, "x"), ("get_exchange_info", {"page": 1}, "page"),
    ("get_user_info", {}, "user_id"), ("get_user_info", {"user_id": None, "username": None}, "user_id"),
    ("get_user_info", {"user_id": 0}, "user_id"), ("get_user_info", {"user_id": -5}, "user_id"),
    ("get_user_info", {"user_id": "318250"}, "user_id"), ("get_user_info", {"user_id": 1.5}, "user_id"),
    ("get_user_info", {"user_id": True}, "user_id"), ("get_user_info", {"user_id": 2**63}, "user_id"),
    ("get_user_info", {"username": ""}, "username"), ("get_user_info", {"username": "  "}, "username"),
    ("get_user_info", {"username": " @ "}, "username"), ("get_user_info", {"username": 7}, "username"),
    ("search_users", {}, "query"), ("search_users", {"query": " \t"}, "query"), ("search_users", {"query": "x" * 201}, "query"),
    ("search_users", {"query": "x", "page": 0}, "page"), ("search_users", {"query": "x", "page": "2"}, "page"),
    ("list_projects", {"mode": "everything"}, "mode"), ("list_projects", {"mode": "category"}, "category_id"),
    ("list_projects", {"mode": "all", "category_id": 41}, "category_id"), ("list_projects", {"category_id": 0}, "category_id"),
    ("list_projects", {"price_from": -1}, "price_from"), ("list_projects", {"price_from": 9, "price_to": 3}, "price_from"),
    ("list_projects", {"hiring_from": 101}, "hiring_from"), ("list_projects", {"max_offers": "5"}, "max_offers"),
    ("list_projects", {"query": 5}, "query"), ("list_projects", {"page": -1}, "page"), ("list_projects", {"pages": 1}, "pages"),
    ("get_project", {}, "project_id"), ("get_project", {"project_id": 0}, "project_id"),
    ("get_project", {"project_id": [3010126]}, "project_id"), ("get_project", {"id": 3010126}, "project_id"),
    ("search_projects", {}, "query"), ("search_projects", {"query": "\n"}, "query"),
    ("search_projects", {"query": "бот", "page": 1.5}, "page")]


def test_wrong_arguments_are_named_and_cause_no_request(client, sandbox):
    for tool, arguments, named in WRONG:
        result = client.call(tool, arguments)
        assert result.get("isError") is True and named in texts(result), (tool, arguments, result)
        assert result["_meta"][FAILURE]["retry"] == "never", result
    assert sandbox.requests() == []


def test_null_means_absent(client, sandbox):
    _, structured = good(client, "get_user_info", {"user_id": None, "username": "demo"})
    assert structured["id"] == 1204417
    good(client, "list_projects", {"mode": None, "category_id": None, "query": None})
    assert set(query(sandbox.requests("projects")[0])) == {"categories", "page"}


# What is on

def test_read_only_serves_the_read_tools(kwork):
    client = kwork.start(arguments=["--read-only"])
    assert {tool["name"] for tool in client.result("tools/list")["tools"]} == {tool.name for tool in READS}
    for tool, arguments, _ in CALLS:
        good(client, tool, arguments)


def test_one_toolset_alone(kwork):
    client = kwork.start(arguments=["--toolsets", "kwork-profile"])
    assert {tool["name"] for tool in client.result("tools/list")["tools"]} == {
        tool.name for tool in READS if tool.bundle == "kwork-profile"}
    good(client, "get_me")


def test_a_bundle_without_the_session_says_what_to_add(kwork, sandbox):
    client = kwork.start(change=lambda document: document["plugins"]["kwork-profile"].pop("sessions"))
    details, _ = failed(client, "get_me")
    assert details["code"] == "session_not_granted" and sandbox.requests() == []
    good(client, "get_exchange_info")
    assert output_schema(client, "get_me")
