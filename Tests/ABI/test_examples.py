"""The examples, called through the header alone: each language gets its arguments and turns its errors into failures."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from fake_host import Bundle

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "Examples"


@pytest.fixture(scope="module")
def bundles(tmp_path_factory):
    output = tmp_path_factory.mktemp("examples")
    subprocess.run(["make", "-s", "-C", EXAMPLES, f"OUT={output}"], check=True, capture_output=True)
    return {path.stem: Bundle(path) for path in output.glob("*.so")}


GREETERS = [("hello", "greet"), ("hello-cpp", "greet_cpp"), ("hello-rust", "greet_rust")]
DIVIDERS = [("hello-cpp", "divide"), ("hello-rust", "divide_rust")]


def pick(bundles, name):
    if name == "hello-rust" and not shutil.which("rustc"):
        pytest.skip("no rustc here")
    return bundles[name]


@pytest.mark.parametrize("bundle, tool", GREETERS)
def test_greeting_in_each_language(bundles, bundle, tool):
    status, call = pick(bundles, bundle).call(tool, {"name": "Ада", "times": 2})
    assert (status, call.blocks) == (0, ["Hello, Ада!"] * 2)


@pytest.mark.parametrize("bundle, tool", GREETERS)
def test_descriptors_in_each_language(bundles, bundle, tool):
    plugin = pick(bundles, bundle)
    assert (plugin.entry.struct_size, plugin.entry.abi_major) == (24, 1)
    name, times = (plugin.tools[tool].parameters[i] for i in range(2))
    assert (name.type, name.min_length, name.max_length) == (4, 1, 80)
    assert (times.type, times.minimum.integer, times.maximum.integer, times.fallback.text()) == (2, 1, 10, "1")


@pytest.mark.parametrize("bundle, tool", DIVIDERS)
def test_exceptions_and_panics_become_failures(bundles, bundle, tool):
    plugin = pick(bundles, bundle)
    assert plugin.call(tool, {"dividend": 7, "divisor": 2})[1].blocks == ["3"]
    status, call = plugin.call(tool, {"dividend": 1, "divisor": 0})
    assert status == 1 and call.failure_given[0] == "internal" and call.failure_given[1] and call.blocks == []


ALL = {"flag": True, "integer": -(2**63), "number": 0.1, "string": "a\"\\\n☃", "json": {"a": [1, None]},
       "bools": [True, False], "integers": [2**63 - 1, 0], "numbers": [1.5, -2e300], "strings": ["", "x"]}
EMPTY = {"flag": False, "integer": 0, "number": 0, "string": "", "json": {}, "bools": [], "integers": [],
         "numbers": [], "strings": []}


@pytest.mark.parametrize("tool", ["parameters", "optionals"])
@pytest.mark.parametrize("arguments", [ALL, EMPTY], ids=["full", "empty"])
def test_every_type_arrives_as_it_was_sent(bundles, tool, arguments):
    status, call = bundles["everything"].call(tool, arguments)
    assert (status, call.result) == (0, arguments)


def test_absent_is_not_empty(bundles):
    assert bundles["everything"].call("optionals")[1].result == {}


def test_defaults_are_json(bundles):
    assert bundles["everything"].call("defaults")[1].result == {
        "flag": True, "integer": -7, "number": 2.5, "string": 'say "hi"', "json": {"a": [1, None]},
        "strings": ["one", "two"]}


@pytest.mark.parametrize("tool, arguments", [
    ("limits", {"level": -3, "share": 1, "nickname": "ab", "code": "AB123", "dice": [1, 6]}),
    ("formats", {"date": "2026-02-28", "uuid": "123e4567-e89b-12d3-a456-426614174000"}),
    ("choices", {"color": "red", "size": 38, "days": []}),
    ("groups", {"id": 3, "xml": "", "phone": "1", "width": 1.5, "height": 0}),
])
def test_parameters_with_limits_are_answered_as_they_arrived(bundles, tool, arguments):
    status, call = bundles["everything"].call(tool, arguments)
    assert (status, call.result) == (0, arguments)


def test_noise_goes_to_stdout_in_three_ways(bundles, capfd):
    assert bundles["everything"].call("noise")[1].blocks == ["Made noise in three ways."]
    assert capfd.readouterr().out.splitlines() == [
        "noise from printf", "noise from write", "noise from a child process"]


def test_every_json_in_the_descriptors_of_everything_is_json(bundles):
    for tool in bundles["everything"].tools.values():
        texts = [tool.input_schema, tool.output_schema]
        for i in range(tool.parameter_count):
            parameter = tool.parameters[i]
            texts += [parameter.fallback, parameter.choices, parameter.choice_titles]
        for text in texts:
            if text.data:
                json.loads(text.text())


def test_schema_of_the_conformance_suite_keeps_its_keywords(bundles):
    schema = json.loads(bundles["everything"].tools["json_schema_2020_12_tool"].input_schema.text())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$defs"]["address"]["$anchor"] == "addressDef"
    assert {"allOf", "if", "then", "else"} <= set(schema) and schema["additionalProperties"] is False


def test_failure_says_when_to_try_again(bundles):
    assert bundles["everything"].call("fail")[1].failure_given[2:] == (1, 0)
    assert bundles["everything"].call("fail", {"retry_after_ms": 1500})[1].failure_given[2:] == (2, 1500)


def test_progress_rises_to_its_total(bundles):
    _, call = bundles["everything"].call("slow", {"seconds": 0})
    assert call.progressed == [(step, 10) for step in range(11)]
    _, call = bundles["everything"].call("test_tool_with_progress")
    assert call.progressed == [(0, 100), (50, 100), (100, 100)]


def test_logging_at_all_levels(bundles):
    _, call = bundles["everything"].call("log")
    assert [level for level, _ in call.logged] == list(range(8))
    _, call = bundles["everything"].call("test_tool_with_logging")
    assert [data for _, data in call.logged] == [
        "Tool execution started", "Tool processing data", "Tool execution completed"]


@pytest.mark.parametrize("action, word", [
    (1, 'accepted: {"answer": "yes"}'), (2, "declined"), (3, "dismissed"), (4, "unavailable: {}"), (5, "timeout: {}")])
def test_what_came_of_a_question(bundles, action, word):
    content = {"answer": "yes"} if action == 1 else None
    status, call = bundles["everything"].call("ask", {"question": "Well?"}, {"answer": (action, content)})
    assert (status, call.blocks) == (0, [word])


def test_a_pending_question_ends_the_tool_without_content(bundles):
    everything = bundles["everything"]
    for tool, key in [("ask_form", "form"), ("test_input_required_result_elicitation", "user_name"),
                      ("test_input_required_result_request_state", "confirm"),
                      ("test_input_required_result_tampered_state", "confirm"),
                      ("test_input_required_result_capabilities", "elicit_input")]:
        status, call = everything.call(tool)
        assert (status, call.asked, call.blocks) == (2, [key], [])


def test_a_second_round_gets_the_answer_of_the_first(bundles):
    everything = bundles["everything"]
    tool, first = "test_input_required_result_multi_round", (1, {"name": "Alice"})
    assert everything.call(tool, answers={"step1": first})[1].asked == ["step1", "step2"]
    status, call = everything.call(tool, answers={"step1": first, "step2": (1, {"color": "blue"})})
    assert (status, call.blocks) == (0, ["Alice likes blue."])
    _, call = everything.call("test_input_required_result_elicitation", answers={"user_name": first})
    assert call.blocks == ["Hello, Alice!"]


def test_content_of_the_conformance_suite(bundles):
    everything = bundles["everything"]
    assert everything.call("test_simple_text")[1].blocks == ["This is a simple text response for testing."]
    (mime_type, png), = everything.call("test_image_content")[1].blocks
    assert mime_type == "image/png" and png.startswith(b"\x89PNG")
    (mime_type, wave), = everything.call("test_audio_content")[1].blocks
    assert mime_type == "audio/wav" and wave[:4] == b"RIFF" and wave[8:12] == b"WAVE"
    text, image, resource = everything.call("test_multiple_content_types")[1].blocks
    assert text == "Multiple content types test:" and image[1] == png
    assert resource[:2] == ("test://mixed-content-resource", "application/json")
    assert json.loads(resource[2]) == {"test": "data", "value": 123}
    status, call = everything.call("test_error_handling")
    assert status == 1 and call.failure_given[1] == "This tool intentionally returns an error for testing"
