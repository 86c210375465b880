import Testing

@testable import AIWorkerKit

@Suite("Names")
struct NamesTests {
    private static let family = "👨‍👩‍👧‍👦"

    @Test("a branch begins with the first eight characters of the id", arguments: [
        ("0192aaaa-0000", "task-0192aaaa-t"), ("ab", "task-ab-t"), ("a b~c^d/e", "task-a-b-c-d--t"), ("жук-жук-жук", "task----------t"),
        ("Äpfel.lock", "task--pfel.lo-t"),
    ])
    func branch(id: String, name: String) { #expect(BranchName.generated(taskID: id, title: "T") == name) }

    @Test("a branch of any id and title can be made", arguments: [
        String(repeating: family, count: 8), String(repeating: "e\u{301}", count: 32), "..", "-", "\u{0}\u{1F600}", "a.lock", "refs/hea",
    ], ["", "...", family, String(repeating: "x", count: 500)])
    func anyBranch(id: String, title: String) {
        for isDistinct in [false, true] {
            let name = BranchName.generated(taskID: id, title: title, isDistinct: isDistinct)
            #expect(BranchName.fault(name, defaultBranch: "main") == nil, "\(name)")
        }
    }

    @Test("what is this machine by itself", arguments: ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]", "::1"])
    func loopback(name: String) { #expect(Loopback.isName(name)) }

    @Test("what only looks like this machine", arguments: [
        "127.evil.example", "127.0.0.1.evil.example", "127.0.0", "127.0.0.256", "127.0.0.+1", "localhost.evil.example", "1127.0.0.1", "",
    ])
    func elsewhere(name: String) { #expect(!Loopback.isName(name)) }
}
