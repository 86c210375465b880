/// Reads C structs that may be longer or, one day, shorter than this host's own (rule R1 of the plugin header).
enum GrowingStruct {
    /// Larger than any struct of this ABI will be; catches garbage before it is used as a stride.
    static let largestSize: UInt32 = 4096

    /// Why a `struct_size` cannot be used; nil when it can. `minimum` is the size in revision 0.
    static func problem(size: UInt32, minimum: Int, of name: String) -> String? {
        if size < minimum { return "\(name) has struct_size \(size), but the smallest this host knows is \(minimum)" }
        if size > largestSize || size % 8 != 0 { return "\(name) has the impossible struct_size \(size)" }
        return nil
    }

    /// Copies the fields both sides know; the ones the writer lacks are zero.
    static func read<Value: BitwiseCopyable>(_ address: UnsafeRawPointer, size: UInt32, zero: Value) -> Value {
        var value = zero
        withUnsafeMutableBytes(of: &value) { bytes in
            bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: min(bytes.count, Int(size))))
        }
        return value
    }

    /// Fills in the fields both sides know, and leaves the reader's own `struct_size`.
    static func write<Value: BitwiseCopyable>(_ value: Value, to address: UnsafeMutableRawPointer, size: UInt32) {
        withUnsafeBytes(of: value) { bytes in
            let known = min(bytes.count, Int(size))
            let head = MemoryLayout<UInt32>.size
            address.advanced(by: head).copyMemory(from: bytes.baseAddress! + head, byteCount: known - head)
        }
    }

    /// Reads an array whose elements start with `struct_size`: the first one gives the stride, the others must agree.
    static func readArray<Value: BitwiseCopyable>(
        _ base: UnsafeRawPointer, count: Int, minimum: Int, zero: Value, of name: String
    ) -> Result<[Value], BundleRefusal> {
        guard count > 0 else { return .success([]) }
        let size = base.loadUnaligned(as: UInt32.self)
        if let problem = problem(size: size, minimum: minimum, of: "\(name) number 1") { return .failure(BundleRefusal(problem)) }
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in 0..<count {
            let element = base + index * Int(size)
            let own = element.loadUnaligned(as: UInt32.self)
            guard own == size else {
                return .failure(BundleRefusal(
                    "\(name) number \(index + 1) has struct_size \(own), but the first one of its array has \(size)"))
            }
            values.append(read(element, size: size, zero: zero))
        }
        return .success(values)
    }
}
