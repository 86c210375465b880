/// One part of a `multipart/form-data` body (RFC 7578).
struct MultipartPart: Sendable, Equatable {
    var name: String
    /// nil for a plain field.
    var fileName: String?
    var contentType: String?
    var content: [UInt8]
}

/// Takes a `multipart/form-data` body apart (RFC 2046, section 5.1.1).
enum Multipart {
    /// - Parameter contentType: the whole header value; its `boundary` parameter is needed.
    /// - Returns: nil when the boundary is missing, the body is cut short, or a part does not say its name.
    static func parts(of body: [UInt8], contentType: String) -> [MultipartPart]? {
        guard let boundary = boundary(in: contentType) else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter has no line end before it; lending it one makes all of them alike.
        var rest = (Array("\r\n".utf8) + body)[...]
        guard let opening = rest.firstRange(of: delimiter), opening.lowerBound == rest.startIndex else { return nil }
        rest = rest[opening.upperBound...]
        var parts: [MultipartPart] = []
        while !rest.starts(with: "--".utf8) {
            guard rest.starts(with: "\r\n".utf8), let end = rest.firstRange(of: delimiter) else { return nil }
            guard let part = part(rest[rest.startIndex..<end.lowerBound].dropFirst(2)) else { return nil }
            parts.append(part)
            rest = rest[end.upperBound...]
        }
        return parts
    }

    private static func boundary(in contentType: String) -> String? {
        let boundary = parameters(of: contentType)["boundary"] ?? ""
        return (1...70).contains(boundary.utf8.count) ? boundary : nil
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> MultipartPart? {
        let blankLine = Array("\r\n\r\n".utf8)
        guard let gap = bytes.firstRange(of: blankLine), let head = String(validating: bytes[..<gap.lowerBound], as: UTF8.self) else { return nil }
        var headers: [String: String] = [:]
        for line in head.split(separator: "\r\n") {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            headers[halves[0].lowercased()] = String(halves[1].drop { $0 == " " })
        }
        guard let disposition = headers["content-disposition"], disposition.lowercased().hasPrefix("form-data") else { return nil }
        let parameters = parameters(of: disposition)
        guard let name = parameters["name"] else { return nil }
        return MultipartPart(
            name: name, fileName: parameters["filename"], contentType: headers["content-type"], content: Array(bytes[gap.upperBound...]))
    }

    /// `; name=value` pairs after the first word; values may stand in quotes, with a backslash or `%22` for a quote inside.
    private static func parameters(of header: String) -> [String: String] {
        var parameters: [String: String] = [:]
        var rest = header.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    if character == "\\", let next = rest.popFirst() { value.append(next) } else { value.append(character) }
                }
                value = value.split(separator: "%22", omittingEmptySubsequences: false).joined(separator: "\"")
            } else {
                value = String(rest.prefix { $0 != ";" })
                rest = rest.dropFirst(value.count)
            }
            parameters[name.lowercased()] = value
            rest = rest.drop { $0 != ";" }
        }
        return parameters
    }
}
