"""`mcp-host login`, `status` and `logout`: on a real terminal, against the stand-in."""

import json
import os
import pathlib
import resource
import signal
import stat
import subprocess

import pytest

from harness import paths
from harness.terminal import Terminal

from . import sandbox as stand_in
from .deployment import SHIPPED, good

PERSON = {"KWORK_LOGIN": None, "KWORK_PASSWORD": None}
"""Nothing but what the person types."""


class Desk:
    """Runs the commands of one person, with or without a terminal. All they show is searched for secrets at the end."""

    def __init__(self, kwork):
        self.kwork = kwork
        self.home = kwork.hosts.home()
        self.token_file = self.home / ".kwork_token"
        kwork.token_files.add(self.token_file)
        self.terminals: list[Terminal] = []
        self.outputs = 0

    def environment(self, **changed):
        return {**paths.environment(self.home), **self.kwork.environment(**{**PERSON, **changed})}

    def command(self, *words):
        return [str(paths.binary()), words[0], "--config", str(SHIPPED), *words[1:]]

    def terminal(self, *words, **changed) -> Terminal:
        opened = Terminal(self.command(*words), self.environment(**changed), self.home)
        self.terminals.append(opened)
        return opened

    def run(self, *words, input=None, **changed):
        """Without any terminal."""
        done = subprocess.run(
            self.command(*words), env=self.environment(**changed), cwd=self.home, capture_output=True, timeout=60,
            start_new_session=True, **({"input": input} if input is not None else {"stdin": subprocess.DEVNULL}))
        self.keep(done.stdout + done.stderr)
        return done

    def log_in(self, answer="y", **changed) -> Terminal:
        """The usual way, up to its end."""
        terminal = self.terminal("login", "kwork", **changed)
        terminal.expect("Login or e-mail")
        terminal.type(stand_in.LOGIN)
        terminal.expect("Password")
        terminal.type(stand_in.PASSWORD)
        terminal.expect("Store the token")
        terminal.type(answer)
        return terminal

    def status(self, *words, **changed) -> dict:
        done = self.run("status", "--json", *words, **changed)
        report = json.loads(done.stdout)
        assert done.returncode == (0 if report["ok"] else 1), done.stderr
        return report["sessions"][0]

    def keep(self, output: bytes):
        self.outputs += 1
        (self.kwork.hosts.folder / f"shown {self.outputs}").write_bytes(output)

    def close(self):
        for terminal in self.terminals:
            terminal.close()
            self.keep(terminal.seen)


@pytest.fixture
def desk(kwork):
    """The person's place; everything it showed is searched for secrets."""
    place = Desk(kwork)
    yield place
    place.close()


# login

def test_a_login_shows_the_account_and_stores_the_token_after_a_yes(desk, kwork, sandbox):
    terminal = desk.terminal("login", "kwork")
    terminal.expect("Login or e-mail")
    assert terminal.shows_typing
    terminal.type(stand_in.LOGIN)
    terminal.expect("Password (not shown)")
    assert not terminal.shows_typing
    terminal.type(stand_in.PASSWORD)
    terminal.expect("Signed in as @")
    terminal.expect("Store the token for @")
    assert terminal.is_usual and not desk.token_file.exists()
    terminal.type("y")
    terminal.expect("Stored: @")
    assert terminal.wait() == 0
    assert terminal.is_usual
    kept = desk.token_file
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    tokens = sandbox.state()["tokens"]
    assert [one["token"] for one in tokens] == [kept.read_text().strip()]
    assert sandbox.sign_ins() == 1 and sandbox.routes() == ["signIn", "actor"]
    good(kwork.start(**PERSON), "get_me")
    assert sandbox.sign_ins() == 1
    assert {path.name for path in desk.home.iterdir() if "token" in path.name} == {
        ".kwork_token", ".kwork_token.account", ".kwork_token.lock"}


