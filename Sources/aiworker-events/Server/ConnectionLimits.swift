import Foundation

/// What strangers and slow readers may take of the server.
struct ConnectionLimits: Sendable {
    /// Connections at the same time; one more is closed at once. Half of the files that this process may open, so that the rest works on.
    var connections = 500
    /// How long a request may take to arrive, from the moment the connection is ready for it, and how long its answer to be read.
    var request = Duration.seconds(30)
    /// Time between two pings on a WebSocket. Two without an answer are its end.
    var ping = Duration.seconds(20)
    /// What may wait for the reader of one WebSocket. A full look of the feed fits. Readers share the texts that wait.
    var waitingFrames = 5000
    /// The same in bytes.
    var waitingBytes = 64 << 20

    init() {
        var files = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0, files.rlim_cur < 1000 { connections = Int(files.rlim_cur) / 2 }
    }
}
