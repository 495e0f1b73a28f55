import Engine
import Testing
import Values

@testable import StandAlone

@Suite struct SnapshotChoiceTests {
    private let list = SnapshotList(
        snapshots: ["aaa1", "aaa2", "bbb1"].enumerated().map { index, id in
            Snapshot(
                id: Self.id(id), source: "s", time: Timestamp(seconds: Int64(index)),
                details: nil, contentSize: ByteCount(0), storedSize: nil, entries: 0, issues: 0)
        },
        unfinished: [
            UnfinishedSnapshot(
                id: Self.id("ccc1"), source: "s", storedSize: ByteCount(0), modified: nil)
        ],
        damaged: [DamagedSnapshot(id: Self.id("ddd1"), source: "s", reason: "torn")])

    private static func id(_ text: String) -> SnapshotID {
        guard let id = SnapshotID(text) else { preconditionFailure("\(text) is an id") }
        return id
    }

    @Test(arguments: [("latest", "bbb1"), ("bbb", "bbb1"), ("aaa2", "aaa2"), ("BBB1", "bbb1")])
    func aSnapshotIsFoundByTheBeginningOfItsID(text: String, id: String) throws {
        #expect(try SnapshotChoice(text).find(in: list).id.text == id)
    }

    @Test func whoTakesSnapshotsAwayAlsoFindsDamagedOnesByTheirIDs() throws {
        #expect(try SnapshotChoice("ddd").findAny(in: list) == .damaged(list.damaged[0]))
        #expect(try SnapshotChoice("bbb").findAny(in: list) == .whole(list.snapshots[2]))
        let torn = DamagedSnapshot(id: Self.id("bbb2"), source: "s", reason: "torn")
        let both = SnapshotList(snapshots: list.snapshots, damaged: list.damaged + [torn])
        for text in ["bbb", "aaa", ""] {
            let error = #expect(throws: StandAloneError.self) {
                try SnapshotChoice(text).findAny(in: both)
            }
            #expect(error?.kind == .ambiguousSnapshot)
        }
        #expect(try SnapshotChoice("bbb2").findAny(in: both) == .damaged(torn))
        let unfinished = #expect(throws: StandAloneError.self) {
            try SnapshotChoice("ccc").findAny(in: list)
        }
        #expect(unfinished?.kind == .noSuchSnapshot)
    }

    @Test(arguments: [
        ("aaa", StandAloneError.Kind.ambiguousSnapshot, "2 snapshots"),
        ("x", .noSuchSnapshot, "no snapshot begins with x"),
        ("ccc", .noSuchSnapshot, "not finished"), ("ddd", .damagedSnapshot, "torn"),
    ])
    func whatIsNotOneSnapshotIsExplained(
        text: String, kind: StandAloneError.Kind, words: String
    ) throws {
        let error = #expect(throws: StandAloneError.self) {
            try SnapshotChoice(text).find(in: list)
        }
        #expect(error?.kind == kind)
        #expect(error?.message.contains(words) == true)
        #expect(throws: StandAloneError.self) {
            try SnapshotChoice("latest").find(in: SnapshotList())
        }
        let hopeless = SnapshotList(unfinished: list.unfinished, damaged: list.damaged)
        let damage = #expect(throws: StandAloneError.self) {
            try SnapshotChoice("latest").find(in: hopeless)
        }
        #expect(damage?.kind == .damagedSnapshot)
        #expect(damage?.message.contains("ddd1 is damaged: torn") == true)
    }
}
