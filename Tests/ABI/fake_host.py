"""A host just large enough to call a tool of a bundle through ctypes: it collects what the tool hands over.

It checks nothing: it is here so that the examples are tried against the header alone, without the real host.
"""

import ctypes as c
import json


class Str(c.Structure):
    _fields_ = [("data", c.c_void_p), ("size", c.c_size_t)]

    def bytes(self):
        return c.string_at(self.data, self.size) if self.data else None

    def text(self):
        return self.bytes().decode() if self.data else None


class OptBool(c.Structure):
    _fields_ = [("present", c.c_bool), ("value", c.c_bool)]


class OptInteger(c.Structure):
    _fields_ = [("present", c.c_bool), ("value", c.c_int64)]


class OptNumber(c.Structure):
    _fields_ = [("present", c.c_bool), ("value", c.c_double)]


class List(c.Structure):
    _fields_ = [("items", c.c_void_p), ("count", c.c_size_t)]


class Bound(c.Structure):
    _fields_ = [("integer", c.c_int64), ("number", c.c_double), ("set", c.c_bool)]


class Parameter(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("type", c.c_uint32), ("flags", c.c_uint32), ("group_rule", c.c_uint32),
                ("name", Str), ("title", Str), ("description", Str), ("fallback", Str), ("choices", Str),
                ("choice_titles", Str), ("minimum", Bound), ("maximum", Bound), ("min_length", c.c_uint64),
                ("max_length", c.c_uint64), ("min_items", c.c_uint64), ("max_items", c.c_uint64), ("pattern", Str),
                ("format", Str), ("group", Str)]


class Tool(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("hints", c.c_uint32), ("name", Str), ("title", Str),
                ("description", Str), ("function", c.c_void_p), ("parameters", c.POINTER(Parameter)),
                ("parameter_count", c.c_size_t), ("input_schema", Str), ("output_schema", Str),
                ("deadline_ms", c.c_uint32), ("reserved", c.c_uint32), ("preview", c.c_void_p)]


class Plugin(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("flags", c.c_uint32), ("id", Str), ("version", Str), ("title", Str),
                ("tools", c.POINTER(Tool)), ("tool_count", c.c_size_t), ("needs", c.c_void_p),
                ("need_count", c.c_size_t), ("init", c.c_void_p), ("deinit", c.c_void_p)]


class Entry(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("abi_major", c.c_uint32), ("abi_revision", c.c_uint32),
                ("reserved", c.c_uint32), ("describe", c.CFUNCTYPE(c.POINTER(Plugin)))]


class Failure(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("retry", c.c_uint32), ("code", Str), ("message", Str),
                ("retry_after_ms", c.c_int64)]


class Question(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("deadline_ms", c.c_uint32), ("key", Str), ("message", Str),
                ("fields", c.POINTER(Parameter)), ("field_count", c.c_size_t), ("schema", Str), ("fallback", Str)]


class Answer(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("action", c.c_uint32), ("content", Str)]


OPTIONAL = {1: OptBool, 2: OptInteger, 3: OptNumber}
PLAIN = {1: c.c_bool, 2: c.c_int64, 3: c.c_double, 4: Str, 5: Str, 17: List, 18: List, 19: List, 20: List}
ITEM = {17: c.c_bool, 18: c.c_int64, 19: c.c_double, 20: Str}
POINTER = c.c_void_p
CALL_API = [
    ("text", c.c_int32, [POINTER, Str]), ("structured", c.c_int32, [POINTER, Str]),
    ("image", c.c_int32, [POINTER, Str, Str]), ("audio", c.c_int32, [POINTER, Str, Str]),
    ("resource_text", c.c_int32, [POINTER, Str, Str, Str]), ("resource_blob", c.c_int32, [POINTER, Str, Str, Str]),
    ("link", c.c_int32, [POINTER, POINTER]), ("annotate", c.c_int32, [POINTER, c.c_uint32, c.c_double]),
    ("fail", c.c_int32, [POINTER, c.POINTER(Failure)]), ("failure", c.c_int32, [POINTER, c.POINTER(Failure)]),
    ("recover", c.c_int32, [POINTER]), ("remaining_ms", c.c_int64, [POINTER]), ("cancelled", c.c_bool, [POINTER]),
    ("wait_ms", c.c_int32, [POINTER, c.c_int64]), ("progress", c.c_int32, [POINTER, c.c_double, c.c_double, Str]),
    # ctypes cannot return a struct from a callback, so that tools that read the trace context cannot be called here.
    ("log", c.c_int32, [POINTER, c.c_uint32, Str, Str]), ("trace", POINTER, [POINTER, c.c_uint32]),
    ("ask", c.c_int32, [POINTER, c.POINTER(Question), c.POINTER(Answer)]),
]


