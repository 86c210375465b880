"""Checks values against the definitions of a Swagger 2.0 document, more strictly than the services themselves do."""

import base64
import binascii
import dataclasses
import json
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "schemas"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
RANGES = {"int32": 1 << 31, "int64": 1 << 63}


@dataclasses.dataclass(frozen=True)
class Problem:
    """One place that does not fit. `rule` is type, required, unknown, enum, format or range."""

    path: str
    rule: str
    message: str

    def __str__(self):
        return f"{self.path or '.'}: {self.message}"


def kind_of(value) -> str:
    """The JSON name of a value's type."""
    if value is None:
        return "null"
    return {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}[type(value)]


class Document:
    """A schema slice."""

    def __init__(self, name: str):
        self.document = json.loads((FOLDER / name).read_text())
        self.definitions = self.document["definitions"]

    def resolve(self, schema: dict) -> dict:
        """What a reference stands for; marks beside the reference are kept."""
        while "$ref" in schema:
            name = schema["$ref"].removeprefix("#/definitions/")
            schema = {**self.definitions[name], **{key: value for key, value in schema.items() if key != "$ref"}, "x-name": name}
        return schema

    def check(self, value, schema: dict, path: str = "") -> list[Problem]:
        """Everything about the value that does not fit the schema."""
        schema = self.resolve(schema)
        wanted = schema.get("type")
        found = kind_of(value)
        if schema.get("format") == "int-or-string" or schema.get("x-name", "").endswith(".Quantity"):
            return [] if found in ("integer", "string", "number") else [Problem(path, "type", f"{found} where a number or string belongs")]
        if wanted and found != wanted and not (wanted == "number" and found == "integer"):
            return [Problem(path, "type", f"{found} where {wanted} belongs")]
        if found == "object":
            return self.check_object(value, schema, path)
        if found == "array":
            return [one for number, item in enumerate(value) for one in self.check(item, schema.get("items", {}), f"{path}[{number}]")]
        return self.check_scalar(value, schema, path)

    def check_object(self, value: dict, schema: dict, path: str) -> list[Problem]:
        """Properties: known, present where required, each right in itself."""
        if "properties" not in schema and "additionalProperties" not in schema:
            return []
        properties = schema.get("properties", {})
        more = schema.get("additionalProperties")
        problems = [Problem(f"{path}.{name}", "required", "is required") for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            if name in properties:
                problems += self.check(item, properties[name], f"{path}.{name}")
            elif isinstance(more, dict):
                problems += self.check(item, more, f"{path}.{name}")
            else:
                problems.append(Problem(f"{path}.{name}", "unknown", "field not declared in schema"))
        return problems

    def check_scalar(self, value, schema: dict, path: str) -> list[Problem]:
        """Enumerations, ranges and forms."""
        form = schema.get("format")
        if "enum" in schema and value not in schema["enum"]:
            return [Problem(path, "enum", f"{value!r} is none of {schema['enum']}")]
        if form in RANGES and isinstance(value, int) and not -RANGES[form] <= value < RANGES[form]:
            return [Problem(path, "range", f"does not fit {form}")]
        if form == "date-time" and not MOMENT.fullmatch(value):
            return [Problem(path, "format", "is no RFC 3339 moment")]
        if form == "byte":
            try:
                base64.b64decode(value, validate=True)
            except (binascii.Error, ValueError):
                return [Problem(path, "format", "is not base64")]
        return []
