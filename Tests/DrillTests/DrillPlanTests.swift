import Connector
import Host
import TestSupport
import Testing
import Values

@testable import Drill

@Suite struct DrillPlanTests {
    private static func file(_ size: Int64, data: Int64?) throws -> Entry {
        Entry(
            path: try #require(EntryPath("f")), kind: .file,
            metadata: EntryMetadata(
                permissions: 0o644, user: .init(id: 0), group: .init(id: 0),
                modified: FileTime(seconds: 0, nanoseconds: 0)),
            size: size, dataSize: data)
    }

    /// Holes need no room, and data of such a size has none.
    @Test func sizesAreAddedAsFarAsNumbersGo() async throws {
        var plan = DrillPlan()
        for _ in 1...2 { plan.add(try Self.file(9_223_372_036_854_774_784, data: 0)) }
        #expect(plan.doubled.size.bytes == .max)
        try await withScratchFolder { folder in
            try plan.requireRoom(in: FilePath(folder))
            plan.add(try Self.file(.max, data: nil))
            #expect(throws: FileError.self) { try plan.requireRoom(in: FilePath(folder)) }
        }
    }
}
