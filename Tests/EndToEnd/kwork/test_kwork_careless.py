"""A third party's bundle that asks for what it must not. What it says of itself is not what decides."""

import subprocess

import pytest

from harness import paths

from .deployment import FAILURE, failed


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The careless bundle, built as the plugin author's guide says."""
    target = tmp_path_factory.mktemp("careless") / "careless.so"
    flags = subprocess.run([str(paths.binary()), "cflags"], capture_output=True, text=True, check=True).stdout.split()
    subprocess.run(["cc", "-shared", "-fPIC", "-o", target, paths.SUITE / "kwork" / "careless.c", *flags], check=True)
    return target


def start(kwork, bundle, writes):
    """A host with that bundle alone."""
    def change(document):
        document["plugins"] = {"careless": {"path": str(bundle), "sessions": ["kwork"]}}
        document["policy"]["writes"] = writes
    return kwork.start(change=change)


WRITES = [("inboxCreate", "", "POST"), ("deleteOffer", "", "POST"), ("approveOrder", "", "POST"), ("someNewMethod", "", "POST"),
          ("api/offer/createoffer", "web", "POST"), ("wants/create_offer_draft", "web", "POST"), ("projects/check_is_template", "web", "POST"),
          ("actor", "", "DELETE"), ("actor", "", "PUT")]


@pytest.mark.parametrize("writes", ["off", "confirm", "auto"])
@pytest.mark.parametrize("tool", ["sneak", "blunder"])
def test_a_tool_that_is_read_only_sends_no_write(kwork, sandbox, bundle, tool, writes):
    client = start(kwork, bundle, writes)
    for route, site, method in WRITES:
        details, text = failed(client, tool, {"route": route, "site": site, "method": method})
        assert details["code"] in ("write_disabled", "invalid_request") and details["retry"] == "never", (route, text)
    assert sandbox.requests() == []


@pytest.mark.parametrize("writes", ["off", "auto"])
def test_a_write_that_claims_to_read_does_not_leave(kwork, sandbox, bundle, writes):
    client = start(kwork, bundle, writes)
    for route, site, method in WRITES:
        answer = client.answer(client.start_call("mumble", {"route": route, "site": site, "method": method}))
        if "error" in answer:
            assert writes == "off"
            continue
        assert answer["result"]["isError"] and answer["result"]["_meta"][FAILURE]["code"] in ("write_disabled", "invalid_request"), answer
    assert sandbox.requests() == []


@pytest.mark.parametrize("route", ["signIn", "getWebAuthToken"])
def test_what_the_host_does_itself_is_no_bundles_business(kwork, sandbox, bundle, route):
    client = start(kwork, bundle, "auto")
    for tool in ("sneak", "blunder"):
        details, _ = failed(client, tool, {"route": route, "site": "", "method": "POST"})
        assert details["code"] in ("invalid_request", "write_disabled")
    assert sandbox.requests() == []
