"""The stand-in for Gitea keeps its rules: each rule is broken once and seen to be caught."""

import pytest

from .standins.asking import Asking
from .standins.gitea import Account, Gitea

SHOP = "/api/v1/repos/acme/shop"


@pytest.fixture
def client(gitea):
    """Somebody with the right token."""
    return Asking(gitea.url, f"token {gitea.token}")


def caught(gitea, *rules):
    """These rules were broken, and no other; they are forgiven."""
    found = [one.rule for one in gitea.violations]
    gitea.violations.clear()
    assert found == list(rules), found


def branch(client, name="work", **more):
    return client.ask("POST", f"{SHOP}/branches", {"new_branch_name": name, "old_ref_name": "main", **more})


def pull(client, head="work", base="main", title="Work", **more):
    return client.ask("POST", f"{SHOP}/pulls", {"head": head, "base": base, "title": title, **more})


# Branches

def test_a_branch_is_made_once_and_found(gitea, client):
    made = branch(client, "feature/one")
    assert made.status == 201 and made.json["name"] == "feature/one"
    assert branch(client, "feature/one").status == 409
    for path in ("feature/one", "feature%2Fone", "feature%2fone"):
        assert client.ask("GET", f"{SHOP}/branches/{path}").json["commit"] == made.json["commit"], path
    missing = client.ask("GET", f"{SHOP}/branches/other")
    assert missing.status == 404 and set(missing.json) == {"message", "url", "errors"}


@pytest.mark.parametrize("name", ["feature", "feature/one/two"])
def test_a_name_on_the_way_to_another_conflicts(client, name):
    assert branch(client, "feature/one").status == 201
    assert branch(client, name).status == 409


def test_the_name_of_a_tag_conflicts(gitea, client):
    gitea.repositories["acme", "shop"].tag("v1")
    assert branch(client, "v1").status == 409


def test_an_unknown_start_is_a_server_error_without_a_message(client):
    answer = branch(client, old_ref_name="nowhere")
    assert (answer.status, answer.json["message"]) == (500, "")


def test_a_branch_starts_where_it_was_told(gitea, client):
    repo = gitea.repositories["acme", "shop"]
    sha = repo.push("develop")
    repo.tag("v1")
    assert branch(client, "a", old_ref_name="develop").json["commit"]["id"] == sha
    assert branch(client, "b", old_ref_name=sha).json["commit"]["id"] == sha
    assert branch(client, "c", old_ref_name="v1").json["commit"]["id"] == repo.branches["main"]
    assert client.ask("POST", f"{SHOP}/branches", {"new_branch_name": "d"}).json["commit"]["id"] == repo.branches["main"]


@pytest.mark.parametrize("name", ["-a", "/a", "a/", "a..b", "a b", "a.lock", "a.lock/b", ".a", "a/.b", "a.", "a//b", "a~1", "a^", "a:b", "a?", "a*", "a[",
                                  "a\\b", "@", "a@{b", "a\x7f"])
def test_an_illegal_name_is_refused_and_caught(gitea, client, name):
    answer = branch(client, name)
    assert answer.status == 422 and "new_branch_name" in answer.json["message"]
    caught(gitea, "ref-name")


def test_lengths_and_required_fields(gitea, client):
    assert branch(client, "a" * 100).status == 201
    assert branch(client, "b" * 101).status == 422
    caught(gitea, "length")
    assert client.ask("POST", f"{SHOP}/branches", {"old_ref_name": "main"}).status == 422
    caught(gitea, "required")
    assert branch(client, "").status == 422
    caught(gitea, "required")


def test_unknown_keys_and_wrong_types_are_caught(gitea, client):
    assert branch(client, colour="red").status == 201
    caught(gitea, "unknown")
    assert branch(client, 7).status == 422
    caught(gitea, "type")
    assert client.ask("POST", f"{SHOP}/branches", {"new_branch_name": "x", "old_branch_name": "main"}).status == 201
    caught(gitea, "deprecated")


@pytest.mark.parametrize("more, status", [({"archived": True}, 423), ({"mirror": True}, 403), ({"empty": True}, 404), ({}, 201)])
def test_repositories_that_take_no_branch(gitea, client, more, status):
    gitea.add("acme", "shop", **more)
    answer = branch(client)
    assert answer.status == status
    if status > 201:
        assert {"message", "url"} <= set(answer.json)


# Who asks

