"""The plugin header as a contract: compilers, layout, tags, and what must not compile.

Run with `python3 -m pytest Tests/ABI`. A golden file that no longer fits means that bundles already built will break, unless
something was only added at the end; then run `python3 Tests/ABI/make_dump.py Sources/PluginABI/include/mcp_plugin.h`, save
its output as dump_layout.c and what that prints as golden.txt, and look at the difference.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import fake_host
import make_dump

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
INCLUDE = REPOSITORY / "Sources" / "PluginABI" / "include"
HEADER = (INCLUDE / "mcp_plugin.h").read_text(encoding="utf-8")
STRICT = ["-Wall", "-Wextra", "-pedantic", "-Werror", f"-I{INCLUDE}"]

C = [name for name in ("gcc", "clang") if shutil.which(name)] or ["cc"]
CXX = [name for name in ("g++", "clang++") if shutil.which(name)] or ["c++"]
LANGUAGES = [(name, "c11") for name in C] + [(name, "c++17") for name in CXX]
LATER = [(name, "c17") for name in C] + [(name, "c++20") for name in CXX]


def compile_text(compiler, standard, text, directory, *options):
    """Compiles `text`; the finished process, which has not been checked."""
    source = directory / ("source.cpp" if "++" in standard else "source.c")
    source.write_text(text, encoding="utf-8")
    return subprocess.run(
        [compiler, f"-std={standard}", *STRICT, "-fPIC", *options, str(source)],
        cwd=directory, capture_output=True, text=True)


def must_compile(*arguments):
    result = compile_text(*arguments)
    assert result.returncode == 0, result.stderr


# ---------------------------------------------------------------------------------------------------- the header alone


@pytest.mark.parametrize("compiler, standard", LANGUAGES + LATER)
def test_header_compiles_without_a_warning(compiler, standard, tmp_path):
    must_compile(compiler, standard, "#include <mcp_plugin.h>\nint used_once;\n", tmp_path, "-c")


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
def test_header_can_be_included_twice(compiler, standard, tmp_path):
    must_compile(compiler, standard, "#include <mcp_plugin.h>\n#include <mcp_plugin.h>\nint used_once;\n", tmp_path, "-c")


def test_header_needs_three_standard_headers_only():
    included = re.findall(r"^\s*#\s*include\s*(\S+)", HEADER, flags=re.M)
    assert included == ["<stdbool.h>", "<stddef.h>", "<stdint.h>", "<exception>"]


# --------------------------------------------------------------------------------------------------------- the layout


def test_dump_prints_everything_in_the_header():
    expected = "/* Made by make_dump.py from mcp_plugin.h; do not edit. */\n" + make_dump.program(HEADER)
    assert (HERE / "dump_layout.c").read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
def test_layout_is_the_golden_one(compiler, standard, tmp_path):
    must_compile(compiler, standard, (HERE / "dump_layout.c").read_text(encoding="utf-8"), tmp_path, "-o", "dump")
    printed = subprocess.run([tmp_path / "dump"], check=True, capture_output=True, text=True).stdout
    assert printed.splitlines() == (HERE / "golden.txt").read_text(encoding="utf-8").splitlines()


def test_dump_knows_all_structs_and_enumerations():
    plain = make_dump.without_comments(HEADER)
    names = [name for name, _ in make_dump.structs(HEADER)]
    opened = re.findall(r"\bstruct (\w+) \{", plain)
    assert names == opened and len(names) == len(set(names))
    values = re.findall(r"^\s+(MCP_[A-Z0-9_]+) = ", plain, flags=re.M) + re.findall(r"enum \{ (MCP_\w+)", plain)
    assert set(values) <= set(make_dump.constants(HEADER))


# ------------------------------------------------------------------------------------------------------------ the tags


def vocabulary():
    section = HEADER.split("TAGS below each function:")[1].split("*/")[0]
    return set(re.findall(r"\[(\w+)\]", section))


def tagged_functions():
    """(struct.function, tags) for each function that goes over the boundary."""
    body = HEADER.split("MCP_ASSERT_LAYOUT_(condition)")[0]
    found = []
    for struct, fields in re.findall(r"struct (\w+) \{(.*?)\n\}", body, flags=re.S):
        pattern = r"(?:/\*\*((?:(?!\*/).)*)\*/\s*)?(?:[\w *]+\(\*(\w+)\)\s*\(|mcp_function (\w+);)"
        for comment, pointer, stored in re.findall(pattern, fields, flags=re.S):
            found.append((f"{struct}.{pointer or stored}", re.findall(r"\[(\w+)\]", comment)))
    return found


def test_tags_have_a_vocabulary():
    assert vocabulary() == {"call", "init", "any", "host", "blocks", "instant", "reenters", "alone"}


def test_all_functions_are_found():
    plain = make_dump.declarations(HEADER)
    assert len(tagged_functions()) == len(re.findall(r"\(\*\w+\)\s*\(", plain.replace("typedef void (*mcp_function)(void);", ""))) + 2


@pytest.mark.parametrize("name, tags", tagged_functions(), ids=lambda value: value if isinstance(value, str) else "")
def test_each_function_says_who_when_and_how(name, tags):
    assert tags, f"{name} has no tag line"
    assert set(tags) <= vocabulary(), f"{name} has tags that nobody explains"
    assert len(set(tags) & {"call", "any", "host"}) == 1 or tags[0] == "init", f"{name}: who calls it, and when?"
    assert len(set(tags) & {"blocks", "instant"}) == 1, f"{name}: may it block?"
    assert len(set(tags) & {"reenters", "alone"}) == 1, f"{name}: may it be called again before it has returned?"


# ------------------------------------------------------------------------------------------- what the compiler catches

TYPES = {
    "BOOL": "bool", "INTEGER": "int64_t", "NUMBER": "double", "STRING": "mcp_str", "JSON": "mcp_json",
    "BOOLS": "mcp_bools", "INTEGERS": "mcp_integers", "NUMBERS": "mcp_numbers", "STRINGS": "mcp_strings",
    "OPT_BOOL": "mcp_opt_bool", "OPT_INTEGER": "mcp_opt_integer", "OPT_NUMBER": "mcp_opt_number",
    "OPT_STRING": "mcp_str", "OPT_JSON": "mcp_json", "OPT_BOOLS": "mcp_bools", "OPT_INTEGERS": "mcp_integers",
    "OPT_NUMBERS": "mcp_numbers", "OPT_STRINGS": "mcp_strings",
}


def bundle(signature, parameters, tool="MCP_TOOL", result="mcp_status"):
    """A bundle with one tool of that signature and those parameter macros."""
    listed = "".join(f", {parameter}" for parameter in parameters)
    names = re.findall(r"(\w+)(?:,|$)", signature)
    unused = "".join(f"(void){name}; " for name in names)
    back = "" if result == "void" else "return MCP_OK;"
    described = f'{tool}(tool, "What it does.", MCP_READ_ONLY{listed})'
    return (f"#include <mcp_plugin.h>\nstatic {result} tool({signature}) {{ {unused}{back} }}\n"
            f'MCP_PLUGIN("com.example.test", "1", "Test", {described})\n')


def parameter(kind, name="a"):
    return f'MCP_{kind}({name}, "What")'


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
@pytest.mark.parametrize("kind", TYPES)
def test_right_signature_compiles(compiler, standard, kind, tmp_path):
    must_compile(compiler, standard, bundle(f"mcp_call *call, {TYPES[kind]} a", [parameter(kind)]), tmp_path, "-c")


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 32])
def test_up_to_32_parameters_compile(compiler, standard, count, tmp_path):
    signature = "mcp_call *call" + "".join(f", int64_t a{i}" for i in range(count))
    text = bundle(signature, [parameter("INTEGER", f"a{i}") for i in range(count)])
    must_compile(compiler, standard, text, tmp_path, "-c")


WRONG = {
    "int32_t for an integer": ("mcp_call *call, int32_t a", ["INTEGER"]),
    "uint64_t for an integer": ("mcp_call *call, uint64_t a", ["INTEGER"]),
    "float for a number": ("mcp_call *call, float a", ["NUMBER"]),
    "int64_t for a number": ("mcp_call *call, int64_t a", ["NUMBER"]),
    "int for a bool": ("mcp_call *call, int a", ["BOOL"]),
    "char pointer for a string": ("mcp_call *call, const char *a", ["STRING"]),
    "json for a string": ("mcp_call *call, mcp_json a", ["STRING"]),
    "string for json": ("mcp_call *call, mcp_str a", ["JSON"]),
    "string for strings": ("mcp_call *call, mcp_str a", ["STRINGS"]),
    "plain for an optional": ("mcp_call *call, int64_t a", ["OPT_INTEGER"]),
    "optional for a plain": ("mcp_call *call, mcp_opt_integer a", ["INTEGER"]),
    "pointer to a string": ("mcp_call *call, mcp_str *a", ["STRING"]),
    "no call": ("int64_t a", ["INTEGER"]),
    "missing parameter": ("mcp_call *call", ["INTEGER"]),
    "parameter too many": ("mcp_call *call, int64_t a, int64_t b", ["INTEGER"]),
    "parameters swapped": ("mcp_call *call, mcp_str a, int64_t b", ["INTEGER", "STRING"]),
}


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
@pytest.mark.parametrize("case", WRONG)
def test_wrong_signature_does_not_compile(compiler, standard, case, tmp_path):
    signature, kinds = WRONG[case]
    text = bundle(signature, [parameter(kind, "ab"[i]) for i, kind in enumerate(kinds)])
    result = compile_text(compiler, standard, text, tmp_path, "-c")
    assert result.returncode != 0, f"{case}: compiled"


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
def test_wrong_result_does_not_compile(compiler, standard, tmp_path):
    for result in ("void", "int64_t", "bool"):
        text = bundle("mcp_call *call", [], result=result)
        assert compile_text(compiler, standard, text, tmp_path, "-c").returncode != 0, result


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
def test_33_parameters_do_not_compile(compiler, standard, tmp_path):
    signature = "mcp_call *call" + "".join(f", int64_t a{i}" for i in range(33))
    text = bundle(signature, [parameter("INTEGER", f"a{i}") for i in range(33)])
    assert compile_text(compiler, standard, text, tmp_path, "-c").returncode != 0


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
@pytest.mark.parametrize("argument, compiles", [("mcp_json", True), ("mcp_str", False), ("const char *", False)])
def test_raw_tool_takes_json_only(compiler, standard, argument, compiles, tmp_path):
    text = bundle(f"mcp_call *call, {argument} a", ['"{\\"type\\":\\"object\\"}"'], tool="MCP_RAW_TOOL")
    result = compile_text(compiler, standard, text, tmp_path, "-c")
    assert (result.returncode == 0) == compiles, result.stderr


def previewed(signature, parameters, tool="MCP_TOOL_PREVIEWED", head=""):
    """A bundle whose tool has the parameters of the descriptor, and a preview with that signature."""
    types = [f"{TYPES[kind]} {name}" for kind, name in zip(parameters, "ab")]
    unused = "".join(f"(void){name}; " for name in re.findall(r"(\w+)(?:,|$)", signature))
    listed = "".join(f", {parameter(kind, name)}" for kind, name in zip(parameters, "ab"))
    return (f"#include <mcp_plugin.h>\n"
            f"static mcp_status tool({', '.join(['mcp_call *call', *types])}) {{ (void)call; "
            + "".join(f"(void){name}; " for name, _ in zip("ab", parameters)) + "return MCP_OK; }\n"
            f"static mcp_status preview({signature}) {{ {unused}return MCP_OK; }}\n"
            f'MCP_PLUGIN("com.example.test", "1", "Test", '
            f'{tool}({head}tool, preview, "What it does.", MCP_WRITE, (MCP_TITLE("T"), .deadline_ms = 5){listed}))\n')


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
@pytest.mark.parametrize("kinds", [[], ["STRING"], ["OPT_INTEGER", "STRINGS"]])
@pytest.mark.parametrize("tool, head", [("MCP_TOOL_PREVIEWED", ""), ("MCP_TOOL_PREVIEWED_NAMED", '"tool", ')])
def test_a_preview_has_the_parameters_of_its_tool(compiler, standard, kinds, tool, head, tmp_path):
    signature = "mcp_call *call" + "".join(f", {TYPES[kind]} {name}" for kind, name in zip(kinds, "ab"))
    must_compile(compiler, standard, previewed(signature, kinds, tool, head), tmp_path, "-shared", "-o", "preview.so")
    described = fake_host.Bundle(tmp_path / "preview.so").tools["tool"]
    assert described.preview and described.preview != described.function
    assert described.deadline_ms == 5 and described.title.text() == "T" and described.parameter_count == len(kinds)


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
@pytest.mark.parametrize("case", WRONG)
def test_wrong_preview_does_not_compile(compiler, standard, case, tmp_path):
    signature, kinds = WRONG[case]
    result = compile_text(compiler, standard, previewed(signature, kinds), tmp_path, "-c")
    assert result.returncode != 0, f"{case}: compiled"


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
@pytest.mark.parametrize("argument, compiles", [("mcp_json", True), ("mcp_str", False)])
def test_raw_preview_takes_json_only(compiler, standard, argument, compiles, tmp_path):
    text = f"""#include <mcp_plugin.h>
