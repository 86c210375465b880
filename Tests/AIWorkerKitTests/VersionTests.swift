import AIWorkerKit
import Testing

@Test func versionIsThreeNumbers() { #expect(aiworkerVersion.split(separator: ".").count == 3) }
