"""Branches and pull requests: made once, adopted after any accident, refused in clear words."""

import re
import threading

import pytest

from harness.process import PATIENCE

from .deployment import AGENT, failed, good, read_good
from .standins import faults
from .standins.asking import Asking

SHOP = "/api/v1/repos/acme/shop"
POST_BRANCH = f"POST {SHOP}/branches"
POST_PULL = f"POST {SHOP}/pulls"


def repo(deployment):
    """What Gitea holds."""
    return deployment.gitea.repositories["acme", "shop"]


def branches(deployment) -> set[str]:
    """The branches beside the default one."""
    return set(repo(deployment).branches) - {"main"}


# create_branch

def test_a_branch_is_made_from_the_default_branch_and_recorded(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    answer = good(client, "create_branch", taskId=task)
    name = answer["branchName"]
    assert answer == {"success": True, "branchName": name, "repoUrl": "https://git.example.org/acme/shop", "created": True}
    assert name == f"task-{task[:8]}-add-a-search-box" and branches(deployment) == {name}
    row = deployment.row(task)
    assert (row["branch_name"], row["state"]) == (name, "in_progress") and row["branch_created_at"]
    (made,) = deployment.gitea.record.found(POST_BRANCH)
    assert made.json["new_branch_name"] == name and made.json["old_ref_name"] == "main"
    assert made.request.headers["authorization"].split(" ")[1] == deployment.gitea.token


def test_a_repeat_is_told_the_recorded_branch_and_asks_for_nothing(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    first = good(client, "create_branch", taskId=task)
    again = good(client, "create_branch", taskId=task)
    same = good(client, "create_branch", taskId=task, branchName=first["branchName"])
    assert again == same == {**first, "created": False}
    failed(client, "create_branch", "branch_conflict", taskId=task, branchName="another")
    assert deployment.gitea.count("POST *") == 1 and branches(deployment) == {first["branchName"]}


@pytest.mark.parametrize("title", ["Crème: brûlée ~1 .. \"2\" -", "Добавить поиск", "a" * 200, "-..-", "x\\y^z?*[@{", "  ", "end.lock", "Ends with a dot.",
                                   "A title of exactly thirty char - and more"])
def test_generated_names_are_legal_and_tell_of_the_task(deployment, title):
    client = deployment.start()
    task = deployment.claimed(client, title=title)
    name = good(client, "create_branch", taskId=task)["branchName"]
    assert re.fullmatch(rf"task-{task[:8]}(-[a-z0-9]([a-z0-9.-]{{0,28}}[a-z0-9])?)?", name), name
    assert branches(deployment) == {name}


def test_generated_names_of_strange_ids_are_legal(deployment):
    client = deployment.start()
    for number, identifier in enumerate(["..", "a b~c^d", "ÄÖÜ-1", "x/y.lock", "-" * 64, "task:1@{2}", "a" + "\U0001F468\u200d\U0001F469\u200d\U0001F467" * 12]):
        task = deployment.claimed(client, id=identifier, title="T")
        good(client, "create_branch", taskId=task)
        assert len(branches(deployment)) == number + 1
        good(client, "update_task_status", taskId=task, status="completed")


def test_two_tasks_whose_ids_begin_alike_get_two_branches(deployment):
    client = deployment.start()
    project = deployment.project()
    names = []
    for end in ("-0000-7000-8000-000000000001", "-0000-7000-8000-000000000002"):
        task = deployment.claimed(client, project, id=f"0192aaaa{end}", title="Same")
        names.append(good(client, "create_branch", taskId=task)["branchName"])
        good(client, "update_task_status", taskId=task, status="completed")
    assert len(set(names)) == 2 and branches(deployment) == set(names)
    assert all(name.startswith("task-0192aaaa-") for name in names)


@pytest.mark.parametrize("name", ["-a", "/a", ".a", "a/", "a.", "a//b", "a..b", "a/.b", "a.lock", "a.lock/b", "HEAD", "refs/heads/a", "main", "a b", "ä",
                                  "a~1", "a:b", "x" * 101, "a\nb", "a@b"])
def test_a_name_that_git_refuses_is_refused_before_anything_is_asked(deployment, name):
    client = deployment.start()
    task = deployment.claimed(client)
    failed(client, "create_branch", "branch_invalid", taskId=task, branchName=name)
    assert deployment.gitea.count() == 0 and deployment.row(task)["branch_name"] is None


@pytest.mark.parametrize("name", ["a", "feature/one/two", "Fix_1.2", "x" * 100])
def test_a_given_name_is_taken(deployment, name):
    client = deployment.start()
    task = deployment.claimed(client)
    assert good(client, "create_branch", taskId=task, branchName=name)["branchName"] == name
    assert branches(deployment) == {name}


def test_only_the_owner_of_a_task_in_progress_makes_branches(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    good(client, "heartbeat", agentId="agent-2", status="idle")
    failed(client, "create_branch", "not_owner", taskId=task, agentId="agent-2")
    failed(client, "create_branch", "task_not_found", taskId="none", agentId=AGENT)
    good(client, "update_task_status", taskId=task, status="ready_to_test", agentId=AGENT)
    assert failed(client, "create_branch", "invalid_transition", taskId=task, agentId=AGENT)["from"] == "ready_to_test"
    assert deployment.gitea.count() == 0


@pytest.mark.parametrize("column", ["gitea_owner", "gitea_repo_name"])
@pytest.mark.parametrize("empty", [None, ""])
def test_a_project_without_repository_is_incomplete(deployment, column, empty):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(**{column: empty}))
    assert failed(client, "create_branch", "project_incomplete", taskId=task)["column"] == column
    assert deployment.gitea.count() == 0


def test_without_an_address_gitea_is_not_configured(deployment):
    client = deployment.start(GITEA_URL=None)
    task = deployment.claimed(client)
    for tool, more in (("create_branch", {}), ("create_pull_request", {"title": "T", "description": ""})):
        assert failed(client, tool, "not_configured", taskId=task, **more)["variable"] == "GITEA_URL"


# Somebody was faster

def test_a_branch_of_somebody_else_is_a_conflict_and_changes_nothing(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    repo(deployment).push("theirs")
    failed(client, "create_branch", "branch_conflict", taskId=task, branchName="theirs")
    assert deployment.row(task)["branch_name"] is None
    assert good(client, "create_branch", taskId=task, branchName="ours")["created"] is True


def test_a_name_that_could_not_be_asked_for_is_not_ours_later(deployment):
    client = deployment.start(AIWORKER_HTTP_RETRIES="0")
    task = deployment.claimed(client)
    repo(deployment).push("theirs")
    deployment.gitea.down()
    failed(client, "create_branch", "upstream_unavailable", taskId=task, branchName="theirs")
    deployment.gitea.up()
    failed(client, "create_branch", "branch_conflict", taskId=task, branchName="theirs")
    assert deployment.row(task)["branch_name"] is None


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_given_branch_that_was_made_in_spite_of_the_answer_is_ours(deployment, code):
    client = deployment.start()
    task = deployment.claimed(client)
    deployment.gitea.fault(POST_BRANCH, faults.status(code, effect=True))
    assert good(client, "create_branch", taskId=task, branchName="mine")["branchName"] == "mine"
    assert branches(deployment) == {"mine"} and deployment.row(task)["branch_created_at"]


def test_an_earlier_intent_is_settled_before_another_name_is_tried(deployment):
    client = deployment.start(AIWORKER_HTTP_RETRIES="0")
    for name, effect in (("first", True), ("second", False)):
        task = deployment.claimed(client)
        # Gone in the middle, so that only the intent is left.
        deployment.sql("UPDATE tasks SET branch_name = ? WHERE id = ?", name, task)
        if effect:
            repo(deployment).push(name)
            failed(client, "create_branch", "branch_conflict", taskId=task, branchName="other")
            assert deployment.row(task)["branch_name"] == name and deployment.row(task)["branch_created_at"]
        else:
            assert good(client, "create_branch", taskId=task, branchName="other")["created"] is True
        good(client, "update_task_status", taskId=task, status="completed")


def test_a_project_without_an_address_of_its_repository_gets_one(deployment):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(gitea_repo_url=None))
    assert good(client, "create_branch", taskId=task)["repoUrl"] == f"{deployment.gitea.url}/acme/shop"


@pytest.mark.parametrize("name", ["folder", "folder/a/b", "v1"])
def test_a_name_in_the_way_of_another_is_a_conflict(deployment, name):
    client = deployment.start()
    task = deployment.claimed(client)
    repo(deployment).push("folder/a")
    repo(deployment).tag("v1")
    failed(client, "create_branch", "branch_conflict", taskId=task, branchName=name)
    assert deployment.row(task)["branch_name"] is None


def test_the_generated_branch_is_adopted_when_it_is_there_already(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    repo(deployment).push(f"task-{task[:8]}-add-a-search-box")
    answer = good(client, "create_branch", taskId=task)
    assert answer["created"] is False and branches(deployment) == {answer["branchName"]}
    assert deployment.row(task)["branch_created_at"]


def test_a_tag_of_the_generated_name_leaves_the_other_one(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    taken = f"task-{task[:8]}-add-a-search-box"
    repo(deployment).tag(taken)
    answer = good(client, "create_branch", taskId=task)
    assert answer["created"] and answer["branchName"].startswith(f"task-{task[:8]}-") and answer["branchName"] != taken
    assert good(client, "create_branch", taskId=task)["branchName"] == answer["branchName"] and branches(deployment) == {answer["branchName"]}


def test_the_branch_of_another_task_of_the_project_is_not_adopted(deployment):
    client = deployment.start()
    project = deployment.project()
    other = deployment.task(project, state="completed", branch_name="taken")
    repo(deployment).push("taken")
    task = deployment.claimed(client, project)
    failed(client, "create_branch", "branch_conflict", taskId=task, branchName="taken")
    assert deployment.row(other)["branch_name"] == "taken" and deployment.row(task)["branch_name"] is None


# Accidents on the way: the same list for both tools

class Making:
    """What an accident may happen to: one tool, its request, its effect, and what is recorded."""

    def __init__(self, deployment, client, task):
        self.deployment, self.client, self.task = deployment, client, task


class MakingBranch(Making):
    """create_branch."""

    tool, pattern, more = "create_branch", POST_BRANCH, {}

    def effects(self):
        return len(branches(self.deployment))

    def recorded(self):
        return self.deployment.row(self.task)["branch_created_at"]


class MakingPull(Making):
    """create_pull_request; its branch is there."""

    tool, pattern, more = "create_pull_request", POST_PULL, {"title": "Search", "description": "Text"}

    def __init__(self, deployment, client, task):
        super().__init__(deployment, client, task)
        good(client, "create_branch", taskId=task)

    def effects(self):
        return len(repo(self.deployment).pulls)

    def recorded(self):
        return self.deployment.row(self.task)["pr_number"]


@pytest.fixture(params=[MakingBranch, MakingPull], ids=["branch", "pull"])
def making(request, deployment):
    """Each of the two tools, with a host that retries and has little patience."""
    client = deployment.start(AIWORKER_HTTP_TIMEOUT_SECONDS="1")
    return request.param(deployment, client, deployment.claimed(client))


def make(making) -> dict:
    return good(making.client, making.tool, taskId=making.task, **making.more)


def refused(making, code) -> dict:
    error = failed(making.client, making.tool, code, taskId=making.task, **making.more)
    assert making.recorded() is None and making.deployment.row(making.task)["state"] == "in_progress"
    return error


def converges(making):
    """After the accident a call leads to the one effect there should be."""
    making.deployment.gitea.faults.clear()
    make(making)
    assert making.effects() == 1 and making.recorded()
    assert len(making.deployment.events(making.task, "task:pr_created")) == isinstance(making, MakingPull)


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_a_passing_error_is_repeated(making, code):
    making.deployment.gitea.fault(making.pattern, faults.status(code), times=2)
    make(making)
    assert making.deployment.gitea.count(making.pattern) == 3 and making.deployment.gitea.faults.left() == []
    converges(making)


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_an_error_that_stays_is_told_after_the_retries(making, code):
    making.deployment.gitea.fault(making.pattern, faults.status(code), times=None)
    error = refused(making, "upstream_unavailable")
    assert (error["service"], error["status"]) == ("gitea", code)
    assert making.deployment.gitea.count(making.pattern) == 3 and making.effects() == 0
    converges(making)


def test_a_server_error_is_unavailable(making):
    making.deployment.gitea.fault(making.pattern, faults.status(500), times=None)
    assert refused(making, "upstream_unavailable")["status"] == 500
    converges(making)


def test_gitea_that_is_down_is_unavailable_until_it_is_back(making):
    making.deployment.gitea.down()
    error = refused(making, "upstream_unavailable")
    assert error["service"] == "gitea" and "status" not in error
    making.deployment.gitea.up()
    converges(making)


@pytest.mark.parametrize("fault", [faults.close(), faults.reset(), faults.not_http()], ids=str)
def test_a_connection_that_breaks_once_is_no_matter(making, fault):
    making.deployment.gitea.fault(making.pattern, fault)
    make(making)
    converges(making)


LOST = [faults.lost(), faults.reset(effect=True), faults.truncated(), faults.garbage(201, effect=True), faults.wrong_json(code=201, effect=True),
        faults.not_http(effect=True), faults.status(504, effect=True), faults.status(500, effect=True), faults.hang(effect=True)]


@pytest.mark.parametrize("fault", LOST, ids=[f"{number}-{one}" for number, one in enumerate(LOST)])
def test_an_effect_whose_answer_is_lost_happens_once(making, fault):
    making.deployment.gitea.fault(making.pattern, fault)
    result = making.client.call(making.tool, {"taskId": making.task, **making.more}, timeout=60)
    # Found again at once, or told to be repeated; both are right, a second effect is not.
    if result.get("isError"):
        assert '"upstream_unavailable"' in result["content"][0]["text"], result
        assert making.recorded() is None
    converges(making)


@pytest.mark.parametrize("fault", LOST[:1] + LOST[-1:], ids=str)
def test_without_retries_the_intent_is_remembered(deployment, fault):
    client = deployment.start(AIWORKER_HTTP_RETRIES="0", AIWORKER_HTTP_TIMEOUT_SECONDS="1")
    task = deployment.claimed(client)
    deployment.gitea.fault(POST_BRANCH, fault)
    result = client.call("create_branch", {"taskId": task, "branchName": "mine"}, timeout=60)
    if result.get("isError"):
        row = deployment.row(task)
        assert (row["branch_name"], row["branch_created_at"]) == ("mine", None)
    assert good(client, "create_branch", taskId=task, branchName="mine")["branchName"] == "mine"
    assert branches(deployment) == {"mine"} and deployment.row(task)["branch_created_at"]


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_token_is_told_and_not_tried_again(making, code):
    making.deployment.gitea.fault(making.pattern, faults.status(code), times=None)
    error = refused(making, "upstream_auth")
    assert making.deployment.gitea.count(making.pattern) == 1 and making.deployment.gitea.token not in error["message"]
    converges(making)


@pytest.mark.parametrize("code", [400, 404, 418, 422, 423])
def test_another_refusal_is_told_with_its_status(making, code):
    making.deployment.gitea.fault(making.pattern, faults.status(code), times=None)
    assert refused(making, "upstream_rejected")["status"] == code
    assert making.deployment.gitea.count(making.pattern) == 1
    converges(making)


@pytest.mark.parametrize("fault", [faults.garbage(201), faults.wrong_json(code=201), faults.huge()], ids=["garbage", "shape", "huge"])
def test_an_answer_that_cannot_be_read_is_unavailable(making, fault):
    making.deployment.gitea.fault(making.pattern, fault, times=None)
    refused(making, "upstream_unavailable")
    converges(making)


def test_a_slow_answer_within_patience_is_good(making):
    making.deployment.gitea.fault(making.pattern, faults.delay(0.5))
    make(making)
    converges(making)


def test_a_silent_gitea_holds_nobody_else_up(making):
    gate = threading.Event()
    before = making.deployment.gitea.count()
    making.deployment.gitea.fault("* *", faults.hang(gate), times=None)
    waiting = making.client.start_call(making.tool, {"taskId": making.task, **making.more})
    making.deployment.gitea.record.wait("* *", before + 1, PATIENCE)
    assert good(making.client, "heartbeat", agentId=AGENT, status="busy")["currentTaskId"] == making.task
    assert good(making.client, "get_task_details", taskId=making.task)["task"]["state"] == "in_progress"
    # No transaction is open meanwhile: others may write.
    making.deployment.sql("UPDATE projects SET description = 'written meanwhile'")
    result = making.client.answer(waiting, 60)["result"]
    assert result["isError"] is True and '"upstream_unavailable"' in result["content"][0]["text"]
    gate.set()
    converges(making)


def test_a_host_that_dies_in_the_middle_leaves_something_to_adopt(making):
    making.deployment.gitea.fault(making.pattern, faults.hang(effect=True))
    before = making.deployment.gitea.count(making.pattern)
    making.client.start_call(making.tool, {"taskId": making.task, **making.more})
    making.deployment.gitea.record.wait(making.pattern, before + 1, PATIENCE)
    making.deployment.hosts.leave_to_test(making.client)
    making.client.process.kill()
    making.client = making.deployment.start()
    again = good(making.client, "get_next_task", agentId=AGENT)
    assert again["resumed"] is True and again["task"]["id"] == making.task
    converges(making)


# What Gitea itself refuses

@pytest.mark.parametrize("state, code, status", [({"archived": True}, "upstream_rejected", 423), ({"mirror": True}, "upstream_auth", 403),
                                                 ({"empty": True}, "upstream_rejected", 404)])
def test_repositories_that_take_no_branch(deployment, state, code, status):
    deployment.gitea.add("acme", "shop", **state)
    client = deployment.start()
    task = deployment.claimed(client)
    assert failed(client, "create_branch", code, taskId=task).get("status", status) == status


def test_an_unknown_repository_is_rejected(deployment):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(gitea_repo_name="none"))
    assert failed(client, "create_branch", "upstream_rejected", taskId=task)["status"] == 404


def test_an_unknown_default_branch_is_no_passing_trouble(deployment):
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(default_branch="trunk"))
    failed(client, "create_branch", "upstream_rejected", taskId=task)
    assert deployment.gitea.count("GET */branches/trunk") >= 1


def test_a_wrong_token_is_told_without_showing_it(deployment):
    deployment.secrets.add("wrong-token-8812")
    client = deployment.start(GITEA_TOKEN="wrong-token-8812")
    task = deployment.claimed(client)
    failed(client, "create_branch", "upstream_auth", taskId=task)


def test_names_with_odd_characters_find_their_repository(deployment):
    deployment.gitea.add("ac-me_1.x", "sho.p-2")
    client = deployment.start()
    task = deployment.claimed(client, deployment.project(gitea_owner="ac-me_1.x", gitea_repo_name="sho.p-2"))
    assert good(client, "create_branch", taskId=task)["created"] is True


# create_pull_request

def ready(deployment, **columns):
    """A host and a task with a branch."""
    client = deployment.start()
    task = deployment.claimed(client, **columns)
    good(client, "create_branch", taskId=task)
    return client, task


def test_a_pull_request_is_opened_once_and_recorded(deployment):
    client, task = ready(deployment)
    answer = good(client, "create_pull_request", taskId=task, title="  Search\t", description="Two\nlines")
    pull = repo(deployment).pulls[1]
    assert answer == {"success": True, "prUrl": f"{deployment.gitea.url}/acme/shop/pulls/1", "prNumber": 1, "created": True}
    assert (pull.title, pull.body, pull.base, pull.head) == ("Search", "Two\nlines", "main", deployment.row(task)["branch_name"])
    row = deployment.row(task)
    assert (row["pr_number"], row["pr_url"], row["state"]) == (1, answer["prUrl"], "in_progress")
    again = good(client, "create_pull_request", taskId=task, title="Another", description="")
    assert again == {**answer, "created": False} and deployment.gitea.count(POST_PULL) == 1
    assert deployment.events(task, "task:pr_created") == [{"taskId": task, "prUrl": answer["prUrl"], "prNumber": 1}]


def test_a_recorded_pull_request_is_told_after_the_work_is_done(deployment):
    client, task = ready(deployment)
    answer = good(client, "create_pull_request", taskId=task, title="Search", description="")
    good(client, "update_task_status", taskId=task, status="ready_to_test")
    assert good(client, "create_pull_request", taskId=task, title="Search", description="") == {**answer, "created": False}


def test_no_branch_no_pull_request(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    failed(client, "create_pull_request", "branch_missing", taskId=task, title="T", description="")
    deployment.sql("UPDATE tasks SET branch_name = 'only-intended' WHERE id = ?", task)
    failed(client, "create_pull_request", "branch_missing", taskId=task, title="T", description="")
    assert deployment.gitea.count() == 0


def test_the_open_pull_request_of_the_pair_is_adopted(deployment):
    client, task = ready(deployment)
    person = Asking(deployment.gitea.url, f"token {deployment.gitea.token}")
    assert person.ask("POST", f"{SHOP}/pulls", {"head": deployment.row(task)["branch_name"], "base": "main", "title": "By hand"}).status == 201
    answer = good(client, "create_pull_request", taskId=task, title="Search", description="")
    assert (answer["prNumber"], answer["created"]) == (1, False)
    assert len(deployment.events(task, "task:pr_created")) == 1 and len(repo(deployment).pulls) == 1


def test_a_closed_pull_request_is_not_adopted(deployment):
    client, task = ready(deployment)
    person = Asking(deployment.gitea.url, f"token {deployment.gitea.token}")
    person.ask("POST", f"{SHOP}/pulls", {"head": deployment.row(task)["branch_name"], "base": "main", "title": "By hand"})
    person.ask("PATCH", f"{SHOP}/pulls/1", {"state": "closed"})
    answer = good(client, "create_pull_request", taskId=task, title="Search", description="")
    assert (answer["prNumber"], answer["created"]) == (2, True)


def test_a_branch_with_slashes_is_found_among_many_pull_requests(deployment):
    client = deployment.start()
    task = deployment.claimed(client)
    good(client, "create_branch", taskId=task, branchName="feature/one")
    person = Asking(deployment.gitea.url, f"token {deployment.gitea.token}")
    person.ask("POST", f"{SHOP}/pulls", {"head": "feature/one", "base": "main", "title": "By hand"})
    for number in range(60):
        repo(deployment).push(f"other-{number}")
        person.ask("POST", f"{SHOP}/pulls", {"head": f"other-{number}", "base": "main", "title": "Other"})
    assert good(client, "create_pull_request", taskId=task, title="Search", description="")["prNumber"] == 1


@pytest.mark.parametrize("title", ["", "   ", "x" * 256])
def test_a_title_that_is_none(deployment, title):
    client, task = ready(deployment)
    answer = client.answer(client.start_call("create_pull_request", {"taskId": task, "title": title, "description": ""}))
    if "error" in answer:
        assert answer["error"]["code"] == -32602
    else:
        assert answer["result"]["isError"] is True and '"invalid_argument"' in answer["result"]["content"][0]["text"]
    assert deployment.gitea.count(POST_PULL) == 0


def test_titles_and_descriptions_arrive_as_they_are(deployment):
    client, task = ready(deployment)
    title, text = "«Поиск» \"x\" \\ 🚀" + "x" * 200, "Zeile\n\t\u2028 <b> & \\n"
    good(client, "create_pull_request", taskId=task, title=title, description=text)
    assert (repo(deployment).pulls[1].title, repo(deployment).pulls[1].body) == (title, text)


def test_a_branch_that_somebody_deleted_is_told(deployment):
    client, task = ready(deployment)
    repo(deployment).branches.pop(deployment.row(task)["branch_name"])
    assert failed(client, "create_pull_request", "upstream_rejected", taskId=task, title="T", description="")["status"] == 404


def test_the_same_call_twice_at_once_makes_one(deployment):
    client, task = ready(deployment)
    arguments = {"taskId": task, "title": "Search", "description": ""}
    deployment.gitea.fault(POST_PULL, faults.delay(0.5))
    calls = [client.start_call("create_pull_request", arguments) for _ in range(2)]
    answers = [read_good(client.answer(one, 60)["result"]) for one in calls]
    assert {one["prNumber"] for one in answers} == {1} and len(repo(deployment).pulls) == 1
    assert len(deployment.events(task, "task:pr_created")) == 1