def test_a_no_stores_nothing(desk):
    for answer in ("n", "", "maybe"):
        terminal = desk.log_in(answer)
        terminal.expect("Nothing was stored")
        assert terminal.wait() == 1
        assert not desk.token_file.exists()
    assert not (desk.home / "state").exists(), "there is no record of a token that was not kept"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_the_password_puts_the_terminal_right(desk, sandbox, number):
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
    terminal.expect("Password")
    assert not terminal.shows_typing
    terminal.press("half")
    terminal.kill(number)
    assert terminal.wait() == 130
    assert terminal.is_usual and "half" not in terminal.text
    assert sandbox.requests() == []


def test_ctrl_c_and_ctrl_d_at_the_password_end_it(desk, sandbox):
    for key, status in (("\x03", 130), ("\x04", 1)):
        terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
        terminal.expect("Password")
        terminal.press(key)
        assert terminal.wait() == status
        assert terminal.is_usual
    assert sandbox.requests() == []


def test_a_login_that_hangs_is_stopped_by_ctrl_c(desk, sandbox):
    sandbox.fault("hang", "signIn")
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
    terminal.expect("Password")
    terminal.type(stand_in.PASSWORD)
    sandbox.wait_requests("signIn")
    terminal.press("\x03")
    terminal.expect("Nothing was stored")
    assert terminal.wait() == 130


def test_a_wrong_password_is_one_attempt(desk, kwork, sandbox):
    kwork.secrets.add("not-the-password")
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
    terminal.expect("Password")
    terminal.type("not-the-password")
    terminal.expect("Kwork says: Неверный логин или пароль")
    terminal.expect("Nothing was stored")
    assert terminal.wait() == 1
    assert sandbox.sign_ins() == 1 and not desk.token_file.exists()


@pytest.mark.sandbox("--phone-digits", "4321")
def test_phone_digits_are_asked_for_when_kwork_wants_them(desk, sandbox):
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
    terminal.expect("Password")
    terminal.type(stand_in.PASSWORD)
    terminal.expect("Last four digits")
    assert not terminal.shows_typing
    terminal.type("12")
    terminal.expect("Four digits are needed")
    terminal.expect("Last four digits")
    terminal.type("4321")
    terminal.expect("Store the token")
    terminal.type("yes")
    assert terminal.wait() == 0
    assert sandbox.sign_ins() == 2 and "4321" not in terminal.text


@pytest.mark.sandbox("--phone-digits", "4321")
def test_wrong_phone_digits_are_not_blamed_on_the_password(desk, sandbox):
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
    terminal.expect("Password")
    terminal.type(stand_in.PASSWORD)
    terminal.expect("Last four digits")
    terminal.type("9999")
    terminal.expect("did not take these last digits of the phone")
    assert terminal.wait() == 1
    assert "did not take this login and password" not in terminal.text and not desk.token_file.exists()


@pytest.mark.sandbox("--phone-digits", "4321")
def test_phone_digits_that_are_configured_are_not_asked_for(desk, sandbox):
    terminal = desk.log_in(KWORK_PHONE_LAST="4321")
    assert terminal.wait() == 0
    assert sandbox.sign_ins() == 1


@pytest.mark.sandbox("--captcha")
def test_a_captcha_is_explained_and_its_response_taken_once(desk, sandbox):
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
    terminal.expect("Password")
    terminal.type(stand_in.PASSWORD)
    terminal.expect("captcha_only")
    terminal.expect("Address or response")
    terminal.type("http://kwork.ru/captcha_only#response=solved")
    terminal.expect("Store the token")
    terminal.type("y")
    assert terminal.wait() == 0
    first, second = sandbox.requests("signIn")
    names = dict(second["form_items"])
    assert names["g-recaptcha-response"] == "solved" and names["recaptcha_pass_token"]
    assert "g-recaptcha-response" not in dict(first["form_items"])


@pytest.mark.sandbox("--captcha")
def test_a_captcha_that_is_not_solved_costs_no_further_attempt(desk, sandbox):
    for pasted, attempts in (("", 1), ("wrong", 2)):
        before = sandbox.sign_ins()
        terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
        terminal.expect("Password")
        terminal.type(stand_in.PASSWORD)
        terminal.expect("Address or response")
        terminal.type(pasted)
        terminal.expect("Nothing was stored")
        assert terminal.wait() == 1
        assert sandbox.sign_ins() - before == attempts


