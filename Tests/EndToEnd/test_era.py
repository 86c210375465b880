"""Section 1: which era is it?"""

from harness.client import Legacy, Modern
from harness.schema import LEGACY, MODERN, VERSION_KEY


def modern_params(**more):
    """Parameters with modern `_meta`, for any client."""
    return Modern.params(None, more)


def test_E_01_modern_requests_are_served_statelessly_after_initialize(hosts, revision):
    client = hosts.legacy(revision)
    result = client.result("tools/list", modern_params())
    assert result["resultType"] == "complete" and result["ttlMs"] >= 0
    called = client.result("tools/call", modern_params(name="echo", arguments={"text": "hi"}))
    assert called["resultType"] == "complete"
    assert "resultType" not in client.result("tools/list")


def test_E_01_legacy_elicitation_capability_does_not_reach_modern_requests(hosts):
    client = hosts.legacy(capabilities={"elicitation": {}})
    error = client.error("tools/call", modern_params(name="ask", arguments={"question": "sure?"}), wrong=False)
    assert error["code"] == -32021
    assert not client.of_method("elicitation/create")


def test_E_02_initialize_works_after_a_successful_discover(hosts):
    client = hosts.modern()
    client.discover()
    result = Legacy.initialize(client, "2025-06-18")
    assert result["protocolVersion"] == "2025-06-18"
    assert "resultType" not in client.result("tools/list")


def test_E_02_initialize_works_after_a_failed_discover(hosts):
    client = hosts.modern()
    params = client.params()
    params["_meta"][VERSION_KEY] = "2099-01-01"
    assert client.error("server/discover", params, wrong=False)["code"] == -32022
    assert client.error("server/discover", {}, wrong=True)["code"] == -32602
    assert Legacy.initialize(client, "2025-11-25")["protocolVersion"] == "2025-11-25"


def test_E_03_initialize_with_modern_meta_is_an_unknown_method(hosts):
    client = hosts.modern()
    params = client.params({"protocolVersion": "2025-11-25", "capabilities": {},
                            "clientInfo": {"name": "x", "version": "1"}})
    assert client.error("initialize", params)["code"] == -32601
    # and the handshake has not happened
    assert client.error("tools/list", {}, wrong=True)["code"] == -32602


def test_E_04_nothing_modern_leaks_into_legacy_results(hosts, revision):
    client = hosts.modern()
    client.discover()
    results = [Legacy.initialize(client, revision), client.result("ping"), client.result("tools/list"),
               client.result("tools/call", {"name": "echo", "arguments": {"text": "hi"}})]
    for result in results:
        assert not {"resultType", "ttlMs", "cacheScope", "supportedVersions"} & set(result)
        assert not result.get("_meta")


def test_E_01_both_eras_interleave(hosts):
    client = hosts.legacy("2025-03-26")
    for _ in range(20):
        assert "resultType" not in client.result("tools/list")
        assert client.result("tools/list", modern_params())["resultType"] == "complete"


def test_E_01_all_known_revisions_are_named_in_order(modern):
    assert modern.discover()["supportedVersions"] == [MODERN, *reversed(LEGACY)]
