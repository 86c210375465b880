/// multipart/form-data (RFC 7578).
enum Multipart {
    static func encode(_ parts: [SessionRequest.Part], boundary: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            bytes.append(contentsOf: "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(quoted(part.name))\"".utf8)
            if !part.fileName.isEmpty { bytes.append(contentsOf: "; filename=\"\(quoted(part.fileName))\"".utf8) }
            if !part.contentType.isEmpty { bytes.append(contentsOf: "\r\nContent-Type: \(part.contentType)".utf8) }
            bytes.append(contentsOf: "\r\n\r\n".utf8)
            bytes.append(contentsOf: part.data)
            bytes.append(contentsOf: "\r\n".utf8)
        }
        bytes.append(contentsOf: "--\(boundary)--\r\n".utf8)
        return bytes
    }

    /// A boundary that no body contains by accident.
    static func randomBoundary() -> String {
        var generator = SystemRandomNumberGenerator()
        return "mcp-" + String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
    }

    private static func quoted(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\"": result += "%22"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
