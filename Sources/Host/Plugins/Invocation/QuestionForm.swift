import PluginABI

/// A question copied out of its C struct, with the check for its answer.
struct QuestionForm {
    var question: Question
    /// What accepted content must fit: all limits of the fields, including those a client's form cannot express.
    var check: Schema

    static func read(_ pointer: UnsafePointer<mcp_question>) -> Result<QuestionForm, BundleRefusal> {
        let size = UnsafeRawPointer(pointer).load(as: UInt32.self)
        if let problem = GrowingStruct.problem(size: size, minimum: 88, of: "mcp_question") {
            return .failure(BundleRefusal(problem))
        }
        do throws(BundleRefusal) {
            return .success(try form(GrowingStruct.read(pointer, size: size, zero: mcp_question())))
        } catch {
            return .failure(error)
        }
    }

    private static func form(_ raw: mcp_question) throws(BundleRefusal) -> QuestionForm {
        let key = try BorrowedText.field(raw.key, "key").get()
        guard Identifier.isName(key) else {
            throw BundleRefusal("the question's key must be 1 to 64 of a-z A-Z 0-9 _ -, it is \(JSON.string(ArgumentProblems.cut(key, 80)).text)")
        }
        let message = try BorrowedText.field(raw.message, "message").get()
        guard !message.isEmpty else { throw BundleRefusal("question \"\(key)\" has no message") }
        let schema: JSON
        if let own = try BorrowedText.jsonField(raw.schema, "schema").get() {
            guard raw.field_count == 0 else { throw BundleRefusal("question \"\(key)\" has both fields and a schema") }
            guard own["type"] == "object", own["properties"]?.object != nil else {
                throw BundleRefusal("the schema of question \"\(key)\" is no object schema with properties")
            }
            schema = own
        } else {
            schema = QuestionSchema.derive(try fields(raw))
        }
        let check: Schema
        do throws(SchemaError) {
            check = try Schema(schema)
        } catch {
            throw BundleRefusal("the schema of question \"\(key)\" cannot be used: \(error.message)")
        }
        let fallback = try BorrowedText.jsonField(raw.fallback, "fallback").get()
        if let fallback {
            let violations = check.violations(of: fallback)
            guard fallback.object != nil, violations.isEmpty else {
                let list = violations.isEmpty ? "it is no object" : violations.map(\.text).joined(separator: "; ")
                throw BundleRefusal("the fallback of question \"\(key)\" does not fit its form: \(list)")
            }
        }
        return QuestionForm(
            question: Question(
                key: key, message: message, schema: schema,
                deadlineMilliseconds: raw.deadline_ms == 0 ? nil : Int64(raw.deadline_ms), fallback: fallback?.object),
            check: check)
    }

    private static func fields(_ raw: mcp_question) throws(BundleRefusal) -> [Parameter] {
        guard raw.field_count > 0 else { throw BundleRefusal("it has neither fields nor a schema") }
        guard raw.field_count <= 32 else { throw BundleRefusal("it has \(raw.field_count) fields, at most 32 are allowed") }
        let parameters = try ParameterReader.read(raw.fields, count: raw.field_count, of: "field")
        for parameter in parameters {
            if let problem = QuestionSchema.problem(of: parameter) {
                throw BundleRefusal("field \"\(parameter.name)\": \(problem)")
            }
        }
        return parameters
    }
}