def test_tokens(gitea):
    def asked(header, method="POST", target=f"{SHOP}/branches"):
        body = {"new_branch_name": "x" + str(gitea.count())} if method == "POST" else None
        return Asking(gitea.url, header).ask(method, target, body).status

    assert asked(f"token {gitea.token}") == 201
    assert asked(f"Bearer {gitea.token}") == 201
    assert asked(None) == 401
    assert asked("token wrong") == 401
    assert asked(None, "GET", SHOP) == 200
    assert asked("token wrong", "GET", SHOP) == 401
    assert asked(None, "GET", "/api/v1/version") == 200
    assert asked(None, "GET", "/api/v1/user") == 401
    gitea.check()
    assert asked(f"Basic {gitea.token}") == 401
    caught(gitea, "authorization")
    assert asked(None, "POST", f"{SHOP}/branches?token={gitea.token}") == 401
    caught(gitea, "token-in-query")


def test_rights(gitea):
    gitea.add("acme", "secret", private=True, members=frozenset({"friend"}))
    gitea.tokens |= {"reads": Account("reader", frozenset({"read:repository"})), "stranger": Account("stranger", writes=False),
                     "friend": Account("friend")}
    assert branch(Asking(gitea.url, "token reads")).status == 403
    assert branch(Asking(gitea.url, "token stranger")).status == 403
    for header, status in ((None, 404), ("token stranger", 404), ("token friend", 200)):
        assert Asking(gitea.url, header).ask("GET", "/api/v1/repos/acme/secret").status == status
    assert Asking(gitea.url, "token reads").ask("GET", "/api/v1/user").status == 403
    assert Asking(gitea.url, "token friend").ask("GET", "/api/v1/user").json["login"] == "friend"


# The form of requests

def test_paths_methods_and_bodies_are_checked(gitea, client):
    assert client.ask("GET", "/api/v1/repos/search").status == 404
    caught(gitea, "path")
    assert client.ask("GET", "/repos/acme/shop").status == 404
    caught(gitea, "path")
    assert client.ask("PUT", f"{SHOP}/branches", {}).status == 405
    caught(gitea, "method")
    assert client.ask("POST", f"{SHOP}/branches", {"new_branch_name": "x"}, "text/plain").status == 422
    caught(gitea, "content-type")
    assert client.ask("POST", f"{SHOP}/branches", b'{"new_branch_name":"x","new_branch_name":"y"}').status == 422
    caught(gitea, "json")
    assert client.ask("POST", f"{SHOP}/branches", b"{").status == 422
    caught(gitea, "json")
    assert client.ask("GET", f"{SHOP}/pulls?colour=red&state=broken&page=x").status == 200
    caught(gitea, "query", "query", "query")
    assert client.ask("GET", SHOP, b"{}").status == 200
    caught(gitea, "body", "body")


def test_a_body_in_chunks_is_read(gitea, client):
    connection = client.open()
    connection.request("POST", f"{SHOP}/branches", iter([b'{"new_branch_name"', b':"chunked"}']),
                       {"Content-Type": "application/json", "Authorization": client.authorization}, encode_chunked=True)
    answer = connection.getresponse()
    assert answer.status == 201 and b"chunked" in answer.read()


