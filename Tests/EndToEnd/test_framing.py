"""Section 2: framing and JSON-RPC, both eras."""

import json
import threading

import pytest

from harness import strict_json
from harness.client import Legacy, texts
from harness.paths import example

ODD_IDS = ["", "1", "0", "id with blanks", "\u00e4\u4e2d\U0001f600", "\u0000\u001f\"\\/", "x" * 5000,
           0, -1, 1, 2**31, -(2**31) - 1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)]
BAD_IDS = ["null", "1.5", "true", "false", "[]", "[1]", "{}", '{"a":1}']


def line(client, method="tools/list", identifier="1", params=None, before=b"", after=b"\n"):
    """A request as bytes with an id written by hand."""
    params = client.prepared(params)
    return before + (f'{{"jsonrpc":"2.0","id":{identifier},"method":"{method}",'
                     f'"params":{json.dumps(params)}}}').encode() + after


def test_B_01_only_messages_on_stdout_with_a_noisy_plugin(either):
    response = either.tool("noise")
    assert response["result"].get("isError") is not True
    assert either.process.lines and all(not raw.endswith(b"\r") for raw in either.process.lines)


def test_B_01_newlines_in_text_are_escaped(either):
    text = "one\ntwo\r\nthree\u2028four\u0085five\ttab"
    assert texts(either.tool("echo", {"text": text})["result"]) == text


def test_B_02_every_message_fits_the_schema_of_each_revision(hosts, revision):
    client = hosts.legacy(revision)
    client.result("tools/list")
    client.call("echo", {"text": "x"}, {"progressToken": 1})
    client.call("test_tool_with_progress", meta={"progressToken": "p"})
    client.call("structured")
    client.call("fail")
    for tool in ("test_simple_text", "test_image_content", "test_audio_content", "test_embedded_resource",
                 "test_multiple_content_types", "test_error_handling"):
        client.call(tool)
    client.error("nonsense", wrong=True)


def test_B_03_nothing_is_written_before_the_first_message(hosts):
    client = hosts.start()
    client.process.close_stdin()
    client.process.wait_exit()
    assert client.process.lines == [] and client.process.rest == b""


def test_B_04_logs_are_utf8_on_stderr(hosts):
    client = hosts.legacy()
    client.call("noise")
    client.process.close_stdin()
    client.process.wait_exit()
    bytes(client.process.stderr_bytes).decode("utf-8")


@pytest.mark.parametrize("garbage", [b"hello", b"{", b'{"jsonrpc":"2.0"', b'"', b"\xef\xbb", b"{'a':1}", b"tru", b"}{",
                                     b'{"jsonrpc":"2.0","id":1,"method":"ping"}x'])
def test_B_05_a_line_that_is_no_json_gets_a_parse_error(either, garbage):
    either.send_bytes(garbage + b"\n")
    assert either.unnamed_error()["code"] == -32700
    assert "result" in either.ask("tools/list")


def test_B_05_the_first_line_may_be_garbage(hosts):
    client = hosts.start()
    client.send_bytes(b"nonsense\n")
    assert client.unnamed_error()["code"] == -32700


@pytest.mark.parametrize("text, identifier", [
    ('{"id":5,"method":"ping"}', 5), ('{"jsonrpc":"1.0","id":5,"method":"ping"}', 5),
    ('{"jsonrpc":2.0,"id":5,"method":"ping"}', 5), ('{"jsonrpc":"2.0","id":"five","method":5}', "five"),
    ('{"jsonrpc":"2.0","id":5,"method":null}', 5), ('{"jsonrpc":"2.0","id":5,"method":"ping","params":[1]}', 5),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","params":"x"}', 5), ('{"jsonrpc":"2.0","id":5,"method":"ping","params":7}', 5),
    ("7", None), ('"ping"', None), ("true", None), ("null", None), ("{}", None)])
def test_B_06_json_that_is_no_message_is_an_invalid_request(either, text, identifier):
    if identifier is not None:
        either.expect({"method": "ping", "id": identifier})
    either.send_bytes(text.encode() + b"\n")
    assert either.answer(identifier)["error"]["code"] == -32600
    assert "result" in either.ask("tools/list")


@pytest.mark.parametrize("method", ["nonsense", "tools/List", "", "rpc.discover", "tools/list ", "notifications/none",
                                    "sampling/createMessage", "roots/list", "elicitation/create"])
def test_B_07_an_unknown_method_is_not_found(either, method):
    assert either.ask(method, {}, wrong=True)["error"]["code"] == -32601


@pytest.mark.parametrize("params", [{}, {"name": 5}, {"name": None}, {"name": ["echo"]},
                                    {"name": "echo", "arguments": []}, {"name": "echo", "arguments": "text"},
                                    {"name": "echo", "arguments": 5}, {"name": "echo", "arguments": True}])
def test_B_08_params_that_do_not_fit_the_method_are_invalid(either, params):
    assert either.ask("tools/call", params, wrong=True)["error"]["code"] == -32602


