import Foundation
import Testing

/// What a user without rights of its own meets with files, also where the tests run as root, whom no mode of a file stops.
enum Stranger {
    private typealias SetUser = @convention(c) (uid_t) -> Int32

    /// Runs `body` on a thread of its own. As root that thread, and it alone, is somebody else for the file system; others stay who they are.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) throws -> Result {
        // The cast holds: the C library has had it in this form for ever. Swift's module of the library leaves its header out.
        let function = unsafeBitCast(try #require(dlsym(nil, "setfsuid")), to: SetUser.self)
        let outcome = Collected<Result>()
        let done = DispatchSemaphore(value: 0)
        Thread {
            if getuid() == 0 { _ = function(65_534) }
            // It answers who one was before, whatever it did.
            if getuid() != 0 || function(65_534) == 65_534 { outcome.add(body()) }
            done.signal()
        }.start()
        done.wait()
        return try #require(outcome.all.first, "this system lets nobody become somebody else")
    }
}