static mcp_status tool(mcp_call *call, mcp_json a) {{ (void)call; (void)a; return MCP_OK; }}
static mcp_status preview(mcp_call *call, {argument} a) {{ (void)call; (void)a; return MCP_OK; }}
MCP_PLUGIN("com.example.test", "1", "Test",
    MCP_RAW_TOOL_WITH(tool, "x", MCP_WRITE, (MCP_RAW_PREVIEW(preview)), "{{\\"type\\":\\"object\\"}}"))
"""
    result = compile_text(compiler, standard, text, tmp_path, "-c")
    assert (result.returncode == 0) == compiles, result.stderr


# --------------------------------------------------------------------------------------------------- names, and calling


@pytest.mark.parametrize("compiler, standard", LANGUAGES + [(name, "gnu17") for name in C])
def test_names_are_taken_as_they_are_written(compiler, standard, tmp_path):
    """`bool` is a macro in C11, `unix` in the GNU dialects; neither may end up as the name of a parameter."""
    text = """#include <mcp_plugin.h>
#define macro other
static mcp_status other(mcp_call *call, bool a, mcp_str b) { (void)a; (void)b; return mcp_text(call, "x"); }
MCP_PLUGIN("com.example.test", "1", "Test",
    MCP_TOOL(macro, "x", MCP_READ_ONLY, MCP_BOOL(bool, "x"), MCP_STRING(unix, "x")),
    MCP_TOOL_NAMED("delete", other, "x", MCP_READ_ONLY, (.deadline_ms = 5), MCP_BOOL(true, "x"), MCP_STRING(NULL, "x")))
"""
    must_compile(compiler, standard, text, tmp_path, "-shared", "-o", "names.so")
    tools = fake_host.Bundle(tmp_path / "names.so").tools
    assert {name: [tool.parameters[i].name.text() for i in range(2)] for name, tool in tools.items()} == {
        "macro": ["bool", "unix"], "delete": ["true", "NULL"]}


@pytest.mark.parametrize("compiler, standard", LANGUAGES)
def test_formatting_cuts_between_characters_only(compiler, standard, tmp_path):
    must_compile(compiler, standard, (HERE / "check_calling.c").read_text(encoding="utf-8"), tmp_path, "-o", "check")
    result = subprocess.run([tmp_path / "check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[:2000]
