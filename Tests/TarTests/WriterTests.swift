import TestSupport
import Testing
import Values

@testable import Tar

@Suite struct WriterTests {
    @Test func contentThatDoesNotFitItsAnnouncementIsRefused() throws {
        var entry = TarEntry(path: Array("f".utf8), kind: .file)
        entry.size = 10
        var writer = TarWriter()
        var bytes: [UInt8] = []
        try writer.begin(entry, into: &bytes)
        #expect(failure { try writer.wrote(11) }?.kind == .contentTooLong)
        try writer.wrote(4)
        #expect(writer.missing == 6)
        #expect(failure { try writer.end(into: &bytes) }?.kind == .contentTooShort)
        #expect(failure { try writer.wrote(7) }?.kind == .contentTooLong)
    }

    @Test(arguments: [1, 511, 65_536, 65_537, 1_000_000])
    func aFileThatShrankIsFilledWithZerosPieceByPiece(missing: Int) throws {
        var entry = TarEntry(path: Array("f".utf8), kind: .file)
        entry.size = Int64(missing) + 3
        var writer = TarWriter()
        var bytes: [UInt8] = []
        try writer.begin(entry, into: &bytes)
        bytes += [1, 2, 3]
        try writer.wrote(3)
        var calls = 1
        var before = bytes.count
        while writer.padMissing(into: &bytes) {
            #expect(bytes.count - before == 64 << 10)
            before = bytes.count
            calls += 1
        }
        #expect(calls == (missing + 65_535) / 65_536)
        try writer.end(into: &bytes)
        writer.finish(into: &bytes)
        let found = try members(of: bytes)
        #expect(
            differences(found[0].content, [1, 2, 3] + [UInt8](repeating: 0, count: missing)).isEmpty
        )
    }

    @Test func equalEntriesGiveEqualBytes() throws {
        let members: [Member] = [
            .file("a", [1]) {
                $0.attributes = [
                    .init(key: Array("user.b".utf8), value: [1]),
                    .init(key: Array("user.a".utf8), value: [2]),
                ]
                $0.modified = .init(seconds: 1, nanoseconds: 2)
            }, .other("d", .directory),
        ]
        #expect(try archive(members) == archive(members))
    }

    @Test(arguments: [(1, 1536), (20, 10_240), (3, 1536), (2, 2048)])
    func theLastRecordIsFilledUp(factor: Int, size: Int) throws {
        #expect(try archive([.other("d", .directory)], blockingFactor: factor).count == size)
    }

    @Test func offsetsTellWhereHeadersBegin() throws {
        var writer = TarWriter()
        var bytes: [UInt8] = []
        var offsets: [Int64] = []
        for member: Member in [
            .file("a"), .file(String(repeating: "n", count: 300)), .other("d", .directory),
        ] {
            offsets.append(writer.offset)
            try writer.begin(member.entry, into: &bytes)
            try writer.end(into: &bytes)
        }
        writer.finish(into: &bytes)
        #expect(offsets == [0, 512, 2048])
        // Reading can begin at any of them.
        for (index, name) in [(1, 300), (2, 2)] {
            var reader = TarReader(startingAt: offsets[index])
            var position = 0
            let rest = bytes.span.extracting(droppingFirst: Int(offsets[index]))
            guard case .entry(let entry) = try reader.next(rest, from: &position) else {
                Issue.record("no entry")
                return
            }
            #expect(entry.path.count == name)
            #expect(reader.entryOffset == offsets[index])
        }
    }

    private static let unfitFiles: [@Sendable (inout TarEntry) -> Void] = [
        { $0.path = [] }, { $0.path = [97, 0, 98] }, { $0.path = Array("folder/".utf8) },
        { $0.path = [UInt8](repeating: 97, count: TarLimits.nameBytesMax) }, { $0.size = -1 },
        { $0.size = .max }, { $0.linkTarget = [1] }, { $0.device = .init(major: 1, minor: 1) },
        { $0.records = [.init(key: Array("path".utf8), value: [1])] },
        { $0.records = [.init(key: Array("SCHILY.xattr.user.a".utf8), value: [1])] },
        { $0.records = [.init(key: Array("a=b".utf8), value: [1])] },
        { $0.records = [.init(key: Array("VENDOR.a".utf8), value: [])] },
        { $0.attributes = [.init(key: [], value: [1])] },
        { $0.kind = .symbolicLink }, { $0.kind = .hardLink }, { $0.kind = .blockDevice },
        { $0.kind = .other(UInt8(ascii: "5")) },
        {
            $0.kind = .directory
            $0.size = 1
        },
        {
            $0.kind = .characterDevice
            $0.device = .init(major: 1 << 21, minor: 1)
        },
    ]

    @Test(arguments: unfitFiles.indices)
    func whatTheFormatCannotHoldIsRefused(index: Int) {
        var entry = TarEntry(path: [97], kind: .file)
        Self.unfitFiles[index](&entry)
        var writer = TarWriter()
        var bytes: [UInt8] = []
        #expect(failure { try writer.begin(entry, into: &bytes) }?.kind == .badEntry)
        #expect(bytes.isEmpty && writer.offset == 0)
    }

    @Test func attributesBeyondAMebibyteAreRefused() {
        let big = [UInt8](repeating: 1, count: 65_536)
        let member = Member.file("a") {
            $0.attributes = (0..<17).map { .init(key: Array("user.\($0)".utf8), value: big) }
        }
        var writer = TarWriter()
        var bytes: [UInt8] = []
        #expect(failure { try writer.begin(member.entry, into: &bytes) }?.kind == .beyondLimit)
    }

    private typealias Pieces = [(offset: Int64, count: Int64)]

    private func extents(_ pieces: Pieces) -> [TarSparseMap.Extent] {
        pieces.map { .init(offset: $0.offset, count: $0.count) }
    }

    @Test func extentsAreWidenedToBlocks() throws {
        let table: [(given: Pieces, size: Int64, expected: Pieces)] = [
            ([(0, 100)], 100, [(0, 100)]), ([(600, 1)], 5000, [(512, 512)]),
            ([(0, 512), (512, 10)], 5000, [(0, 1024)]),
            ([(100, 10), (900, 10)], 5000, [(0, 1024)]),
            ([(100, 0), (4999, 1)], 5000, [(4608, 392)]), ([], 0, []),
        ]
        for row in table {
            let map = try #require(TarSparseMap(covering: extents(row.given), of: row.size))
            #expect(map.extents == extents(row.expected))
            #expect(map.isAligned(in: row.size))
        }
    }

    @Test func contradictoryExtentsAreRefused() {
        let table: [(given: Pieces, size: Int64)] = [
            ([(0, 101)], 100), ([(5, 5), (0, 1)], 100), ([(0, 10), (9, 2)], 100),
            ([(-1, 5)], 100), ([(0, -1)], 100), ([(.max, .max)], .max),
        ]
        for row in table {
            #expect(TarSparseMap(covering: extents(row.given), of: row.size) == nil)
        }
    }

    @Test func usingAWriterOutOfTurnTraps() async {
        await #expect(processExitsWith: .failure) {
            var writer = TarWriter()
            var bytes: [UInt8] = []
            try writer.begin(TarEntry(path: [97], kind: .file), into: &bytes)
            try writer.begin(TarEntry(path: [97], kind: .file), into: &bytes)
        }
        await #expect(processExitsWith: .failure) {
            var writer = TarWriter()
            var bytes: [UInt8] = []
            try writer.begin(TarEntry(path: [97], kind: .file), into: &bytes)
            writer.finish(into: &bytes)
        }
    }

    @Test(arguments: [
        ("0", 0, 0), ("12.5", 12, 500_000_000), ("-1.5", -2, 500_000_000), ("-3", -3, 0),
        ("-0.25", -1, 750_000_000), ("1.1234567899", 1, 123_456_789), ("7.", 7, 0),
        ("0.000000001", 0, 1),
    ])
    func timesAreReadAsTheyAreWritten(text: String, seconds: Int64, nanoseconds: UInt32) throws {
        let time = try #require(FileTime(decimal: Array(text.utf8)[...]))
        #expect(time == FileTime(seconds: seconds, nanoseconds: nanoseconds))
        #expect(FileTime(decimal: time.decimal[...]) == time)
    }

    @Test(arguments: ["", "-", ".5", "1.5.5", "1e5", "99999999999999999999", " 1", "1 ", "--1"])
    func otherTextIsNoTime(text: String) {
        #expect(FileTime(decimal: Array(text.utf8)[...]) == nil)
    }
}
