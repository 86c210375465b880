"""Section 4: tools, both eras."""

import base64
import json
import re

import jsonschema
import pytest

from harness.client import texts
from harness.schema import LEGACY

CONFORMANCE = {"test_simple_text", "test_image_content", "test_audio_content", "test_embedded_resource",
               "test_multiple_content_types", "test_tool_with_logging", "test_tool_with_progress",
               "test_error_handling", "test_elicitation", "test_elicitation_sep1034_defaults",
               "test_elicitation_sep1330_enums", "json_schema_2020_12_tool", "test_input_required_result_elicitation"}


def tools(client):
    """The list of tools by name."""
    return {tool["name"]: tool for tool in client.ask("tools/list")["result"]["tools"]}


def walk(schema):
    """Every object inside a schema."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from walk(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from walk(value)


def test_B_30_the_tools_capability_is_advertised(hosts):
    legacy, modern = hosts.start(), hosts.modern()
    params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    first = legacy.result("initialize", params)["capabilities"]["tools"]
    second = modern.discover()["capabilities"]["tools"]
    assert first == second
    assert set(first) <= {"listChanged"}


def test_B_31_each_tool_has_a_name_a_description_and_an_object_schema(either):
    listed = either.ask("tools/list")["result"]["tools"]
    assert len({tool["name"] for tool in listed}) == len(listed) > 0
    for tool in listed:
        assert tool["description"].strip(), tool["name"]
        assert tool["inputSchema"]["type"] == "object", tool["name"]
        if not tool["inputSchema"].get("properties") and tool["name"].startswith("test_"):
            assert tool["inputSchema"].get("additionalProperties") is False, tool["name"]


def test_B_32_names_are_well_formed(either):
    listed = tools(either)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) for name in listed)
    assert CONFORMANCE | {"echo", "slow", "ask", "structured", "noise", "fail", "stubborn", "big"} <= set(listed)


def test_B_33_schemas_are_valid_2020_12_and_need_no_network(either):
    for tool in tools(either).values():
        for schema in filter(None, (tool["inputSchema"], tool.get("outputSchema"))):
            assert schema.get("$schema", "https://json-schema.org/draft/2020-12/schema").rstrip("#") == \
                "https://json-schema.org/draft/2020-12/schema"
            jsonschema.Draft202012Validator.check_schema(schema)
            for part in walk(schema):
                assert not str(part.get("$ref", "#")).startswith(("http:", "https:")), tool["name"]


def test_B_33_all_keywords_are_passed_on_unchanged(either):
    schema = tools(either)["json_schema_2020_12_tool"]["inputSchema"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "address" in schema["$defs"]
    assert schema["properties"]["address"] == {"$ref": "#/$defs/address"}
    assert schema["additionalProperties"] is False


def test_B_33_a_referenced_definition_is_enforced(either):
    good = either.tool("json_schema_2020_12_tool", {"email": "a@b.c", "address": {"street": "s", "city": "c"}})
    assert good["result"].get("isError") is not True
    bad = either.tool("json_schema_2020_12_tool", {"email": "a@b.c", "address": {"street": 5}})
    assert bad["result"]["isError"] is True


def test_B_33_properties_are_objects_for_legacy_clients(hosts, revision):
    client = hosts.legacy(revision)
    for tool in client.result("tools/list")["tools"]:
        assert all(isinstance(value, dict) for value in tool["inputSchema"].get("properties", {}).values())


def test_B_34_the_order_is_stable_between_requests_and_processes(hosts):
    lists = []
    for client in (hosts.modern(), hosts.modern()):
        for _ in range(3):
            lists.append([tool["name"] for tool in client.result("tools/list", client.params())["tools"]])
    old = hosts.legacy()
    lists.append([tool["name"] for tool in old.result("tools/list")["tools"]])
    assert all(names == lists[0] for names in lists)


def test_B_35_following_the_cursor_yields_each_tool_once(either):
    names, cursor = [], None
    for _ in range(100):
        page = either.ask("tools/list", {"cursor": cursor} if cursor is not None else {})["result"]
        names += [tool["name"] for tool in page["tools"]]
        cursor = page.get("nextCursor")
        if cursor is None:
            break
    assert cursor is None and len(set(names)) == len(names)


@pytest.mark.parametrize("cursor", ["", "nonsense", "0", "MTA=", "\u00e4" * 100])
def test_B_36_a_cursor_we_did_not_hand_out_is_refused(either, cursor):
    assert either.ask("tools/list", {"cursor": cursor})["error"]["code"] == -32602


@pytest.mark.parametrize("cursor", [5, None, [], {}])
def test_B_36_a_cursor_of_the_wrong_type_is_refused(either, cursor):
    assert either.ask("tools/list", {"cursor": cursor}, wrong=True)["error"]["code"] == -32602


def test_B_37_a_successful_call_has_content_and_no_error(either):
    result = either.tool("test_simple_text")["result"]
    assert result["content"] == [{"type": "text", "text": "This is a simple text response for testing."}]
    assert result.get("isError", False) is False


@pytest.mark.parametrize("name", ["no_such_tool", "", "ECHO", "echo ", "\u0000", "x" * 10000])
def test_B_38_an_unknown_tool_is_a_protocol_error(either, name):
    assert either.tool(name)["error"]["code"] == -32602


@pytest.mark.parametrize("name, arguments", [
    ("echo", {}), ("echo", {"text": 5}), ("echo", {"text": None}), ("echo", {"text": "x", "txt": "y"}),
    ("slow", {"seconds": "1"}), ("big", {"bytes": 1.5}), ("big", {"bytes": True}), ("big", {"bytes": 2**70}),
    ("test_simple_text", {"extra": 1})])
def test_B_39_bad_arguments_are_a_tool_error_a_model_can_learn_from(either, name, arguments):
    result = either.tool(name, arguments)["result"]
    assert result["isError"] is True
    wrong = next((key for key in ("txt", "text", "seconds", "bytes", "extra") if key in arguments), "text")
    assert wrong in texts(result)


def test_B_39_the_same_in_every_legacy_revision(hosts, revision):
    assert hosts.legacy(revision).call("echo")["isError"] is True


def test_B_40_arguments_may_be_absent(either):
    response = either.ask("tools/call", {"name": "test_simple_text"})
    assert response["result"].get("isError") is not True


def test_B_41_structured_content_fits_the_output_schema(either):
    schema = tools(either)["structured"]["outputSchema"]
    result = either.tool("structured")["result"]
    jsonschema.Draft202012Validator(schema).validate(result["structuredContent"])


def test_B_41_a_structured_result_that_is_no_object_is_only_for_modern_clients(hosts, revision):
    old, new = hosts.legacy(revision), hosts.modern()
    assert "outputSchema" not in next(tool for tool in old.result("tools/list")["tools"]
                                      if tool["name"] == "structured_list")
    assert "structuredContent" not in old.call("structured_list")
    assert isinstance(new.call("structured_list")["result"]["structuredContent"], list)


def test_B_41_older_revisions_know_no_structured_content(hosts):
    for revision in LEGACY[:2]:
        client = hosts.legacy(revision)
        assert "structuredContent" not in client.call("structured")
        assert all("outputSchema" not in tool for tool in client.result("tools/list")["tools"])


def test_B_42_structured_results_are_repeated_as_text(either):
    result = either.tool("structured")["result"]
    assert any(json.loads(block["text"]) == result["structuredContent"] for block in result["content"]
               if block["type"] == "text" and block["text"].startswith("{"))


@pytest.mark.parametrize("name", ["fail", "test_error_handling"])
def test_B_43_a_failing_tool_is_a_result_with_isError(either, name):
    result = either.tool(name)["result"]
    assert result["isError"] is True and texts(result).strip()
    assert either.tool("echo", {"text": "x"})["result"].get("isError") is not True


def test_B_44_what_plugins_and_their_children_print_stays_off_the_stream(either):
    for _ in range(5):
        either.tool("noise")
    either.ask("tools/list")
    assert not either.violations


@pytest.mark.parametrize("tool, types", [("test_image_content", ["image"]), ("test_audio_content", ["audio"]),
                                         ("test_embedded_resource", ["resource"]),
                                         ("test_multiple_content_types", ["text", "image", "resource"])])
def test_B_45_content_blocks(either, tool, types):
    content = either.tool(tool)["result"]["content"]
    assert [block["type"] for block in content] == types
    for block in content:
        if block["type"] in ("image", "audio"):
            assert base64.b64decode(block["data"], validate=True)
            assert block["mimeType"] == {"image": "image/png", "audio": "audio/wav"}[block["type"]]


def test_B_45_older_revisions_get_no_unknown_block(hosts, revision):
    client = hosts.legacy(revision)
    known = {"text", "image", "resource"}
    known |= {"audio"} if revision >= "2025-03-26" else set()
    known |= {"resource_link"} if revision >= "2025-06-18" else set()
    for tool in ("test_audio_content", "resource_link", "test_multiple_content_types"):
        result = client.call(tool)
        assert result.get("isError") is not True and result["content"]
        assert {block["type"] for block in result["content"]} <= known
    audio = client.call("test_audio_content")["content"][0]
    assert audio["type"] == ("audio" if revision >= "2025-03-26" else "resource")
    link = client.call("resource_link")["content"][0]
    assert link["type"] == ("resource_link" if revision >= "2025-06-18" else "text")


def test_B_46_embedded_resources_are_complete(either):
    for tool in ("test_embedded_resource", "test_multiple_content_types", "resource_blob"):
        for block in either.tool(tool)["result"]["content"]:
            if block["type"] == "resource":
                resource = block["resource"]
                assert resource["uri"] and resource["mimeType"] and ("text" in resource) != ("blob" in resource)


def test_B_47_annotations_of_blocks(either):
    content = either.tool("annotated")["result"]["content"]
    annotations = [block["annotations"] for block in content if "annotations" in block]
    assert annotations
    for one in annotations:
        assert set(one) <= {"audience", "priority", "lastModified"}
        assert set(one.get("audience", [])) <= {"user", "assistant"} and 0 <= one.get("priority", 0) <= 1


def test_B_47_hints_of_tools_by_revision(hosts, revision):
    listed = hosts.legacy(revision).result("tools/list")["tools"]
    assert all("execution" not in tool or revision == "2025-11-25" for tool in listed)
    if revision >= "2025-03-26":
        assert all(isinstance(tool["annotations"]["readOnlyHint"], bool) for tool in listed)


def test_B_48_the_size_of_an_answer_is_bounded_and_said(either):
    small = texts(either.tool("big", {"bytes": 1000})["result"])
    assert len(small.encode()) >= 1000
    huge = either.tool("big", {"bytes": 64 * 1024 * 1024})["result"]
    text = texts(huge)
    assert len(text.encode()) < 48 * 1024 * 1024
    assert huge.get("isError") is True or "cut" in text[-400:].lower() or "short" in text[-400:].lower()
