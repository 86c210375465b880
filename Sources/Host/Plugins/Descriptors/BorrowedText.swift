import PluginABI

/// Text handed over by a bundle, checked and copied (rules R2 and R3).
enum BorrowedText {
    /// Why a span cannot be read.
    enum Problem: Error {
        case nullData
        case notUTF8
        case tooLong(Int)

        var message: String {
            switch self {
            case .nullData: "has a size but no data"
            case .notUTF8: "is not valid UTF-8"
            case .tooLong(let limit): "is longer than \(limit) bytes"
            }
        }
    }

    /// A Swift copy of the text; empty for a span without data.
    static func copy(_ data: UnsafePointer<CChar>?, _ size: Int, limit: Int = 1 << 20) -> Result<String, Problem> {
        guard size != 0 else { return .success("") }
        guard let data else { return .failure(.nullData) }
        guard size > 0, size <= limit else { return .failure(.tooLong(limit)) }
        let bytes = UnsafeRawBufferPointer(start: data, count: size).bindMemory(to: UInt8.self)
        guard let text = String(validating: bytes, as: UTF8.self) else { return .failure(.notUTF8) }
        return .success(text)
    }

    static func copy(_ text: mcp_str, limit: Int = 1 << 20) -> Result<String, Problem> {
        copy(text.data, text.size, limit: limit)
    }

    static func copy(_ json: mcp_json, limit: Int = 1 << 20) -> Result<String, Problem> {
        copy(json.data, json.size, limit: limit)
    }

    /// The text of a descriptor's field, or a refusal that names the field.
    static func field(_ text: mcp_str, _ name: String) -> Result<String, BundleRefusal> {
        copy(text).mapError { BundleRefusal("its \(name) \($0.message)") }
    }

    /// The JSON of a descriptor's field, nil when empty, or a refusal that names the field and the place in the text.
    static func jsonField(_ json: mcp_json, _ name: String) -> Result<JSON?, BundleRefusal> {
        switch copy(json) {
        case .failure(let problem): return .failure(BundleRefusal("its \(name) \(problem.message)"))
        case .success(""): return .success(nil)
        case .success(let text):
            do throws(JSONError) {
                return .success(try JSON(parsing: text))
            } catch {
                return .failure(BundleRefusal("its \(name) is not JSON: \(error.message) at byte \(error.offset)"))
            }
        }
    }
}
