"""Section 7: input no client should send. No crash, only JSON-RPC on stdout, and the next good request is answered."""

import json
import signal
import sys
import threading
import time

import pytest

from harness import strict_json
from harness.client import texts
from harness.schema import LEGACY


def alive(client):
    """The next good request is answered."""
    assert texts(client.tool("echo", {"text": "still here"})["result"]) == "still here"


def unnamed(client):
    """How many answers without an id have come."""
    return len(client.responses.get(("NoneType", None), []))


@pytest.mark.parametrize("data", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xf5\x80\x80\x80", b"\xc0\xaf",
                                  b"\x80", b"\xe4\xb8", b"\xf0\x9f\x98", b"\xfe\xff"])
def test_R_01_invalid_utf8_is_a_parse_error(either, data):
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
               "params": either.prepared({"name": "echo", "arguments": {"text": "@"}})}
    either.send_bytes(strict_json.compact(message).replace(b"@", data) + b"\n")
    assert either.unnamed_error()["code"] == -32700
    alive(either)


def test_R_02_a_line_of_16_MiB_is_served(either):
    """The answer may be cut at the configured size (B-48); what matters is that the line is read."""
    text = "x" * (16 * 1024 * 1024 - 1024)
    result = either.tool("echo", {"text": text})["result"]
    assert texts(result).startswith("xxxx") or result["isError"] is True
    alive(either)


def test_R_02_far_larger_lines_cost_no_unbounded_memory(hosts):
    client = hosts.legacy()
    client.pong()
    client.send_bytes(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"')
    block = b"y" * (1 << 20)
    try:
        for _ in range(400):
            client.process.write(block)
        client.process.write(b'"}}\n')
    except BrokenPipeError:
        pytest.fail("the host left instead of refusing the line")
    client.expect({"id": 1, "method": "ping"})
    client.pong()
    assert client.process.resident_kilobytes() < 300 * 1024


def test_R_03_10000_requests_in_one_write_are_all_answered_once(either):
    count = 10000
    data = bytearray()
    for number in range(count):
        message = {"jsonrpc": "2.0", "id": 100000 + number, "method": "tools/call",
                   "params": either.prepared({"name": "echo", "arguments": {"text": str(number)}})}
        either.expect(message)
        data += strict_json.compact(message) + b"\n"
    start = time.monotonic()
    either.send_bytes(bytes(data))
    for number in range(count):
        either.answer(100000 + number, 100)
    seconds = time.monotonic() - start
    for number in range(count):
        assert texts(either.responses[("int", 100000 + number)][0]["result"]) == str(number)
    sys.stderr.write(f"\n{either.era}: {count / seconds:.0f} pipelined calls per second, checks included\n")
    alive(either)


def test_R_04_garbage_between_requests_costs_no_answer(either):
    data = bytearray()
    for number in range(300):
        message = {"jsonrpc": "2.0", "id": 1000 + number, "method": "tools/list", "params": either.prepared()}
        either.expect(message)
        data += b"garbage \x01 {]\n" + strict_json.compact(message) + b"\n\n"
    either.send_bytes(bytes(data))
    for number in range(300):
        assert "result" in either.answer(1000 + number)
    assert unnamed(either) == 300


@pytest.mark.parametrize("shape", ["[", "{", "closed", "objects", "in arguments", "in meta"])
def test_R_05_100000_brackets_are_an_error_and_no_crash(either, shape):
    depth = 100000
    if shape in ("[", "{"):
        data = shape.encode() * depth
    elif shape == "closed":
        data = b"[" * depth + b"]" * depth
    elif shape == "objects":
        data = b'{"a":' * depth + b"1" + b"}" * depth
    else:
        nested = "[" * depth + "]" * depth
        params = json.dumps(either.prepared({"name": "echo", "arguments": {"text": "x", "deep": "@"}}))
        if shape == "in meta":
            params = json.dumps(either.prepared({"name": "echo", "arguments": {"text": "x"}}, {"com.example/deep": "@"}))
        data = f'{{"jsonrpc":"2.0","id":"deep","method":"tools/call","params":{params}}}'.replace('"@"', nested).encode()
        either.expect({"id": "deep", "method": "tools/call", "params": either.prepared()})
    either.send_bytes(data + b"\n")
    either.process.wait("an answer", lambda: unnamed(either) or either.responses.get(("str", "deep")))
    if unnamed(either):
        assert either.responses[("NoneType", None)][0]["error"]["code"] in (-32700, -32600)
    elif shape == "in arguments":
        answer = either.responses[("str", "deep")][0]
        assert "error" in answer or answer["result"]["isError"] is True
    alive(either)


def test_R_06_NUL_bytes_are_no_end_of_text(either):
    either.send_bytes(b"\x00\n")
    either.send_bytes(b'{"jsonrpc":"2.0",\x00"id":1,"method":"ping"}\n')
    either.process.wait("two errors", lambda: unnamed(either) == 2)
    result = either.tool("echo", {"text": "a\u0000b"})["result"]
    assert texts(result) == "a\u0000b" or result["isError"] is True
    alive(either)


@pytest.mark.parametrize("escape", ["\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud800x", "\\ud800\\u0041"])
@pytest.mark.parametrize("place", ["text", "id", "method", "key"])
def test_R_06_lone_surrogates_leave_the_output_valid(either, escape, place):
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
               "params": either.prepared({"name": "echo", "arguments": {"text": "x"}})}
    if place == "text":
        message["params"]["arguments"]["text"] = "@"
    elif place == "id":
        message["id"] = "@"
    elif place == "method":
        message["method"] = "@"
    else:
        message["params"]["arguments"]["@"] = 1
    for identifier in ("\ufffd", "\ufffd\ufffd", "\ufffdx", "\ufffdA"):
        either.pending[("str", identifier)] = ("tools/call", None, 1)
    either.pending[("int", 1)] = ("tools/call", None, 1)
    either.validate = False
    before = len(either.messages)
    either.send_bytes(strict_json.compact(message).replace(b"@", escape.encode()) + b"\n")
    either.process.wait("an answer", lambda: len(either.messages) > before)
    alive(either)


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "18446744073709551615", "1e3", "1.0",
                                    "1e400", "-0", "123456789012345678901234567890", "1E2", "0.1", "9" * 5000])
