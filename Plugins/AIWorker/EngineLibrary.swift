import Glibc
import PluginKit

/// The library behind the tools: store, leases, events. It is loaded when work begins, so that a host that only lists tools starts
/// fast and stays small. Safe from any thread.
// Unchecked: everything mutable is read and written under the mutex only.
final class EngineLibrary: @unchecked Sendable {
    static let shared = EngineLibrary()

    /// What both libraries agree on; grows when a function below changes.
    private static let revision: Int32 = 1

    private typealias Start = @convention(c) (UnsafeMutablePointer<mcp_host>) -> Void
    private typealias Run = @convention(c) (Call, mcp_str, mcp_json) -> Status
    private typealias Stop = @convention(c) () -> Void

    private struct Functions {
        var start: Start
        var run: Run
        var stop: Stop
    }

    private enum State {
        case notLoaded
        case ready(Functions)
        case broken(String)
        case ended
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let ending = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state = State.notLoaded
    private var waker: pthread_t?

    private init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The time of day may be set back while somebody waits.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(ending, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    /// Begins the work in the background, such as ending the leases of dead agents, a moment after the start; only where a store is
    /// configured or there, so that nobody gets a database who never calls a tool.
    func prepare() {
        guard Self.hasStore else { return }
        locked {
            var thread = pthread_t()
            let isStarted = pthread_create(
                &thread, nil,
                { _ in
                    EngineLibrary.shared.loadAfterAMoment()
                    return nil
                }, nil)
            if isStarted == 0 { waker = thread }
        }
    }

    private static var hasStore: Bool {
        func text(_ setting: String) -> String { Settings.text(setting) ?? "" }
        if !text("database").isEmpty { return true }
        let folder = text("data_home").hasPrefix("/") ? text("data_home") : text("home") + "/.local/share"
        // Where the engine puts it when nothing is said.
        return access(folder + "/aiworker/aiworker.db", F_OK) == 0
    }

    /// Runs one tool with its arguments as one JSON object.
    func run(_ call: Call, _ tool: String, _ arguments: JSON) -> Status {
        let functions: Functions
        switch locked({ load() }) {
        case .ready(let loaded): functions = loaded
        case .broken(let reason): return call.fail(Failure("internal", reason, retry: .never))
        case .ended, .notLoaded: return call.fail(Failure("internal", "The host is leaving.", retry: .later(after: nil)))
        }
        var name = tool
        var text = arguments.utf8
        return name.withUTF8 { name in
            name.withMemoryRebound(to: CChar.self) { name in
                text.withUnsafeMutableBytes { text in
                    functions.run(
                        call, mcp_str(data: name.baseAddress, size: name.count),
                        mcp_json(data: text.baseAddress?.assumingMemoryBound(to: CChar.self), size: text.count))
                }
            }
        }
    }

    /// Ends the work in the background. Leases are left to their time, so that an agent that starts again finds its task.
    func end() {
        let (functions, waker) = locked { () -> (Functions?, pthread_t?) in
            let before = state
            state = .ended
            pthread_cond_broadcast(ending)
            if case .ready(let functions) = before { return (functions, self.waker) }
            return (nil, self.waker)
        }
        if let waker { pthread_join(waker, nil) }
        functions?.stop()
    }

    private func loadAfterAMoment() {
        var until = timespec()
        clock_gettime(CLOCK_MONOTONIC, &until)
        until.tv_sec += 1
        locked {
            while case .notLoaded = state {
                if pthread_cond_timedwait(ending, mutex, &until) == ETIMEDOUT { break }
            }
            if case .notLoaded = state { _ = load() }
        }
    }

    /// With the mutex held.
    private func load() -> State {
        guard case .notLoaded = state else { return state }
        state = open()
        if case .ready(let functions) = state, let host = AttachedHost.current { functions.start(host) }
        return state
    }

    private func open() -> State {
        guard let path = AttachedHost.ownFile() else { return .broken("The toolset cannot find its own file.") }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let enginePath = folder + "libAIWorkerEngine.so"
        guard let library = dlopen(enginePath, RTLD_NOW | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
            return .broken("The library that does the work cannot be loaded: \(reason). Reinstall it beside libAIWorker.so.")
        }
        // The casts hold because both libraries agree on the revision, which has had this type since the first.
        guard let revision = dlsym(library, "aiworker_engine_revision"),
            unsafeBitCast(revision, to: (@convention(c) () -> Int32).self)() == Self.revision,
            let start = dlsym(library, "aiworker_engine_start"), let run = dlsym(library, "aiworker_engine_run"),
            let stop = dlsym(library, "aiworker_engine_stop")
        else { return .broken("libAIWorkerEngine.so belongs to another version of libAIWorker.so. Install both from one build.") }
        return .ready(
            Functions(
                start: unsafeBitCast(start, to: Start.self), run: unsafeBitCast(run, to: Run.self),
                stop: unsafeBitCast(stop, to: Stop.self)))
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