@pytest.mark.parametrize("meta", [[], "x", 5, True])
def test_B_08_meta_that_is_no_object_is_invalid(legacy, meta):
    assert legacy.error("tools/call", {"name": "echo", "arguments": {"text": "x"}, "_meta": meta})["code"] == -32602


@pytest.mark.parametrize("text", [
    '{"jsonrpc":"2.0","method":"notifications/unknown"}', '{"jsonrpc":"2.0","method":"notifications/cancelled"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}}',
    '{"jsonrpc":"2.0","method":"tools/list"}', '{"jsonrpc":"2.0","method":"tools/call","params":{}}',
    '{"jsonrpc":"2.0","method":"initialize","params":{}}', '{"jsonrpc":"2.0","method":"nonsense","params":{"a":1}}',
    '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":[]}}'])
def test_B_09_notifications_get_no_answer(either, text):
    before = len(either.messages)
    either.send_bytes(text.encode() + b"\n")
    assert "result" in either.ask("tools/list")
    assert len(either.messages) == before + 1


def test_B_10_ids_are_echoed_exactly(either):
    for identifier in ODD_IDS:
        either.start("tools/list", either.prepared(), identifier)
    for identifier in ODD_IDS:
        assert "result" in either.answer(identifier)
    raw = b"\n".join(either.process.lines)
    assert b"9223372036854775807" in raw and b"-9223372036854775808" in raw and b"9007199254740993" in raw


def test_B_10_ids_of_running_calls_keep_their_type(either):
    either.start_tool("slow", {"seconds": 0.2}, identifier=7)
    either.start_tool("slow", {"seconds": 0.2}, identifier="7")
    assert "result" in either.answer(7) and "result" in either.answer("7")


@pytest.mark.parametrize("identifier", BAD_IDS)
def test_B_11_ids_of_other_types_are_refused_without_the_id(either, identifier):
    either.send_bytes(line(either, identifier=identifier))
    assert either.unnamed_error()["code"] == -32600
    assert "result" in either.ask("tools/list")
    assert len(either.responses[("NoneType", None)]) == 1


def test_B_12_exactly_one_answer_per_request(either):
    asked = [either.start_tool("echo", {"text": str(n)}) for n in range(50)]
    asked += [either.start_tool("fail") for _ in range(10)]
    asked += [either.start_tool("slow", {"seconds": 0.1}) for _ in range(3)]
    for identifier in asked:
        either.answer(identifier)
    assert "result" in either.ask("tools/list")
    assert all(len(either.responses[("int", identifier)]) == 1 for identifier in asked)


def test_B_13_a_second_request_with_an_id_in_flight_does_no_damage(either):
    either.start_tool("slow", {"seconds": 0.5}, identifier="same")
    either.expect({"id": "same", "method": "tools/call", "params": either.prepared()})
    either.send_bytes(line(either, "tools/call", '"same"', {"name": "echo", "arguments": {"text": "second"}}))
    answers = [either.answer("same", which=0), either.answer("same", which=1)]
    assert sum("result" in one for one in answers) >= 1
    assert all(one["error"]["code"] == -32600 for one in answers if "error" in one)
    assert "result" in either.ask("tools/list")


@pytest.mark.parametrize("text", ['{"jsonrpc":"2.0","id":99,"result":{}}', '{"jsonrpc":"2.0","id":"x","result":{}}',
                                  '{"jsonrpc":"2.0","id":99,"error":{"code":1,"message":"no"}}',
                                  '{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"no"}}',
                                  '{"jsonrpc":"2.0","error":{"code":1,"message":"no"}}'])
def test_B_14_responses_to_nothing_are_dropped(either, text):
    before = len(either.messages)
    either.send_bytes(text.encode() + b"\n")
    assert "result" in either.ask("tools/list")
    assert len(either.messages) == before + 1


def test_B_15_line_ends_blanks_and_empty_lines_are_tolerated(either):
    before = len(either.messages)
    for number, (head, tail) in enumerate([(b"", b"\r\n"), (b"  \t", b" \t \n"), (b"\n\n\r\n", b"\n\n"), (b" \n", b"\r\n")]):
        identifier = 1000 + number
        either.send_bytes(line(either, identifier=str(identifier), before=head, after=tail),
                          {"id": identifier, "method": "tools/list", "params": either.prepared()})
        assert "result" in either.answer(identifier)
    assert len(either.messages) == before + 4


def test_B_16_many_messages_in_one_write(either):
    data = b""
    for number in range(200):
        either.expect({"id": number + 5000, "method": "tools/list", "params": either.prepared()})
        data += line(either, identifier=str(number + 5000))
    either.send_bytes(data)
    for number in range(200):
        assert "result" in either.answer(number + 5000)


