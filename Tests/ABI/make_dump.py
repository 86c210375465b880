"""Writes a C program that prints the layout of everything in mcp_plugin.h, so that no field can be forgotten."""

import re
import sys


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def declarations(header):
    """The part of the header that declares things, without comments and preprocessor lines."""
    text = without_comments(header)
    text = text.split("MCP_ASSERT_LAYOUT_(condition)")[0]
    text = re.sub(r"\\\n", " ", text)
    return re.sub(r"^\s*#.*$", "", text, flags=re.M)


def structs(header):
    """(name, fields) for each struct, in the header's order."""
    found = []
    for tag, body in re.findall(r"struct (\w+) \{(.*?)\n\}", declarations(header), flags=re.S):
        fields = []
        for statement in body.split(";"):
            statement = " ".join(statement.split())
            if not statement:
                continue
            pointer = re.search(r"\(\*(\w+)\)\s*\(", statement)
            fields.append(pointer.group(1) if pointer else re.search(r"(\w+)$", statement).group(1))
        found.append((tag, fields))
    return found


def constants(header):
    """Names of enum values and of numeric macros."""
    names = []
    for body in re.findall(r"\benum \{(.*?)\}", declarations(header), flags=re.S):
        names += re.findall(r"(\w+)\s*=", body)
    return re.findall(r"^#define (MCP_ABI_\w+) \d+u$", header, flags=re.M) + names


def texts(header):
    return re.findall(r'^#define (MCP_\w+) "[^"]*"$', header, flags=re.M)


def program(header):
    lines = ["#include <mcp_plugin.h>", "#include <stdio.h>", "int main(void) {"]
    for name in ["mcp_status", "mcp_type", "mcp_function"]:
        lines.append(f'    printf("type {name} size %zu\\n", sizeof({name}));')
    for name, fields in structs(header):
        lines.append(f'    printf("struct {name} size %zu align %zu\\n", sizeof({name}), '
                     f"{{ALIGNOF}}({name}));".replace("{ALIGNOF}", "MCP_ALIGNOF"))
        for field in fields:
            lines.append(f'    printf("  {name}.{field} at %zu size %zu\\n", offsetof({name}, {field}), '
                         f"sizeof((({name} *)0)->{field}));")
    for name in constants(header):
        lines.append(f'    printf("value {name} %lld\\n", (long long){name});')
    for name in texts(header):
        lines.append(f'    printf("text {name} %s\\n", {name});')
    lines += ["    return 0;", "}"]
    lines.insert(2, "#ifdef __cplusplus\n#define MCP_ALIGNOF alignof\n#else\n#define MCP_ALIGNOF _Alignof\n#endif")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        sys.stdout.write("/* Made by make_dump.py from mcp_plugin.h; do not edit. */\n" + program(file.read()))
