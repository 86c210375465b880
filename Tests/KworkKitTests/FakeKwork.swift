@testable import KworkKit

/// Answers each path with a body, and keeps what was asked.
final class FakeKwork {
    private(set) var requests: [String] = []
    private let bodies: [String: String]

    init(_ bodies: [String: String]) { self.bodies = bodies }

    var kwork: Kwork {
        Kwork { request in
            let line = request.query.all.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
            self.requests.append(line.isEmpty ? request.path : "\(request.path)?\(line)")
            guard let body = self.bodies[request.path] else { throw Failure("test", "no body for \(request.path)") }
            return try JSON(parsing: body)
        }
    }
}

/// The code of the failure that `body` throws; "" when it throws none.
func failureCode(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch let failure as Failure {
        return failure.code
    } catch {
        return "\(error)"
    }
}

/// Whether a value fits a schema of the subset that Shape writes.
func fits(_ value: JSON, _ schema: JSON) -> Bool {
    switch schema["type"]?.asString {
    case "integer": return value.asInteger != nil
    case "number": return value.asNumber != nil
    case "string": return value.asString != nil
    case "boolean": return value.asBool != nil
    case "array":
        guard let items = value.asArray, let schema = schema["items"] else { return false }
        return items.allSatisfy { fits($0, schema) }
    case "object":
        guard let object = value.asObject, let properties = schema["properties"]?.asObject else { return false }
        let required = schema["required"]?.asArray?.compactMap(\.asString) ?? []
        return required.allSatisfy { object[$0] != nil }
            && object.members.allSatisfy { member in properties[member.key].map { fits(member.value, $0) } ?? false }
    default: return false
    }
}

extension Presentable {
    var value: JSON { Self.shape.value(self) }
    var fitsItsSchema: Bool { fits(value, Self.schema) }
}