def test_B_16_one_byte_at_a_time_with_characters_of_many_bytes(either):
    text = "\u00e4\u4e2d\U0001f600"
    message = {"jsonrpc": "2.0", "id": 77, "method": "tools/call",
               "params": either.prepared({"name": "echo", "arguments": {"text": text}})}
    either.expect(message)
    for byte in strict_json.compact(message) + b"\n":
        either.process.write(bytes([byte]))
    assert texts(either.answer(77)["result"]) == text


def test_B_17_a_running_call_delays_nothing(either):
    running = either.start_tool("slow", {"seconds": 30})
    assert "result" in either.ask("tools/list")
    if either.era == "legacy":
        either.pong()
    else:
        either.discover()
    params = {"requestId": running}
    either.notify("notifications/cancelled", params if either.era == "legacy" else either.prepared(params))
    assert "result" in either.tool("echo", {"text": "x"})


def test_B_18_calls_of_a_thread_safe_bundle_run_in_parallel(hosts):
    client = hosts.legacy(plugins={"parallel": {"path": str(example("parallel"))}})
    calls = [client.start_call("meet", {"calls": 4}) for _ in range(4)]
    assert all("Met: 4" in texts(client.answer(call)["result"]) for call in calls)


def test_B_18_a_slow_bundle_does_not_delay_another_one(hosts):
    client = hosts.legacy(plugins={"everything": {"path": str(example("everything"))},
                                   "parallel": {"path": str(example("parallel"))}})
    slow = client.start_call("stubborn", {"seconds": 3})
    assert "Met: 1" in texts(client.call("meet", {"calls": 1}))
    assert not client.responses.get(("int", slow))
    assert "result" in client.answer(slow)


def test_B_18_calls_of_other_bundles_run_one_at_a_time(hosts):
    client = hosts.legacy()
    first = client.start_call("slow", {"seconds": 0.5})
    second = client.start_call("echo", {"text": "x"})
    client.answer(second)
    assert client.responses.get(("int", first))


def test_B_19_unknown_members_are_ignored(either):
    params = either.prepared({"name": "echo", "arguments": {"text": "x"}, "unknown": {"a": [1]}},
                             {"com.example/extra": {"deep": [1, 2]}, "bare": 1, "traceparent":
                              "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate": "a=b",
                              "baggage": "k=v"})
    message = {"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": params, "extra": [1, {"a": None}]}
    either.send(message, wrong=True)
    assert texts(either.answer(5)["result"]) == "x"


def test_B_19_the_trace_context_reaches_the_plugin(either):
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    result = either.tool("trace", {}, {"traceparent": parent, "tracestate": "a=b", "baggage": "k=v"})["result"]
    assert parent in texts(result) and "a=b" in texts(result) and "k=v" in texts(result)


@pytest.mark.parametrize("method", ["prompts/list", "prompts/get", "resources/list", "resources/read",
                                    "resources/templates/list", "resources/subscribe", "completion/complete",
                                    "tasks/get", "tasks/list", "tasks/cancel", "tasks/result"])
def test_B_25_methods_behind_capabilities_we_lack_are_not_found(either, method):
    assert either.ask(method, {"uri": "x:y", "name": "x"}, wrong=True)["error"]["code"] == -32601


def test_B_25_capabilities_are_only_those_with_handlers(hosts):
    client = hosts.modern()
    assert {"tools"} <= set(client.discover()["capabilities"]) <= {"tools", "logging"}
    assert {"tools"} <= set(Legacy.initialize(client)["capabilities"]) <= {"tools", "logging"}


def test_B_26_error_messages_are_one_short_sentence(either):
    either.start("nonsense", either.prepared(), 1, wrong=True)
    either.start("tools/call", either.prepared({"name": "no such tool"}), 2)
    either.start("tools/call", either.prepared(), 3, wrong=True)
    for identifier in (1, 2, 3):
        error = either.answer(identifier)["error"]
        assert 0 < len(error["message"]) < 300 and "\n" not in error["message"]
        assert -32768 <= error["code"] <= -32000


def test_B_27_invented_meta_keys_have_a_prefix_of_our_own(hosts):
    client = hosts.modern()
    seen = [client.discover(), client.result("tools/list", client.params()),
            client.call("echo", {"text": "x"})["result"]]
    metas = [one.get("_meta", {}) for one in seen] + [tool.get("_meta", {}) for tool in seen[1]["tools"]]
    for name in {name for meta in metas for name in meta}:
        labels = name.split("/")[0].split(".")
        assert "/" in name, name
        if name not in ("io.modelcontextprotocol/serverInfo",):
            assert labels[1] not in ("modelcontextprotocol", "mcp"), name


def test_B_16_two_threads_of_a_client_write_whole_lines(either):
    def many(base):
        for number in range(base, base + 100):
            either.process.write(line(either, identifier=str(number)))
    for number in [*range(10000, 10100), *range(20000, 20100)]:
        either.expect({"id": number, "method": "tools/list", "params": either.prepared()})
    threads = [threading.Thread(target=many, args=(base,)) for base in (10000, 20000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in [*range(10000, 10100), *range(20000, 20100)]:
        assert "result" in either.answer(number)