def test_R_07_ids_of_any_size_are_echoed_exactly_or_refused(either, number):
    before = len(either.process.lines)
    params = json.dumps(either.prepared())
    either.validate = False
    value = json.loads(number) if len(number) < 400 else None
    if isinstance(value, int):
        either.pending[("int", value)] = ("tools/list", None, 1)
    either.send_bytes(f'{{"jsonrpc":"2.0","id":{number},"method":"tools/list","params":{params}}}\n'.encode())
    either.process.wait("an answer", lambda: len(either.process.lines) > before)
    raw = either.process.lines[before]
    answer = json.loads(raw)
    if answer.get("id") is None:
        assert answer["error"]["code"] in (-32600, -32700)
    else:
        assert f'"id":{number}'.encode() in raw.replace(b" ", b"") or (number == "-0" and answer["id"] == 0)
    alive(either)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" * 400, "0.0000000000000000000000000000001", "1e-400", "-0.0"])
def test_R_07_numbers_of_any_size_in_arguments(either, number):
    params = json.dumps(either.prepared({"name": "big", "arguments": {"bytes": "@"}})).replace('"@"', number)
    either.expect({"id": 1, "method": "tools/call", "params": either.prepared()})
    either.send_bytes(f'{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}\n'.encode())
    either.answer(1)
    alive(either)


@pytest.mark.parametrize("text", [
    b'\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"method":"ping"}', b'{"jsonrpc":"2.0","id":NaN,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":1,"method":"ping","x":Infinity}', b'{"jsonrpc":"2.0","id":1,"method":"ping"} // comment',
    b'/* c */ {"jsonrpc":"2.0","id":1,"method":"ping"}', b'{"jsonrpc":"2.0","id":1,"method":"ping",}',
    b'[1,]', b"null", b"[]", b"true", b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[1,2]}',
    b'{"jsonrpc":"2.0","id":01,"method":"ping"}', b'{"jsonrpc":"2.0","id":+1,"method":"ping"}',
    b'{"jsonrpc":"2.0","id":1,"method":"pi\tng"}', b"{'jsonrpc':'2.0'}", b'{"jsonrpc":"2.0" "id":1}', b'"\\x41"', b"\x7f",
    b'{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', b'{"jsonrpc":"2.0","id":1,"method":"ping","method":"nonsense"}'])
def test_R_08_malformed_and_unusual_JSON(either, text):
    for identifier in (1, 2):
        either.pending[("int", identifier)] = ("ping", None, 1)
    either.validate = False
    before = len(either.messages)
    either.send_bytes(text + b"\n")
    either.process.wait("an answer", lambda: len(either.messages) > before)
    alive(either)


def test_R_08_duplicate_keys_in_arguments_are_harmless(either):
    params = json.dumps(either.prepared({"name": "echo", "arguments": "@"})).replace('"@"', '{"text":"a","text":"b"}')
    either.expect({"id": 1, "method": "tools/call", "params": either.prepared()})
    either.send_bytes(f'{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}\n'.encode())
    either.process.wait("an answer", lambda: unnamed(either) or either.responses.get(("int", 1)))
    alive(either)


def test_R_08_a_method_name_of_1_MiB(either):
    error = either.ask("m" * (1 << 20), wrong=True)["error"]
    assert error["code"] == -32601 and len(error["message"]) < 1000
    alive(either)