def test_a_post_without_a_length_is_caught(gitea):
    import socket
    with socket.create_connection(("127.0.0.1", gitea.port), 10) as link:
        link.sendall(f"POST {SHOP}/branches HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert link.recv(100).startswith(b"HTTP/1.1 411")
    caught(gitea, "length")


# Pull requests

def test_a_pull_request_is_open_once_for_its_pair(gitea, client):
    branch(client)
    made = pull(client, body="Text")
    assert made.status == 201
    assert made.json["state"] == "open" and made.json["number"] == 1 and made.json["html_url"].endswith("/acme/shop/pulls/1")
    assert (made.json["head"]["ref"], made.json["base"]["ref"]) == ("work", "main")
    again = pull(client)
    assert again.status == 409 and "issue_id: 1" in again.json["message"]
    assert pull(client, head="acme:work").status == 409
    gitea.repositories["acme", "shop"].merge(1)
    assert client.ask("GET", f"{SHOP}/pulls/1").json["merged"] is True
    assert pull(client).json["number"] == 2


def test_pull_requests_that_cannot_be(gitea, client):
    branch(client)
    assert pull(client, head="main").status == 422
    assert pull(client, head="nowhere").status == 404
    assert pull(client, base="nowhere").status == 404
    gitea.check()
    for field in ("head", "base", "title"):
        assert pull(client, **{field: ""}).status == 422
        caught(gitea, "required")
    assert pull(client, labels=["one"]).status == 422
    caught(gitea, "type")
    assert pull(client, due_date="tomorrow").status == 422
    caught(gitea, "format")
    assert pull(client, reviewers=["x"]).status == 201
    caught(gitea, "unknown")
    gitea.add("acme", "shop", archived=True)
    assert pull(client).status == 423


def test_newer_servers_know_reviewers():
    with Gitea(version="1.26.0") as gitea:
        gitea.add().push("work")
        assert pull(Asking(gitea.url, f"token {gitea.token}"), reviewers=["x"], allow_maintainer_edit=True).status == 201
        gitea.check()


def test_a_pull_request_is_found_between_its_branches(gitea, client):
    branch(client, "feature/one")
    assert client.ask("GET", f"{SHOP}/pulls/main/feature%2Fone").status == 404
    pull(client, "feature/one")
    for head in ("feature/one", "feature%2Fone"):
        assert client.ask("GET", f"{SHOP}/pulls/main/{head}").json["number"] == 1
    gitea.repositories["acme", "shop"].push("release/1")
    pull(client, "feature/one", "release/1")
    assert client.ask("GET", f"{SHOP}/pulls/release%2F1/feature%2Fone").json["number"] == 2
    assert client.ask("GET", f"{SHOP}/pulls/release/1/feature/one").status == 404


def test_pages_of_a_list(gitea, client):
    repo = gitea.repositories["acme", "shop"]
    for number in range(65):
        repo.push(f"branch-{number:02}")
        assert pull(client, f"branch-{number:02}").status == 201
    first = client.ask("GET", f"{SHOP}/pulls")
    assert len(first.json) == 30 and first.headers["x-total-count"] == "65" and 'rel="next"' in first.headers["link"]
    assert len(client.ask("GET", f"{SHOP}/pulls?limit=100").json) == 50
    last = client.ask("GET", f"{SHOP}/pulls?state=open&limit=50&page=2")
    assert [one["number"] for one in last.json] == list(range(15, 0, -1)) and 'rel="next"' not in last.headers["link"]
    assert client.ask("GET", f"{SHOP}/pulls?state=closed").json == []
    assert len(client.ask("GET", f"{SHOP}/branches?page=3").json) == 6


# The rest

def test_marks_on_a_commit(gitea, client):
    sha = gitea.repositories["acme", "shop"].branches["main"]
    for state, context in (("pending", "preview"), ("success", "preview"), ("failure", "tests")):
        body = {"state": state, "context": context, "target_url": "https://x.example.org", "description": "preview"}
        assert client.ask("POST", f"{SHOP}/statuses/{sha}", body).status == 201
    whole = client.ask("GET", f"{SHOP}/commits/main/status").json
    assert whole["state"] == "failure" and whole["total_count"] == 2
    assert len(client.ask("GET", f"{SHOP}/statuses/{sha}").json) == 3
    assert len(client.ask("GET", f"{SHOP}/commits/{sha[:10]}/statuses").json) == 3
    assert client.ask("POST", f"{SHOP}/statuses/{'0' * 40}", {"state": "success"}).status == 404
    gitea.check()
    assert client.ask("POST", f"{SHOP}/statuses/{sha}", {"state": "splendid"}).status == 422
    caught(gitea, "enum")


def test_comments_hooks_and_probes(gitea, client):
    branch(client)
    pull(client)
    assert client.ask("POST", f"{SHOP}/issues/1/comments", {"body": "Ready"}).status == 201
    assert client.ask("POST", f"{SHOP}/issues/9/comments", {"body": "Ready"}).status == 404
    assert [one["body"] for one in client.ask("GET", f"{SHOP}/issues/1/comments").json] == ["Ready"]
    config = {"url": "https://x.example.org", "content_type": "json", "secret": "s"}
    assert "secret" not in client.ask("POST", f"{SHOP}/hooks", {"type": "gitea", "config": config}).json["config"]
    assert client.ask("GET", "/api/v1/version").json == {"version": "1.23.8"}
    assert client.ask("DELETE", f"{SHOP}/branches/work").status == 204
    assert client.ask("DELETE", f"{SHOP}/branches/work").status == 404
    assert client.ask("GET", "/api/v1/repos/acme/none").status == 404