class CallApi(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("revision", c.c_uint32)] + [
        (name, c.CFUNCTYPE(result, *arguments)) for name, result, arguments in CALL_API]


class Handle(c.Structure):
    _fields_ = [("api", c.POINTER(CallApi))]


class Call:
    """One call: what the tool handed over is in `blocks`, `result`, `failure`, `progressed`, `logged` and `asked`."""

    def __init__(self, answers=None):
        self.blocks, self.progressed, self.logged, self.asked = [], [], [], []
        self.result = self.failure_given = None
        self.answers = answers or {}
        self.kept = []
        api = CallApi(struct_size=c.sizeof(CallApi))
        for name, kind in CallApi._fields_[2:]:
            setattr(api, name, kind(getattr(self, "_" + name, lambda *ignored: 0)))
        self.api = api
        self.handle = Handle(c.pointer(api))

    def keep(self, text):
        self.kept.append(c.create_string_buffer(text.encode()))
        return Str(c.addressof(self.kept[-1]), len(text.encode()))

    def _text(self, _, text):
        self.blocks.append(text.text())
        return 0

    def _structured(self, _, value):
        self.result = json.loads(value.text())
        return 0

    def _image(self, _, data, mime_type):
        self.blocks.append((mime_type.text(), data.bytes()))
        return 0

    _audio = _image

    def _resource_text(self, _, uri, mime_type, text):
        self.blocks.append((uri.text(), mime_type.text(), text.text()))
        return 0

    def _fail(self, _, failure):
        given = failure.contents
        self.failure_given = (given.code.text(), given.message.text(), given.retry, given.retry_after_ms)
        return 1

    def _progress(self, _, progress, total, message):
        self.progressed.append((progress, total))
        return 0

    def _log(self, _, level, logger, data):
        self.logged.append((level, json.loads(data.text())))
        return 0

    def _ask(self, _, question, answer):
        key = question.contents.key.text()
        self.asked.append(key)
        if key not in self.answers:
            return 2
        action, content = self.answers[key]
        answer.contents.action = action
        answer.contents.content = self.keep(json.dumps(content)) if content is not None else Str(None, 0)
        return 0


class Bundle:
    def __init__(self, path):
        library = c.CDLL(str(path))
        self.entry = Entry.in_dll(library, "mcp_plugin_entry")
        self.plugin = self.entry.describe().contents
        self.tools = {self.plugin.tools[i].name.text(): self.plugin.tools[i] for i in range(self.plugin.tool_count)}

    def call(self, name, arguments=None, answers=None):
        """Calls a tool; the status and the Call. Absent arguments take the parameter's default, if it has one."""
        call, tool, given = Call(answers), self.tools[name], dict(arguments or {})
        types, values = [c.POINTER(Handle)], [c.byref(call.handle)]
        if tool.input_schema.data:
            types.append(Str)
            values.append(call.keep(json.dumps(given)))
            given = {}
        for i in range(tool.parameter_count):
            parameter = tool.parameters[i]
            key = parameter.name.text()
            if key not in given and parameter.fallback.data:
                given[key] = json.loads(parameter.fallback.text())
            optional = parameter.flags & 1
            kind = OPTIONAL.get(parameter.type, PLAIN[parameter.type]) if optional else PLAIN[parameter.type]
            types.append(kind)
            values.append(self._value(call, kind, parameter.type, given.pop(key, None)))
        assert not given, f"{name} has no parameters {sorted(given)}"
        return c.CFUNCTYPE(c.c_int32, *types)(tool.function)(*values), call

    @staticmethod
    def _value(call, kind, number, value):
        if kind in OPTIONAL.values():
            return kind(value is not None, value or 0)
        if kind is Str:
            if value is None:
                return Str(None, 0)
            return call.keep(value if number == 4 else json.dumps(value))
        if kind is List:
            if value is None:
                return List(None, 0)
            items = [call.keep(item) for item in value] if number == 20 else value
            array = (ITEM[number] * max(len(items), 1))(*items)
            call.kept.append(array)
            return List(c.addressof(array), len(items))
        return kind(value)