def test_a_person_may_try_although_hosts_wait_after_a_refusal(desk, kwork, sandbox):
    sandbox.settings(captcha=True)
    owner = {"KWORK_LOGIN": stand_in.LOGIN, "KWORK_PASSWORD": stand_in.PASSWORD}
    assert kwork.start(**owner).call("get_me")["isError"]
    sandbox.settings(captcha=False)
    refused = desk.status(**owner)
    assert refused["signInRefusedForMs"] > 0 and not refused["ok"]
    assert kwork.start(**owner).call("get_me")["isError"]
    assert sandbox.sign_ins() == 1
    terminal = desk.terminal("login", "kwork", **owner)
    terminal.expect("Password")
    terminal.type(stand_in.PASSWORD)
    terminal.expect("Store the token")
    terminal.type("y")
    assert terminal.wait() == 0
    assert desk.status(**owner)["signInRefusedForMs"] == 0
    good(kwork.start(**owner), "get_me")
    assert sandbox.sign_ins() == 2


def test_another_account_than_the_session_is_for_is_not_stored(desk):
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN, KWORK_ACCOUNT="somebody_else")
    terminal.expect("Password")
    terminal.type(stand_in.PASSWORD)
    terminal.expect("not the account this session is for")
    assert terminal.wait() == 1
    assert not desk.token_file.exists()


def test_an_unclear_account_is_not_stored(desk, sandbox):
    sandbox.fault("shape", "actor", body={"success": True, "response": {"username": "demo"}})
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
    terminal.expect("Password")
    terminal.type(stand_in.PASSWORD)
    terminal.expect("Nothing was stored")
    assert terminal.wait() == 1
    assert not desk.token_file.exists()


def test_untrusted_places_are_refused_before_anything_is_typed(desk, sandbox):
    loose = desk.home / "loose"
    loose.mkdir()
    loose.chmod(0o777)
    (desk.home / "link").symlink_to(desk.home / "elsewhere")
    for place, reason in ((loose / "token", "others may write"), (desk.home / "link", "is a link"),
                          (desk.home / "nowhere" / "token", "cannot be reached")):
        terminal = desk.terminal("login", "kwork", KWORK_TOKEN_FILE=str(place))
        assert terminal.wait() == 1
        assert reason in terminal.text and "Password" not in terminal.text
        assert not place.exists()
    assert sandbox.requests() == []


def test_a_configured_token_is_told_to_come_first(desk, sandbox):
    terminal = desk.terminal("login", "kwork", KWORK_TOKEN=sandbox.token())
    terminal.expect("KWORK_TOKEN gives this session a token, which comes first")
    terminal.press("\x03")
    assert terminal.wait() == 130


def test_without_a_terminal_it_says_what_is_missing(desk, sandbox):
    done = desk.run("login", "kwork")
    assert done.returncode == 2
    for option in (b"--login", b"--password-file", b"--password-fd", b"--yes"):
        assert option in done.stderr
    assert sandbox.requests() == []


def test_a_script_gives_the_password_by_a_pipe_or_a_private_file(desk, sandbox):
    done = desk.run("login", "kwork", "--login", stand_in.LOGIN, "--password-fd", "0", "--yes",
                    input=stand_in.PASSWORD.encode() + b"\n")
    assert done.returncode == 0, done.stderr
    assert desk.token_file.exists()
    secret = desk.home / "password"
    secret.write_text(stand_in.PASSWORD + "\n")
    desk.kwork.token_files.add(secret)
    for mode, status in ((0o644, 1), (0o600, 0)):
        secret.chmod(mode)
        done = desk.run("login", "kwork", "--login", stand_in.LOGIN, "--password-file", str(secret), "--yes")
        assert done.returncode == status, done.stderr
    assert sandbox.sign_ins() == 2


