import PluginKit

/// A method of Kwork's mobile API and the parameters it knows. The server ignores a misspelt name without a word, so
/// the kit refuses to send one.
public struct Route: Sendable {
    public let path: String
    /// Names allowed in the query string; the API wants nearly everything there, although every method is a POST.
    public let query: Set<String>
    /// Names allowed in the form body.
    public let form: Set<String>
    public let effect: Effect
    /// Works without the user's token; then none is sent.
    public let isPublic: Bool
    /// For writes: the call that shows whether it happened, such as `list_tracks (order_id=7)`.
    public private(set) var checkWith: String

    /// A method that changes nothing.
    public static func read(_ path: String, _ query: Set<String> = [], isPublic: Bool = false) -> Route {
        Route(path: path, query: query, form: [], effect: .read, isPublic: isPublic, checkWith: "")
    }

    /// A method with an effect, and the tool that shows whether it happened.
    public static func write(
        _ path: String, _ query: Set<String> = [], form: Set<String> = [], checkWith: String
    ) -> Route {
        Route(path: path, query: query, form: form, effect: .write, isPublic: false, checkWith: checkWith)
    }

    /// The same method, for a write that this call shows: the host lifts nothing after a look at something else.
    func checked(with call: String) -> Route {
        var route = self
        route.checkWith = call
        return route
    }

    /// The request of this method. Throws when it does not know one of the names, and nothing is sent.
    func request(_ query: Pairs, form: Pairs = [:]) throws -> Request {
        let unknown = unknown(query: query, form: form)
        guard unknown.isEmpty else {
            throw Failure("internal", "метод \(path) не знает параметров: \(unknown.joined(separator: ", "))")
        }
        var request = Request("POST", path, query, effect: effect)
        request.form = form
        request.isAnonymous = isPublic
        request.checkWith = checkWith
        return request
    }

    /// The names among those given that this method does not know.
    private func unknown(query given: Pairs, form givenForm: Pairs) -> [String] {
        given.all.map(\.name).filter { !query.contains($0) } + givenForm.all.map(\.name).filter { !form.contains($0) }
    }
}
