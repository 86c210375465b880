"""The page in a real browser: what a person sees, does with mouse and keyboard, and what hostile texts cannot do."""

import json
import os
import pathlib

import pytest

from .browser import Browser
from .servers import Relay, eventually, free_port

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


def card(title: str, part: str = "#tasks") -> str:
    """The card of a task, as an expression."""
    return f"[...document.querySelectorAll('{part} .card')].find(one => one.innerText.includes({json.dumps(title)}))"


def press(page, title: str, verb: str):
    """A click on a button of a task that waits for a person."""
    page.wait(f"a button {verb}", f"!!({card(title, '#inbox')})?.querySelector('[data-verb={verb}]')")
    page.run(f"({card(title, '#inbox')}).querySelector('[data-verb={verb}]').click()")


def open_task(page, title: str):
    """Opens the dialog of a task from the list."""
    page.shows("#tasks .card", title)
    page.run(f"({card(title)}).querySelector('a.whole').click()")
    page.wait("the dialog", "document.querySelector('#task-dialog').open")
    page.shows("#task-dialog h2", title)


def look(page):
    """Lets the page look for what was written without an event, as it does when a person turns to it."""
    page.run("document.dispatchEvent(new Event('visibilitychange'))")


def ready(worker, queue, *tasks: str):
    """Tasks that are ready to test, the first one before the others."""
    for number, task in enumerate(tasks):
        worker.task(task, "shop", title=f"Work {task}", priority=100 - number)
        queue.claim("ada")
        queue.call("update_task_status", taskId=task, agentId="ada", status="ready_to_test")


def test_tasks_agents_and_events_appear_by_themselves(page, worker, queue):
    worker.task("t1", "shop", title="Add a dark mode", priority=7)
    queue.claim("ada")
    page.shows("#tasks .card", "Add a dark mode")
    page.shows("#tasks .card .badge", "in progress")
    page.shows("#tasks .card", "Shop · priority 7 · ada")
    page.shows("#agents .agent", "ada")
    page.shows("#agents .agent", "Add a dark mode")
    page.shows("#events li", "ada took up Add a dark mode")
    queue.call("ask_user_question", taskId="t1", agentId="ada", question="Which shade?", context="There are two blues.")
    page.shows("#questions .card", "Which shade?")
    page.shows("#questions .card", "There are two blues.")
    page.shows("#agents .agent", "busy")
    page.wait("the number in the tab", "document.title === '(1) aiworker'")
    picture(page, "light")


def test_what_needs_a_person_is_never_behind_the_backlog(page, worker, queue):
    ready(worker, queue, "t1")
    worker.task("t2", "shop", title="The broken one", priority=90)
    queue.claim("ada")
    queue.call("update_task_status", taskId="t2", agentId="ada", status="failed", metadata={"error": "No compiler here."})
    for number in range(120):
        worker.task(f"later-{number:03}", "shop", title=f"Later {number:03}", priority=5 if number == 119 else 0,
                    created_at=f"2026-01-01T00:{number // 60:02}:{number % 60:02}.000Z")
    look(page)
    page.shows("#chips", "Backlog 120")
    page.shows("#chips", "Open 122")
    titles = page.run("[...document.querySelectorAll('#tasks .card h3')].map(one => one.innerText)")
    assert titles[:5] == ["Work t1", "The broken one", "Later 119", "Later 000", "Later 001"] and len(titles) == 100
    page.shows("#failed .card .bad", "No compiler here.")
    assert page.run("getComputedStyle(document.querySelector('#failed .bad')).color") == "rgb(179, 38, 30)"
    page.run("document.querySelector('#more').click()")
    page.shows("#tasks .card", "Later 118")
    page.run("document.querySelector('#chips .ready_to_test').click()")
    page.hides("#tasks .card", "Later")
    page.shows("#tasks .card", "Work t1")
    page.type_into("#find", "nowhere")
    page.shows("#tasks .empty", "No task has “nowhere”")


