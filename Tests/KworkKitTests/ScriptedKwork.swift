@testable import KworkKit

/// Answers requests in the order they come, path by path, and keeps them whole. The last answer of a path is repeated.
final class ScriptedKwork {
    /// What comes back for one request.
    enum Step {
        case body(String)
        case page(Int, String)
        /// JSON that does not say so.
        case text(String)
        case failure(Failure)
    }

    private(set) var requests: [Request] = []
    private var steps: [String: [Step]]

    init(_ steps: [String: [Step]]) { self.steps = steps }

    var kwork: Kwork {
        Kwork { request in
            switch try self.next(request) {
            case .body(let text), .page(_, let text), .text(let text): try JSON(parsing: text)
            case .failure(let failure): throw failure
            }
        } web: { request in
            switch try self.next(request) {
            case .body(let text): WebAnswer(status: 200, text: text)
            case .page(let status, let text): WebAnswer(status: status, text: text)
            case .text(let text): WebAnswer(status: 200, type: "text/html", text: text)
            case .failure(let failure): throw failure
            }
        }
    }

    private func next(_ request: Request) throws -> Step {
        requests.append(request)
        guard var left = steps[request.path], let step = left.first else {
            throw Failure("test", "no answer for \(request.path)")
        }
        if left.count > 1 {
            left.removeFirst()
            steps[request.path] = left
        }
        return step
    }

    /// "POST inboxCreate?user_id=5 text=hello".
    var lines: [String] { requests.map(\.line) }
    var paths: [String] { requests.map(\.path) }
    func request(_ path: String) -> Request? { requests.last { $0.path == path } }
}

extension Request {
    var line: String {
        func joined(_ pairs: Pairs) -> String { pairs.all.map { "\($0.name)=\($0.value)" }.joined(separator: "&") }
        return "\(method) \(path)" + (query.all.isEmpty ? "" : "?" + joined(query)) + (form.all.isEmpty ? "" : " " + joined(form))
    }

    /// "name=value" of each part.
    var partLines: [String] { parts.map { "\($0.name)=\(String(decoding: $0.data, as: UTF8.self))" } }
    var bodyText: String { String(decoding: body, as: UTF8.self) }
    func header(_ name: String) -> String? { headers.all.first { $0.name == name }?.value }
}

/// The failure that `body` throws; nil when it throws none.
func failure(_ body: () throws -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch let failure as Failure {
        return failure
    } catch {
        return Failure("\(type(of: error))", "\(error)")
    }
}
