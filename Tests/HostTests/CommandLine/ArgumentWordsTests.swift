import Testing

@testable import Host

@Suite struct ArgumentWordsTests {
    private static let schema: JSON = [
        "properties": [
            "text": ["type": "string"], "count": ["type": "integer"], "ratio": ["type": "number"], "flag": ["type": "boolean"],
            "ids": ["type": "array", "items": ["type": "integer"]], "tags": ["type": "array", "items": ["type": "string"]],
            "data": [:], "either": ["type": ["integer", "null"]],
        ]
    ]

    @Test("words become arguments of the types that the schema names", arguments: [
        (["text=hello world"], ["text": "hello world"]), (["text=5"], ["text": "5"]), (["text=a=b"], ["text": "a=b"]), (["text="], ["text": ""]),
        (["count=5"], ["count": 5]), (["count=-1", "flag=true"], ["count": -1, "flag": true]), (["ratio=0.5"], ["ratio": .number("0.5")]),
        (["ratio=2"], ["ratio": 2]), (["ids=1", "ids=2"], ["ids": [1, 2]]), (["ids=[1,2]", "ids=3"], ["ids": [1, 2, 3]]), (["ids=[]"], ["ids": []]),
        (["tags=1"], ["tags": ["1"]]), (["data={\"a\":1}"], ["data": ["a": 1]]), (["data=plain"], ["data": "plain"]), (["either=null"], ["either": .null]),
        ([#"{"count": 5, "other": [null]}"#], ["count": 5, "other": [.null]]), ([], [:]),
        // What does not fit stays text, so that the tool's own check says what is wrong.
        (["count=many"], ["count": "many"]), (["count=1.5"], ["count": "1.5"]), (["flag=yes"], ["flag": "yes"]), (["unknown=x"], ["unknown": "x"]),
    ] as [([String], JSONObject)])
    func words(words: [String], arguments: JSONObject) throws {
        #expect(try ArgumentWords.parse(words, schema: Self.schema) == arguments)
    }

    @Test("words that are no arguments are refused without being repeated", arguments: [
        (["s3cret"], "an argument is key=value, or all of them are one JSON object"),
        (["=s3cret"], "an argument is key=value, or all of them are one JSON object"), (["count=1", "count=2"], "count is given twice"),
        (["{\"s3cret\": }"], "the arguments are not JSON: unexpected character where a value should be (byte 11)"),
    ])
    func mistakes(words: [String], message: String) {
        #expect(throws: ArgumentWords.Mistake(message: message)) { try ArgumentWords.parse(words, schema: Self.schema) }
    }
}

@Suite struct SignatureLineTests {
    @Test("a tool reads like a function")
    func signature() {
        let tool = ToolDefinition(
            name: "greet", title: "", description: "", hints: [.write, .destructive],
            inputSchema: [
                "type": "object", "required": ["name"],
                "properties": [
                    "name": ["type": "string"], "times": ["type": "integer", "default": 1], "tags": ["type": "array", "items": ["type": "string"]],
                    "mood": ["type": "string", "enum": ["glad", "sad"], "default": "glad"], "more": [:],
                ],
            ], outputSchema: nil, deadlineMilliseconds: 1)
        #expect(
            SignatureLine.text(tool)
                == #"greet(name: string, times: integer = 1, tags?: [string], mood: "glad"|"sad" = "glad", more?: any)   writes, destructive"#)
    }
}

@Suite struct TerminalFieldTests {
    private func field(_ schema: JSON, required: Bool = true) -> TerminalField { TerminalField(name: "f", schema: schema, isRequired: required) }

    @Test("a typed line becomes the field's value", arguments: [
        (["type": "string"], " Ada ", .value("Ada")), (["type": "string", "default": "x"], "", .value("x")), (["type": "string"], "", .again("an answer is needed")),
        (["type": "boolean"], "Y", .value(true)), (["type": "boolean"], "no", .value(false)), (["type": "boolean"], "maybe", .again("answer y or n")),
        (["type": "integer", "minimum": 1], "3", .value(3)), (["type": "integer", "minimum": 1], "0", .again("at least 1")),
        (["type": "integer"], "x", .again("a whole number is needed")), (["type": "number", "maximum": 1], "2.5", .again("at most 1")),
        (["type": "string", "minLength": 3], "ab", .again("at least 3 characters")),
        (["type": "string", "enum": ["red", "green"]], "2", .value("green")), (["type": "string", "enum": ["red", "green"]], "red", .value("red")),
        (["type": "string", "enum": ["red", "green"]], "3", .again("choose one of the numbers")),
        (["type": "string", "oneOf": [["const": "r", "title": "Red"]]], "Red", .value("r")),
        (["type": "array", "items": ["enum": ["a", "b", "c"]]], "1, 3,1", .value(["a", "c"])),
        (["type": "array", "minItems": 2, "items": ["enum": ["a", "b"]]], "1", .again("choose at least 2")),
    ] as [(JSON, String, TerminalField.Reading)])
    func reading(schema: JSON, line: String, reading: TerminalField.Reading) { #expect(field(schema).read(line) == reading) }

    @Test("a field that may be left out can be left empty")
    func optional() { #expect(field(["type": "string"], required: false).read("") == .nothing) }

    @Test("the prompt shows title, choices and default, and no control characters")
    func prompt() {
        let schema: JSON = ["type": "string", "title": "Colour\u{1B}[2J", "enum": ["red", "green"], "default": "green"]
        #expect(field(schema).prompt == "Colour\\u{1b}[2J (1 red, 2 green) [green]: ")
    }
}
