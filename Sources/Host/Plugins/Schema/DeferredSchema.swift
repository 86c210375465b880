/// A schema that is known to compile, compiled again when it is first needed and kept from then on: most tools of a start are
/// never called, and compiled schemas take several times the memory of their text. Safe from any thread.
final class DeferredSchema: Sendable {
    private let json: JSON
    private let compiled = Guarded<Schema?>(nil)

    /// Throws what is wrong with the schema.
    init(checking json: JSON) throws(SchemaError) {
        _ = try Schema(json)
        self.json = json
    }

    /// What is wrong with a value; empty when it fits.
    func violations(of value: JSON) -> [SchemaViolation] {
        let schema = compiled.withLock { compiled in
            // It has compiled before, so it does again.
            if compiled == nil { compiled = try? Schema(json) }
            return compiled
        }
        return schema?.violations(of: value) ?? []
    }
}
