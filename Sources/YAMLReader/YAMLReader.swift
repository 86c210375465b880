import Glibc

/// Revision of the functions below, so that the host refuses a library that does not belong to it.
@c public func yaml_reader_revision() -> Int32 { 1 }

/// Reads one YAML document and gives it back as JSON.
///
/// - Parameters:
///   - bytes: UTF-8, `size` of them, borrowed for the call.
///   - out: the JSON on success, `outSize` bytes. Free it with `yaml_reader_free`.
///   - message: why not, otherwise: one line that ends in no stop, names a line of the document and holds none of its values.
///     Free it with `yaml_reader_free`.
/// - Returns: 0, or -1 with a message.
///
/// Safe from any thread.
@c public func yaml_to_json(
    _ bytes: UnsafePointer<UInt8>?, _ size: Int, _ out: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
    _ outSize: UnsafeMutablePointer<Int>?, _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
    out?.pointee = nil
    outSize?.pointee = 0
    message?.pointee = nil
    do throws(YAMLFault) {
        let json = try Document.json(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : max(0, size)))
        guard let memory = malloc(max(1, json.count))?.assumingMemoryBound(to: UInt8.self) else { throw YAMLFault("is too large for the memory at hand") }
        json.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { memory.update(from: first, count: source.count) }
        }
        out?.pointee = memory
        outSize?.pointee = json.count
        return 0
    } catch {
        message?.pointee = strdup(error.message)
        return -1
    }
}

/// Frees what `yaml_to_json` gave. NULL is allowed.
@c public func yaml_reader_free(_ memory: UnsafeMutableRawPointer?) { free(memory) }

/// Why a document is not taken, in words that go behind a file's name.
struct YAMLFault: Error {
    var message: String
    init(_ message: String) { self.message = message }
}
