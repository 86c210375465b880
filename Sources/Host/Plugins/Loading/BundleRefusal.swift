/// Why a bundle is left out: one line of plain English that names the cause and both sides of a mismatch.
struct BundleRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    let message: String

    init(_ message: String) { self.message = message }

    var description: String { message }

    /// The same refusal with the place it happened in front: `tool "greet": …`.
    func within(_ place: String) -> BundleRefusal { BundleRefusal("\(place): \(message)") }
}