def test_one_project_can_be_looked_at_alone(page, worker, queue):
    worker.project("billing", name="Billing")
    ready(worker, queue, "t1")
    for task, project in (("t2", "billing"), ("t3", "shop")):
        worker.task(task, project, title=f"Work {task}")
        queue.claim(project)
        queue.call("ask_user_question", taskId=task, agentId=project, question=f"About {project}?")
    page.shows("#questions", "About shop?")
    page.wait("the choice", "!document.querySelector('#project').hidden")
    page.run("(it => { it.value = 'billing'; it.dispatchEvent(new Event('change')) })(document.querySelector('#project'))")
    page.hides("#questions", "About shop?")
    page.shows("#questions", "About billing?")
    page.hides("#tasks .card", "Work t1")
    assert page.run("document.querySelector('#ready').hidden") and page.text("#tasks .card h3") == "Work t2"


def test_a_click_is_not_lost_when_something_changes_between_press_and_release(page, worker, queue):
    worker.task("t1", "shop", title="The first", priority=1)
    worker.task("t2", "shop", title="The second")
    look(page)
    page.shows("#tasks .card", "The second")
    page.run(f"({card('The second')}).mark = 'the same'")
    place = page.place(f"({card('The second')}).querySelector('a')")
    page.mouse("Pressed", place)
    asked = len(page.heard("Network.requestWillBeSent"))
    worker.execute("UPDATE tasks SET priority = 9, title = 'The second, changed' WHERE id = 't2'")
    look(page)
    eventually("a look", lambda: len(page.heard("Network.requestWillBeSent")) >= asked + 6)
    page.mouse("Released", place)
    page.wait("the dialog", "document.querySelector('#task-dialog').open")
    page.shows("#task-dialog h2", "The second, changed")
    page.shows("#tasks .card h3", "The second, changed")
    assert page.run("[...document.querySelectorAll('#tasks .card')].map(one => one.mark ?? '')") == ["the same", ""]


def test_a_click_does_not_hit_what_has_just_moved_there(page, worker, queue):
    ready(worker, queue, "t1", "t2")
    page.shows("#ready", "Work t2")
    # In the moment in which the second takes the place of the first, the button there is clicked once more.
    page.run("""new MutationObserver(() => {
        window.hasMoved = true;
        document.querySelector('#ready [data-verb=approve]').dispatchEvent(new MouseEvent('click', {detail: 2, bubbles: true}));
    }).observe(document.querySelector('#ready .list'), {childList: true})""")
    page.click(f"({card('Work t1', '#inbox')}).querySelector('[data-verb=approve]')")
    page.hides("#ready", "Work t1")
    assert page.run("window.hasMoved") is True
    page.shows("#events li", "Work t1 was approved")
    assert worker.row("tasks", "t2")["state"] == "ready_to_test"


def test_a_dialog_that_was_closed_stays_closed(page, worker, queue):
    worker.task("t1", "shop", title="The work")
    look(page)
    open_task(page, "The work")
    page.run("""(() => { const real = window.fetch; window.fetch = async (path, ...rest) => {
        const answer = await real(path, ...rest);
        if (path === '/api/tasks/t1') { window.isHeld = true; await new Promise(go => window.letGo = go); window.isGone = true; }
        return answer } })()""")
    look(page)
    page.wait("the answer, held back", "window.isHeld")
    page.key("Escape", 27)
    page.wait("the end of the dialog", "!document.querySelector('#task-dialog').open")
    page.run("window.letGo()")
    worker.task("t2", "shop", title="Another one")
    look(page)
    page.shows("#tasks .card", "Another one")
    assert page.run("window.isGone && !document.querySelector('#task-dialog').open && location.hash === ''")


def test_a_task_has_an_address_that_opens_it(browser, relay, worker, queue):
    worker.task("a/b#c&d", "shop", title="An odd name", description="one\n\n* two")
    queue.claim("ada")
    queue.call("log_activity", agentId="ada", message="first\nsecond")
    page = browser.open(relay.base + "/")
    page.shows("#connection", "live")
    open_task(page, "An odd name")
    page.shows("#task-dialog .description", "one\n\n* two")
    page.shows("#task-dialog .log", "first\nsecond")
    other = browser.open(page.run("location.href"))
    other.wait("the dialog", "document.querySelector('#task-dialog').open")
    other.shows("#task-dialog h2", "An odd name")
    page.run("history.back()")
    page.wait("the end of the dialog", "!document.querySelector('#task-dialog').open")