def test_words_that_are_not_understood_are_not_repeated(desk, kwork, sandbox):
    kwork.secrets.add("hunter2")
    for words in (["login", "kwork", "hunter2"], ["login", "hunter2"], ["login", "kwork", "--password", "hunter2"],
                  ["login", "kwork", "--password=hunter2"], ["logout", "kwork", "hunter2"], ["logout", "hunter2"],
                  ["status", "hunter2"], ["login", "kwork", "--password-fd", "hunter2"]):
        done = desk.run(*words)
        assert done.returncode == 2 and b"hunter2" not in done.stdout + done.stderr, words
    assert sandbox.requests() == []


def test_a_session_without_login_says_so(desk, kwork):
    config = kwork.variant(lambda document: document["sessions"].update(plain={"kind": "http", "base": "https://example.com/"}))
    for words in (["login", "plain"], ["logout", "plain"]):
        done = subprocess.run([str(paths.binary()), *words, "--config", str(config)], env=desk.environment(),
                              capture_output=True, timeout=60, start_new_session=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 2 and b"has no login" in done.stderr


# whose token it is

def test_another_login_does_not_act_as_the_first(desk, kwork, sandbox):
    assert desk.log_in().wait() == 0
    kept = desk.token_file.read_text()
    other = kwork.start(KWORK_LOGIN="second", KWORK_PASSWORD="second")
    assert "demo" not in json.dumps(good(other, "get_me")[1]["username"])
    assert sandbox.sign_ins() == 2 and desk.token_file.read_text() != kept
    session = desk.status(KWORK_LOGIN=stand_in.LOGIN, KWORK_PASSWORD=stand_in.PASSWORD)
    assert "another login" in session["tokenFileProblem"] and session["credentials"] == "login" and session["ok"]
    session = desk.status(KWORK_LOGIN=stand_in.LOGIN)
    assert not session["ok"] and "another login" in session["problems"][0]


def test_a_token_of_another_address_is_left_alone(desk, kwork, sandbox):
    assert desk.log_in().wait() == 0
    note = pathlib.Path(f"{desk.token_file}.account")
    note.write_text(json.dumps({**json.loads(note.read_text()), "api": "https://api.kwork.ru/"}))
    kept = desk.token_file.read_text()
    good(kwork.start(), "get_me")
    assert sandbox.sign_ins() == 2 and desk.token_file.read_text() == kept
    done = desk.run("login", "kwork", "--login", stand_in.LOGIN, "--password-fd", "0", "--yes", input=stand_in.PASSWORD.encode() + b"\n")
    assert done.returncode == 1 and b"https://api.kwork.ru/" in done.stderr
    assert sandbox.sign_ins() == 2 and desk.token_file.read_text() == kept
    check = desk.run("check")
    assert check.returncode == 1 and b"another API address" in check.stdout


def test_a_login_says_whose_token_it_replaces(desk, sandbox):
    assert desk.log_in().wait() == 0
    terminal = desk.terminal("login", "kwork", "--login", "second")
    terminal.expect("Password")
    terminal.type("second")
    terminal.expect("in place of that of @")
    terminal.type("n")
    assert terminal.wait() == 1
    terminal = desk.log_in()
    assert terminal.wait() == 0 and "in place of" not in terminal.text


def test_a_full_disk_costs_no_sign_in(desk, sandbox):
    done = subprocess.run(
        desk.command("login", "kwork", "--login", stand_in.LOGIN, "--password-fd", "0", "--yes"), env=desk.environment(), cwd=desk.home,
        input=stand_in.PASSWORD.encode() + b"\n", capture_output=True, timeout=60, start_new_session=True, restore_signals=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert done.returncode == 1 and b"no token can be kept" in done.stderr, done.stderr
    assert sandbox.sign_ins() == 0 and not desk.token_file.exists()


def test_a_token_file_that_others_can_read_is_told_by_check(desk, sandbox):
    assert desk.log_in().wait() == 0
    assert b"can be read by others" not in desk.run("check").stdout
    desk.token_file.chmod(0o644)
    assert b"can be read by others" in desk.run("check").stdout


def test_an_arrow_key_in_the_password_is_noticed_before_it_is_sent(desk, sandbox):
    terminal = desk.terminal("login", "kwork", "--login", stand_in.LOGIN)
    terminal.expect("Password")
    terminal.type("\x1b[A" + stand_in.PASSWORD)
    terminal.expect("control characters")
    assert terminal.wait() == 1 and sandbox.requests() == []


# status

KEYS = {"name", "kind", "setUp", "ok", "problems", "bundles", "addresses", "proxy", "credentials", "tokenPresent", "tokenFile", "account",
        "expectedAccount", "signedInAt", "expiresAt", "validity", "rate", "closedForMs", "circuits", "signInRefusedForMs",
        "openWrites", "tokenFileProblem", "openWritesProblem"}


def snapshot(folder: pathlib.Path) -> dict:
    return {path: (path.lstat().st_mtime_ns, path.lstat().st_ino, path.lstat().st_mode, path.is_file() and path.read_bytes())
            for path in folder.rglob("*")}


def test_status_tells_everything_without_a_request_and_changes_nothing(desk, sandbox):
    assert desk.log_in().wait() == 0
    requests, files = len(sandbox.requests()), snapshot(desk.home)
    session = desk.status()
    assert set(session) == KEYS
    assert session["credentials"] == "tokenFile" and session["tokenPresent"] and session["ok"]
    assert session["account"]["id"] > 0 and session["account"]["username"]
    assert session["validity"] == "valid" and session["signedInAt"] < session["expiresAt"]
    assert set(session["rate"]) == {"perSecond", "burst", "used", "nextInMs"}
    assert [set(one) for one in session["circuits"]] == [{"site", "state", "failures", "openForMs"}] * 2
    text = desk.run("status")
    assert text.returncode == 0 and f"@{session['account']['username']}" in text.stdout.decode()
    assert len(sandbox.requests()) == requests and snapshot(desk.home) == files


def test_status_of_nothing_makes_no_file_and_ends_with_1(desk):
    files = snapshot(desk.home)
    session = desk.status()
    assert session["credentials"] == "none" and session["account"] is None and session["validity"] == "none"
    assert session["problems"] and not session["ok"]
    assert snapshot(desk.home) == files
    assert desk.status(**{"KWORK_LOGIN": stand_in.LOGIN, "KWORK_PASSWORD": stand_in.PASSWORD})["credentials"] == "login"


def test_status_names_the_source_that_would_be_used(desk, sandbox):
    token = sandbox.token()
    session = desk.status(KWORK_TOKEN=token)
    assert session["credentials"] == "token" and session["validity"] == "unknown" and session["account"] is None
    desk.token_file.write_text("some-other-token\n")
    desk.token_file.chmod(0o600)
    assert desk.status(KWORK_TOKEN=token)["credentials"] == "token"
    session = desk.status()
    assert session["credentials"] == "tokenFile" and session["account"] is None and session["ok"]
    desk.token_file.chmod(0o644)
    assert "others" in desk.status()["problems"][0]


def test_status_knows_the_account_once_a_host_has_asked_before_a_write(desk, kwork, sandbox):
    given = {**PERSON, "KWORK_TOKEN": sandbox.token()}
    client = kwork.start(**given)
    good(client, "get_me")
    assert desk.status(KWORK_TOKEN=given["KWORK_TOKEN"])["account"] is None
    client.call("mark_dialog_read", {"user_id": 318250})
    known = desk.status(KWORK_TOKEN=given["KWORK_TOKEN"])["account"]
    assert known and known["id"] > 0 and known["checkedAt"]
    assert desk.status(KWORK_TOKEN=sandbox.token())["account"] is None, "another token has another record"


def test_a_sign_in_of_a_host_notes_how_long_its_token_lives(desk, kwork, sandbox):
    owner = {"KWORK_LOGIN": stand_in.LOGIN, "KWORK_PASSWORD": stand_in.PASSWORD}
    good(kwork.start(**owner), "get_me")
    session = desk.status(**owner)
    assert session["credentials"] == "tokenFile" and session["validity"] == "valid" and session["signedInAt"]


def test_status_knows_an_expired_token(desk, sandbox):
    sandbox.settings(token_lifetime=1)
    assert desk.log_in().wait() == 0
    for record in (desk.home / "state").rglob("*.account"):
        content = json.loads(record.read_text())
        record.write_text(json.dumps({**content, "expires_at": content["signed_in_at"] - 5}))
    session = desk.status()
    assert session["validity"] == "expired" and "mcp-host login kwork" in session["problems"][-1]


def test_status_shows_a_circuit_that_is_open(desk, kwork, sandbox):
    client = kwork.start(**PERSON, KWORK_TOKEN=sandbox.token())
    sandbox.fault("status", "actor", times=8, status=500)
    for _ in range(2):
        client.call("get_me", timeout=60)
    session = desk.status(KWORK_TOKEN=sandbox.state()["tokens"][0]["token"])
    api = session["circuits"][0]
    assert api["site"] == "api" and api["state"] == "open" and api["openForMs"] > 0 and not session["ok"]
    sandbox.clear_faults()


def test_status_with_the_service_gone(desk):
    desk.token_file.write_text("some-token\n")
    desk.token_file.chmod(0o600)
    session = desk.status(KWORK_API_URL="http://127.0.0.1:1/", KWORK_WEB_URL="http://127.0.0.1:1/")
    assert session["ok"] and session["addresses"] == {"api": "http://127.0.0.1:1/", "web": "http://127.0.0.1:1/"}


# logout

def test_logout_deletes_token_and_record_after_a_yes(desk, sandbox):
    assert desk.log_in().wait() == 0
    requests = len(sandbox.requests())
    terminal = desk.terminal("logout", "kwork")
    terminal.expect("Delete the token of @")
    terminal.type("n")
    assert terminal.wait() == 1 and desk.token_file.exists()
    terminal = desk.terminal("logout", "kwork")
    terminal.expect("Delete the token of @")
    terminal.type("y")
    assert terminal.wait() == 0 and not desk.token_file.exists()
    assert "goes on taking that token" in terminal.text and "in memory" in terminal.text
    assert list((desk.home / "state").rglob("*.account")) == []
    assert len(sandbox.requests()) == requests
    done = desk.run("logout", "kwork", "--yes")
    assert done.returncode == 0 and b"No token is stored" in done.stdout


def test_logout_without_a_terminal_wants_yes(desk, sandbox):
    assert desk.log_in().wait() == 0
    assert desk.run("logout", "kwork").returncode == 2 and desk.token_file.exists()
    done = desk.run("logout", "kwork", "--yes", KWORK_TOKEN=sandbox.token())
    assert done.returncode == 0 and b"KWORK_TOKEN is not affected" in done.stdout


def test_logout_leaves_a_link_alone(desk):
    target = desk.home / "precious"
    target.write_text("some-token")
    target.chmod(0o600)
    desk.token_file.symlink_to(target)
    done = desk.run("logout", "kwork", "--yes")
    assert done.returncode == 1 and target.read_text() == "some-token" and desk.token_file.is_symlink()


# secrets in memory

def core_limit(process: int) -> str:
    for line in pathlib.Path(f"/proc/{process}/limits").read_text().splitlines():
        if line.startswith("Max core file size"):
            return line.split()[4]
    raise AssertionError("no core limit")


def test_no_command_that_holds_secrets_leaves_a_core(desk, kwork, sandbox):
    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    host = kwork.start(KWORK_TOKEN=sandbox.token())
    good(host, "get_me")
    assert core_limit(host.process.process.pid) == "0"
    terminal = desk.terminal("login", "kwork")
    terminal.expect("Login or e-mail")
    assert core_limit(terminal.process.pid) == "0"
    if core_limit(os.getpid()) != "0":
        watched = desk.terminal("login", "kwork", MCP_HOST_CORE="1")
        watched.expect("Login or e-mail")
        assert core_limit(watched.process.pid) == core_limit(os.getpid())
