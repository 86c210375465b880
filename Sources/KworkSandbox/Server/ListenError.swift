import Glibc
import NIOCore

/// A port could not be taken.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// The port asked for; 0 asked for any.
    public var port: Int
    /// What the system said.
    public var reason: String

    init(port: Int, _ error: any Error) {
        self.port = port
        reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? String(describing: error)
    }

    public var description: String {
        "cannot listen on 127.0.0.1:\(port): \(reason); choose another port, or 0 for a free one"
    }
}