def test_R_09_an_unfinished_last_line(hosts):
    for tail in (b'{"jsonrpc":"2.0","id":2,"method":"pi', b'{"jsonrpc":"2.0","id":2,"method":"ping"}', b"garbage", b"\xe4\xb8"):
        client = hosts.legacy()
        client.pong()
        client.pending[("int", 2)] = ("ping", "2025-11-25", 1)
        client.responses.pop(("int", 2), None)
        client.send_bytes(tail)
        hosts.leave_to_test(client)
        client.process.close_stdin()
        assert client.process.wait_exit(8) == 0
        assert client.process.rest == b""


def test_R_10_end_of_input_at_once(hosts):
    client = hosts.start()
    hosts.leave_to_test(client)
    client.process.close_stdin()
    assert client.process.wait_exit(8) == 0
    assert client.process.lines == [] and client.process.rest == b""


def test_R_11_the_client_closes_stdout(hosts):
    client = hosts.start(read=False)
    hosts.leave_to_test(client)
    client.process.process.stdout.close()
    data = b'{"jsonrpc":"2.0","id":%d,"method":"ping"}\n'
    try:
        for number in range(1000):
            client.process.write(data % number)
    except BrokenPipeError:
        pass  # leaving is allowed
    client.process.close_stdin()
    status = client.process.wait_exit(8)
    assert status != -signal.SIGPIPE and status >= 0


def test_R_12_a_client_that_does_not_read_loses_nothing(hosts):
    client = hosts.start(read=False)
    messages = [{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}]
    messages += [{"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {
        "name": "echo", "arguments": {"text": f"{number} " + "z" * 20000}}} for number in range(1, 300)]
    def write():
        client.process.write(b"".join(strict_json.compact(message) + b"\n" for message in messages))
    for message in messages:
        client.expect(message)
    writer = threading.Thread(target=write)
    writer.start()
    writer.join(3)  # nobody reads; whether all input was taken is the host's affair
    client.process.start_reading()
    for number in range(1, 300):
        assert texts(client.answer(number)["result"]) == f"{number} " + "z" * 20000
    writer.join(10)
    assert not writer.is_alive()


@pytest.mark.parametrize("busy", [False, True])
def test_R_13_SIGINT_ends_the_process(either, hosts, busy):
    if busy:
        either.start_tool("slow", {"seconds": 60})
    either.ask("tools/list")
    hosts.leave_to_test(either)
    either.process.send_signal(signal.SIGINT)
    assert either.process.wait_exit(8) in (0, 130, -signal.SIGINT)
    assert either.process.rest == b""


def test_R_14_thousands_of_pointless_cancellations(either):
    either.ask("tools/list")
    before = either.process.resident_kilobytes()
    position = len(either.messages)
    for part in range(10):
        data = bytearray()
        for number in range(2000):
            params = {"requestId": f"{part}-{number}", "reason": "no reason"}
            data += strict_json.compact({"jsonrpc": "2.0", "method": "notifications/cancelled",
                                         "params": params if either.era == "legacy" else either.prepared(params)}) + b"\n"
        either.send_bytes(bytes(data))
    either.ask("tools/list")
    assert len(either.messages) == position + 1
    assert either.process.resident_kilobytes() < before + 4096


@pytest.mark.timeout(300)
def test_R_15_memory_does_not_grow_with_the_number_of_requests(either):
    either.validate = False
    line = {"jsonrpc": "2.0", "method": "tools/call",
            "params": either.prepared({"name": "echo", "arguments": {"text": "x" * 200}})}

    def serve(count):
        for start in range(0, count, 500):
            data = bytearray()
            for number in range(start, start + 500):
                identifier = f"r{number}"
                either.expect({**line, "id": identifier})
                data += strict_json.compact({**line, "id": identifier}) + b"\n"
            either.process.write(bytes(data))
            either.process.wait("500 answers", lambda: len(either.responses) >= 500, 60)
            with either.process.changed:
                either.responses.clear()
                either.messages.clear()
                either.process.lines.clear()
            either.pending.clear()
    serve(5000)
    before = either.process.resident_kilobytes()
    serve(20000)
    assert either.process.resident_kilobytes() < before + 3072


def test_R_04_garbage_in_every_revision(hosts, revision):
    client = hosts.legacy(revision)
    client.send_bytes(b"{]\n")
    assert client.unnamed_error()["code"] == -32700
    client.pong()
    assert revision in LEGACY


def test_R_12_thousands_of_large_answers_survive_a_slow_reader(hosts):
    client = hosts.start(read=False)
    client.validate = False
    asked = 40
    messages = [{"jsonrpc": "2.0", "id": "i", "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}]
    messages += [{"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {
        "name": "big", "arguments": {"bytes": 200000}}} for number in range(asked)]
    for message in messages:
        client.expect(message)
    client.process.write(b"".join(strict_json.compact(message) + b"\n" for message in messages))
    client.process.start_reading()
    for number in range(asked):
        assert set(texts(client.answer(number)["result"])) >= {"x"}
