"""The page in a real browser: what a person sees, does with mouse and keyboard, and what hostile texts cannot do."""

import json
import os
import pathlib

import pytest

from .browser import CHROMIUM, Browser
from .servers import Relay, eventually, free_port, program

pytestmark = [pytest.mark.skipif(not program("aiworker-events").exists(), reason="aiworker-events is not built"),
              pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")]

TOKEN = "a-token-of-enough-characters"
HOSTILE = """"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{7*7}}&lt;b&gt;'"""


@pytest.fixture
def browser(tmp_path):
    with Browser(tmp_path) as browser:
        yield browser


@pytest.fixture
def queue(worker):
    """The store with one project, and a host on it."""
    agent = worker.start()
    agent.call("heartbeat", agentId="agent", status="idle")
    worker.project("shop", name="Shop")
    return agent


@pytest.fixture
def relay(worker, queue):
    with Relay(worker.hosts.home(), worker.url) as relay:
        yield relay


@pytest.fixture
def page(browser, relay):
    """The page, connected. At its end no script has failed and nobody else was asked for anything."""
    page = browser.open(relay.base + "/")
    page.shows("#connection", "live")
    yield page
    assert page.complaints() == []
    assert {address for address in page.requests() if not address.startswith((relay.base, f"ws://{relay.host}", "data:"))} == set()


def picture(page, name: str):
    """A screenshot where a developer wants one."""
    if folder := os.environ.get("AIWORKER_SCREENSHOTS"):
        page.screenshot(pathlib.Path(folder) / f"{name}.png")


def card(title: str) -> str:
    """The card of a task, as an expression."""
    return f"[...document.querySelectorAll('#tasks .card')].find(one => one.innerText.includes({json.dumps(title)}))"


def press(page, title: str, verb: str):
    """A click on a button of a task."""
    page.wait(f"a button {verb}", f"!!({card(title)})?.querySelector('[data-verb={verb}]')")
    page.run(f"({card(title)}).querySelector('[data-verb={verb}]').click()")


def test_tasks_agents_and_events_appear_by_themselves(page, worker, queue):
    worker.task("t1", "shop", title="Add a dark mode", priority=7)
    queue.claim("ada")
    page.shows("#tasks .card", "Add a dark mode")
    page.shows("#tasks .card .state", "in progress")
    page.shows("#agents .card", "ada")
    page.shows("#events li", "t1: backlog → in_progress by ada")
    queue.call("ask_user_question", taskId="t1", agentId="ada", question="Which shade?", context="There are two blues.")
    page.shows("#questions .card", "Which shade?")
    page.shows("#questions .card", "There are two blues.")
    page.shows("#agents .card", "busy")
    picture(page, "light")


def test_a_question_is_answered_with_the_keyboard_alone(page, worker, queue):
    worker.task("t1", "shop", title="Add a dark mode")
    queue.claim("ada")
    question = queue.call("ask_user_question", taskId="t1", agentId="ada", question="Which shade?")["questionId"]
    page.shows("#questions .card", "Which shade?")
    page.tab_to("it.tagName === 'TEXTAREA' && it.closest('#questions') !== null")
    page.type("Midnight blue")
    # A new event must not take away what somebody is typing.
    worker.task("t2", "shop", title="Another task")
    queue.call("heartbeat", agentId="bob", status="idle")
    queue.claim("bob")
    page.shows("#tasks .card", "Another task")
    assert page.run("document.activeElement.value") == "Midnight blue"
    page.tab()
    page.enter()
    page.hides("#questions .card", "Which shade?")
    assert worker.row("task_questions", question)["response"] == "Midnight blue"
    assert queue.call("check_question_response", taskId="t1", agentId="ada")["response"] == "Midnight blue"


def test_an_answer_that_came_too_late_is_said_and_the_card_goes(page, worker, queue):
    worker.task("t1", "shop")
    queue.claim("ada")
    question = queue.call("ask_user_question", taskId="t1", agentId="ada", question="Which shade?")["questionId"]
    page.shows("#questions .card", "Which shade?")
    worker.answer(question, "grey")
    page.run("document.querySelector('#questions textarea').value = 'blue'; document.querySelector('#questions form').requestSubmit()")
    page.shows("#notice", "already")
    page.hides("#questions .card", "Which shade?")
    assert worker.row("task_questions", question)["response"] == "grey"


def test_the_keyboard_stays_where_it_is_while_tasks_move(page, worker, queue):
    for number in (1, 2):
        worker.task(f"t{number}", "shop", title=f"Task {number}", priority=number)
    page.run("refresh()")
    page.shows("#tasks .card", "Task 1")
    page.tab_to("it.dataset.verb === 'cancel' && it.closest('.card').innerText.includes('Task 1')")
    queue.claim("ada")
    page.shows("#tasks .card .state", "in progress")
    assert page.run("document.activeElement.dataset.verb + document.activeElement.closest('.card').dataset.id") == "cancelt1"


def test_a_task_is_added_with_the_keyboard_alone(page, worker):
    page.tab_to("it.id === 'add'")
    page.enter()
    page.wait("the dialog", "document.querySelector('#add-dialog').open")
    page.tab_to("it.name === 'title'")
    page.type("From the keyboard")
    page.tab_to("it.name === 'capabilities'")
    page.type("swift, linux")
    page.tab_to("it.type === 'submit' && it.closest('#add-dialog') !== null")
    page.enter()
    page.shows("#tasks .card", "From the keyboard")
    task, = worker.query("SELECT * FROM tasks")
    assert (task["title"], task["project_id"], json.loads(task["required_capabilities"])) == ("From the keyboard", "shop", ["swift", "linux"])
    assert page.run("document.querySelector('#add-dialog').open") is False


def test_tasks_are_approved_put_back_and_cancelled_after_a_question(page, worker, queue):
    worker.task("t1", "shop", title="The work")
    queue.claim("ada")
    queue.call("update_task_status", taskId="t1", agentId="ada", status="ready_to_test")
    press(page, "The work", "approve")
    eventually("the approval", lambda: worker.row("tasks", "t1")["state"] == "approved")
    press(page, "The work", "requeue")
    eventually("the return", lambda: worker.row("tasks", "t1")["state"] == "backlog")
    press(page, "The work", "cancel")
    page.wait("the question", "document.querySelector('#sure-dialog').open")
    picture(page, "sure")
    page.key("Escape", 27)
    page.wait("the end of the question", "!document.querySelector('#sure-dialog').open")
    assert worker.row("tasks", "t1")["state"] == "backlog"
    press(page, "The work", "cancel")
    page.wait("the question", "document.querySelector('#sure-dialog').open")
    page.run("document.querySelector('#sure-yes').click()")
    eventually("the end", lambda: worker.row("tasks", "t1")["state"] == "cancelled")
    page.hides("#tasks .card", "The work")


def test_a_missed_while_is_made_up_for_when_the_server_is_back(browser, worker, queue):
    port = free_port()
    home = worker.hosts.home()
    with Relay(home, worker.url, listen=f"127.0.0.1:{port}") as relay:
        page = browser.open(relay.base + "/")
        page.shows("#connection", "live")
        worker.task("t1", "shop", title="Before")
        queue.claim("ada")
        page.shows("#events li", "t1: backlog")
    page.shows("#connection", "trying again")
    queue.call("update_task_status", taskId="t1", agentId="ada", status="completed")
    worker.task("t2", "shop", title="Meanwhile")
    queue.claim("ada")
    with Relay(home, worker.url, listen=f"127.0.0.1:{port}"):
        page.shows("#connection", "live")
        page.shows("#events li", "t1: in_progress → completed")
        page.shows("#events li", "t2: backlog → in_progress")
        page.shows("#tasks .card", "Meanwhile")
        # Each once.
        assert page.run("[...document.querySelectorAll('#events li')].filter(one => one.innerText.includes('t1: backlog')).length") == 1
    assert page.complaints() == []


def test_hostile_texts_are_texts(page, worker, queue):
    worker.project(HOSTILE[:64], name=HOSTILE)
    worker.task("t<b>1</b>", "shop", title=HOSTILE, description=HOSTILE, pr_url="javascript:window.hacked=1",
                preview_url="javascript:window.hacked=1")
    agent = HOSTILE[:60]
    queue.claim(agent)
    queue.call("log_activity", agentId=agent, message=HOSTILE)
    queue.call("ask_user_question", taskId="t<b>1</b>", agentId=agent, question=HOSTILE, context=HOSTILE)
    page.shows("#questions .card", HOSTILE)
    page.shows("#tasks .card", HOSTILE)
    page.shows("#agents .card", agent)
    page.shows("#events li", HOSTILE)
    page.run("document.querySelector('#tasks .card button.link').click()")
    page.wait("the details", "document.querySelector('#task-dialog').open")
    page.shows("#task-dialog", HOSTILE)
    picture(page, "hostile")
    page.run("document.querySelector('#task-dialog').close()")
    page.run("document.querySelector('#add').click()")
    page.wait("the dialog", "document.querySelector('#add-dialog').open")
    assert page.run("window.hacked") is None
    assert page.run("document.querySelectorAll('main img, main script, dialog img, dialog script').length") == 0
    assert page.run("[...document.links].filter(one => one.protocol === 'javascript:').length") == 0


def test_the_policy_of_the_page_holds_in_the_browser(page):
    page.run("""(() => { const one = document.createElement('script'); one.textContent = 'window.hacked = 1'; document.body.append(one);
                 const other = document.createElement('div'); other.innerHTML = '<img src=x onerror="window.hacked=1">'; })()""")
    assert page.run("window.hacked") is None
    assert page.run("fetch('http://127.0.0.1:1/').then(() => 'sent', error => error.name)") == "TypeError"
    assert any("Content Security Policy" in text for text in page.complaints())
    # These complaints are what was wanted.
    with page.browser.changed:
        page.browser.events.clear()


def test_it_is_readable_in_the_dark_and_on_a_small_screen(browser, relay, worker, queue):
    worker.task("t1", "shop", title="A title that is rather long, as titles of tasks tend to be when people are in a hurry")
    queue.claim("ada")
    queue.call("ask_user_question", taskId="t1", agentId="ada", question="Which shade?")
    dark = browser.open(relay.base + "/", dark=True)
    dark.shows("#questions .card", "Which shade?")
    paper, ink = dark.run("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
    assert sum(map(int, paper[4:-1].split(","))) < 150 < 500 < sum(map(int, ink[4:-1].split(",")))
    picture(dark, "dark")
    small = browser.open(relay.base + "/", width=360, height=740)
    small.shows("#questions .card", "Which shade?")
    assert small.run("[...document.querySelectorAll('body *')].every(one => one.getBoundingClientRect().right "
                     "<= document.documentElement.clientWidth)"), "it must be pushed sideways"
    picture(small, "small")


def test_a_person_logs_in_once_and_strangers_see_nothing(browser, worker, queue, tmp_path):
    worker.task("t1", "shop", title="The secret plan")
    with Relay(tmp_path, worker.url, listen="0.0.0.0:0", AIWORKER_EVENTS_TOKEN=TOKEN) as relay:
        page = browser.open(relay.base + "/")
        page.wait("the log-in", "location.pathname === '/login' && document.activeElement.id === 'token'")
        page.type("wrong-token-wrong-token")
        page.enter()
        page.shows("#wrong", "not the token")
        page.wait("the field", "document.activeElement.id === 'token'")
        page.type(TOKEN)
        page.enter()
        page.shows("#tasks .card", "The secret plan")
        page.shows("#connection", "live")
        assert TOKEN not in "".join(page.requests())
        assert page.run("document.cookie") == ""