def test_a_task_that_is_gone_closes_its_dialog_and_hides_nothing_else(page, worker, queue):
    worker.task("t1", "shop", title="The work")
    worker.task("t2", "shop", title="Other work")
    look(page)
    open_task(page, "The work")
    worker.execute("DELETE FROM tasks WHERE id = 't1'")
    look(page)
    page.shows("#notice", "t1")
    page.hides("#tasks .card", "The work")
    assert not page.run("document.querySelector('#task-dialog').open")
    page.run("location.hash = '#task=%E0%A4%A'")
    open_task(page, "Other work")


def test_a_question_is_answered_in_the_dialog_of_its_task(page, worker, queue):
    worker.task("t1", "shop", title="Add a dark mode")
    queue.claim("ada")
    question = queue.call("ask_user_question", taskId="t1", agentId="ada", question="Which shade?")["questionId"]
    page.shows("#questions .card a", "Add a dark mode")
    page.run("document.querySelector('#questions .card a').click()")
    page.shows("#task-dialog .question", "Which shade?")
    page.run("document.querySelector('#task-dialog textarea').focus()")
    page.type("Midnight blue")
    page.enter(modifiers=2)
    page.hides("#task-dialog .pending", "Which shade?")
    page.shows("#task-dialog .exchange", "Midnight blue")
    assert worker.row("task_questions", question)["response"] == "Midnight blue"


def test_ages_go_on(page, worker, queue):
    worker.task("t1", "shop")
    queue.claim("ada")
    question = queue.call("ask_user_question", taskId="t1", agentId="ada", question="Which shade?")["questionId"]
    page.shows("#questions .facts", "just now")
    page.wait("the age", "document.dispatchEvent(new Event('visibilitychange')), "
              "/ [1-9]\\d s ago/.test(document.querySelector('#questions .facts').innerText)")
    assert worker.row("task_questions", question)["status"] == "pending"


def test_agents_that_fell_silent_are_marked(page, worker, queue):
    worker.task("t1", "shop", title="The work")
    queue.claim("ada")
    queue.call("heartbeat", agentId="bob", status="idle")
    page.shows("#agents > .list .agent", "bob")
    worker.execute("UPDATE agents SET last_heartbeat = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-15 minutes') WHERE id IN ('ada', 'bob')")
    look(page)
    page.shows("#agents > .list .badge.silent", "silent")
    page.shows("#agents > .list .is-silent .heard", "heard 15 min ago")
    # Who has nothing to do may be gone.
    page.hides("#agents > .list", "bob")
    page.wait("bob among those who are away", "document.querySelector('#away .list').textContent.includes('bob')")


def test_the_first_visit_shows_how_to_begin(browser, worker, tmp_path):
    worker.start().call("heartbeat", agentId="agent", status="idle")
    worker.execute("DELETE FROM agents")
    with Relay(tmp_path, worker.url) as relay:
        page = browser.open(relay.base + "/")
        for begin in ("aiworkerctl project add shop", "aiworkerctl task add shop", "mcp-host call get_next_task agentId=ada"):
            page.shows("#tasks .empty", begin)
        page.shows("#inbox .empty", "Nothing waits for you.")
        page.shows("#agents .empty", "No agent has called yet")
        small = browser.open(relay.base + "/", width=360, height=740)
        small.shows("#tasks .empty", "aiworkerctl task add shop")
        page.run("document.querySelector('#add').click()")
        page.shows("#add-dialog", "First a project")
        page.shows("#add-dialog .command", "aiworkerctl project add shop")
        assert page.run("document.querySelector('#notice').hidden") and page.run("document.title") == "aiworker"
        picture(page, "first")
        assert page.complaints() == []


