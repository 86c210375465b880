/// The ledger as bytes. Native byte order: the file never leaves the machine.
extension WriteLedger {
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.put(UInt32(entries.count))
        for entry in entries {
            writer.put(entry.id)
            for byte in entry.fingerprint { writer.put(byte) }
            writer.put(entry.tool, limit: WriteEntry.longestName)
            writer.put(entry.checkWith, limit: WriteEntry.longestCheck)
            writer.put(UInt8(entry.subject.arguments.count))
            for argument in entry.subject.arguments {
                writer.put(argument.name)
                writer.put(argument.value)
            }
            writer.put(entry.sentAt)
            writer.put(entry.state.rawValue)
            writer.put(entry.unknownSince)
            writer.put(entry.owner.process)
            writer.put(entry.owner.start)
            writer.put(entry.owner.boot)
            writer.put(entry.owner.namespace)
            writer.put(entry.call)
        }
        return writer.bytes
    }

    /// nil when the bytes are no ledger.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes: bytes)
        guard let count = reader.take(UInt32.self), count <= WriteLedger.limit else { return nil }
        for _ in 0..<count {
            guard let id = reader.take(UInt64.self), let fingerprint = reader.takeBytes(32), let tool = reader.takeText(),
                let checkWith = reader.takeText(), let subject = reader.takeSubject(), let sentAt = reader.take(Int64.self),
                let state = reader.take(UInt8.self).flatMap(WriteEntry.State.init), let unknownSince = reader.take(Int64.self),
                let process = reader.take(Int32.self), let start = reader.take(UInt64.self), let boot = reader.take(UInt64.self),
                let namespace = reader.take(UInt64.self), let call = reader.take(UInt64.self)
            else { return nil }
            entries.append(
                WriteEntry(
                    id: id, fingerprint: fingerprint, tool: tool, checkWith: checkWith, subject: subject, sentAt: sentAt, state: state,
                    unknownSince: unknownSince,
                    owner: ProcessMark(process: process, start: start, boot: boot, namespace: namespace), call: call))
        }
    }
}

extension ByteWriter {
    fileprivate mutating func put(_ text: String, limit: Int) {
        let bytes = Array(text.utf8.prefix(limit))
        put(UInt16(bytes.count))
        for byte in bytes { put(byte) }
    }
}

extension ByteReader {
    fileprivate mutating func takeBytes(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        for _ in 0..<count {
            guard let byte = take(UInt8.self) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    fileprivate mutating func takeSubject() -> WriteSubject? {
        guard let count = take(UInt8.self), count <= WriteSubject.limit else { return nil }
        var subject = WriteSubject()
        for _ in 0..<count {
            guard let name = take(UInt64.self), let value = take(UInt64.self) else { return nil }
            subject.arguments.append(WriteSubject.Argument(name: name, value: value))
        }
        return subject
    }

    /// A name cut inside a character ends in a replacement character; nobody's name is changed by that.
    fileprivate mutating func takeText() -> String? {
        guard let count = take(UInt16.self), let bytes = takeBytes(Int(count)) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