def test_a_refused_task_is_told_where_the_person_is(page, worker):
    page.run("document.querySelector('#add').click()")
    page.wait("the dialog", "document.querySelector('#add-dialog').open")
    page.run("(it => { it.elements.title.value = '   '; it.requestSubmit() })(document.querySelector('#add-dialog form'))")
    page.shows("#add-dialog .notice", "title")
    assert page.run("document.querySelector('#add-dialog').open && document.querySelector('#notice').hidden")


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
    look(page)
    page.shows("#tasks .card", "Task 1")
    page.tab_to("it.dataset.task === 't1'")
    worker.execute("UPDATE tasks SET priority = 3 WHERE id = 't1'")
    look(page)
    page.wait("the move", "document.querySelector('#tasks .card').innerText.includes('Task 1')")
    queue.claim("ada")
    page.shows("#tasks .card .badge", "in progress")
    assert page.run("document.activeElement.dataset.task") == "t1"


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
    ready(worker, queue, "t1")
    press(page, "Work t1", "approve")
    eventually("the approval", lambda: worker.row("tasks", "t1")["state"] == "approved")
    open_task(page, "Work t1")
    page.wait("the button", "!!document.querySelector('#task-dialog [data-verb=requeue]')")
    page.run("document.querySelector('#task-dialog [data-verb=requeue]').click()")
    eventually("the return", lambda: worker.row("tasks", "t1")["state"] == "backlog")
    page.shows("#task-dialog .badge", "backlog")
    page.run("document.querySelector('#task-dialog [data-verb=cancel]').click()")
    page.wait("the question", "document.querySelector('#sure-dialog').open")
    # Nobody works on it, so nobody is told to stop; and a hasty Enter keeps it.
    page.shows("#sure-dialog", "No agent will take it up.")
    assert page.run("document.activeElement.textContent") == "Keep it"
    picture(page, "sure")
    page.enter()
    page.wait("the end of the question", "!document.querySelector('#sure-dialog').open")
    assert worker.row("tasks", "t1")["state"] == "backlog"
    # Asked again at once: the end of the first question, which is told a moment later, does not answer the second.
    page.run("""(async () => { const button = document.querySelector('#task-dialog [data-verb=cancel]');
        const sure = document.querySelector('#sure-dialog');
        const told = new Promise(go => sure.addEventListener('close', go, {once: true}));
        button.click(); sure.close(); button.click(); await told; await null; document.querySelector('#sure-yes').click() })()""")
    eventually("the end", lambda: worker.row("tasks", "t1")["state"] == "cancelled")
    page.hides("#tasks .card", "Work t1")


def test_the_agent_that_would_be_stopped_is_named(page, worker, queue):
    worker.task("t1", "shop", title="The work")
    queue.claim("ada")
    open_task(page, "The work")
    page.wait("the button", "!!document.querySelector('#task-dialog [data-verb=cancel]')")
    page.run("document.querySelector('#task-dialog [data-verb=cancel]').click()")
    page.shows("#sure-dialog", "ada is told to stop")


def test_a_missed_while_is_made_up_for_when_the_server_is_back(browser, worker, queue):
    port = free_port()
    home = worker.hosts.home()
    with Relay(home, worker.url, listen=f"127.0.0.1:{port}") as relay:
        page = browser.open(relay.base + "/")
        page.shows("#connection", "live")
        worker.task("t1", "shop", title="Before")
        queue.claim("ada")
        page.shows("#events li", "ada took up Before")
    page.shows("#connection", "trying again")
    # Looking in vain is no news; doing in vain is.
    look(page)
    page.run("document.querySelector('#add').click()")
    page.shows("#notice", "The server does not answer.")
    page.run("document.querySelector('#notice .close').click()")
    look(page)
    queue.call("update_task_status", taskId="t1", agentId="ada", status="completed")
    worker.task("t2", "shop", title="Meanwhile")
    queue.claim("ada")
    with Relay(home, worker.url, listen=f"127.0.0.1:{port}"):
        page.shows("#connection", "live")
        page.shows("#events li", "ada completed Before")
        page.shows("#events li", "ada took up Meanwhile")
        page.shows("#tasks .card", "Meanwhile")
        # Each once.
        assert page.run("[...document.querySelectorAll('#events li')].filter(one => one.innerText.includes('took up Before')).length") == 1
        assert page.run("document.querySelector('#notice').hidden")
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
    page.shows("#agents .agent", agent)
    page.shows("#events li", HOSTILE)
    page.run("document.querySelector('#tasks .card a.whole').click()")
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
    for tab, text in (("tasks", "A title that is rather long"), ("agents", "ada"), ("events", "took up"), ("inbox", "Which shade?")):
        small.run(f"document.querySelector('#tabs [data-tab={tab}]').click()")
        small.shows(f"#{tab}", text)
        assert small.run("[...document.querySelectorAll('main section')].filter(one => one.offsetHeight).map(one => one.id)") == [tab]
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
        page.run("document.querySelector('#logout button').click()")
        page.wait("the log-in", "location.pathname === '/login'")
        assert page.run("fetch('/api/tasks').then(answer => answer.status)") == 401


def test_without_a_token_there_is_nothing_to_log_out_of(page):
    assert page.run("document.querySelector('#logout').hidden") is True
