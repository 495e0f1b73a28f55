import Connector
import Cryptography
import FilesSupport
import Glibc
import Host
import TestSupport
import Testing
import Values

@testable import Export

/// What one machine tells another of entries is what the other hears.
@Suite struct HandoverTests {
    @Test func allThatIsKnownOfAnEntryArrives() async throws {
        let pieces = try await Self.told(Self.entries)
        for size in [7, 1000, 100_000] {
            let heard = HandoverReader(Self.source(pieces, cutInto: size))
            for entry in Self.entries {
                let other = try #require(try Self.entry(heard.next()))
                #expect(other.path == entry.path)
                #expect(other.kind == entry.kind)
                #expect(other.metadata == entry.metadata, "\(entry.path)")
                #expect(other.size == entry.size)
                #expect(other.digest == entry.digest)
                #expect(other.dataSize == entry.dataSize)
                #expect((other.content == nil) == (entry.content == nil))
                guard let content = entry.content as? MemoryContent else { continue }
                let reader = try #require(try other.content?.open())
                #expect(reader.size == content.size)
                #expect(reader.extents == content.extents)
                #expect(try Self.read(reader) == content.data)
                #expect(try reader.finish() == .whole)
            }
            #expect(try heard.next() == nil)
            #expect(try heard.next() == nil)
        }
    }

    @Test func whatIsWrongWithAFileArrivesWithIt() async throws {
        let entries = [
            Entry.sample("torn", .file, MemoryContent(Array("torn".utf8), ending: .torn)),
            Entry.sample(
                "broken", .file, MemoryContent(Array("unreadable".utf8), ending: .unreadable)),
            Entry.sample("last", .file, MemoryContent("last")),
        ]
        let pieces = try await Self.told(entries)
        for isRead in [true, false] {
            let heard = HandoverReader(Self.source(pieces, cutInto: 64))
            let torn = try Self.open(heard.next())
            if isRead {
                #expect(try Self.read(torn) == Array("torn".utf8))
                #expect(try torn.finish() == ContentOutcome.torn(.changed))
            }
            let broken = try Self.open(heard.next())
            if isRead {
                #expect(throws: EntryIssue(.unreadable, path: [], "the part is damaged")) {
                    _ = try Self.read(broken)
                }
            }
            let last = try Self.open(heard.next())
            #expect(try Self.read(last) == Array("last".utf8))
            #expect(try heard.next() == nil)
        }
    }

    @Test func whyTheRestNeverComesIsHeard() async throws {
        let failure = HandoverFailure(
            code: "damaged", message: "It is damaged.", disposition: "permanent")
        let pieces = try await Self.written { writer in
            #expect(throws: MemoryContent.Broken.self) {
                _ = try writer.write(
                    Stream([
                        Entry.sample("a", .file, MemoryContent(Array("lost".utf8), ending: .broken))
                    ]))
            }
            try writer.fail(failure)
        }
        let heard = HandoverReader(Self.source(pieces, cutInto: 10))
        let reader = try Self.open(heard.next())
        #expect(throws: failure) { _ = try Self.read(reader) }
    }

    /// However a stream is cut, it never passes for a whole one.
    @Test func whatIsCutOffIsNotWhole() async throws {
        let whole = try await Self.told(Self.small)
        for count in 0..<whole.count {
            let heard = HandoverReader(Self.source(Array(whole.prefix(count)), cutInto: 500))
            #expect(throws: HandoverError.self, "after \(count)") {
                while let item = try heard.next() {
                    guard let content = try Self.entry(item)?.content else { continue }
                    let reader = try content.open()
                    _ = try Self.read(reader)
                    _ = try reader.finish()
                }
            }
        }
    }

    /// A byte that is another gives another entry or an error, and never a trap.
    @Test func nonsenseIsRefused() async throws {
        let whole = try await Self.told(Self.small)
        var generator = SeededGenerator()
        for _ in 0..<2000 {
            var bytes = whole
            bytes[Int.random(in: bytes.indices, using: &generator)] = .random(
                in: 0...255, using: &generator)
            let heard = HandoverReader(Self.source(bytes, cutInto: 1000))
            do {
                while let item = try heard.next() {
                    guard let content = try Self.entry(item)?.content else { continue }
                    let reader = try content.open()
                    _ = try Self.read(reader)
                    _ = try reader.finish()
                }
            } catch {
                #expect(
                    error is HandoverError || error is HandoverFailure || error is EntryIssue,
                    "\(error), TEST_SEED=\(generator.seed)")
            }
        }
    }

    // MARK: Both ends

    private static func told(_ entries: [Entry]) async throws -> [UInt8] {
        try await written { _ = try $0.write(Stream(entries)) }
    }

    private static func written(
        _ body: (inout HandoverWriter) throws -> Void
    ) async throws -> [UInt8] {
        try await withScratchFolder { scratch in
            let path = "\(scratch)/told"
            let descriptor = FileDescriptor(
                owning: Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600))
            var writer = HandoverWriter(to: descriptor, name: FilePath(path))
            try body(&writer)
            return try readFile(path)
        }
    }

    private static func source(
        _ bytes: [UInt8], cutInto size: Int
    ) -> () throws -> [UInt8]? {
        var rest = bytes[...]
        return {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
    }

    private static func entry(_ item: StreamItem?) throws -> Entry? {
        switch item {
        case .entry(let entry)?: return entry
        case .issue(let issue)?: throw issue
        case nil: return nil
        }
    }

    private static func open(_ item: StreamItem?) throws -> any ContentReader {
        let content = try #require(try entry(item)?.content)
        return try content.open()
    }

    private static func read(_ reader: any ContentReader) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let before = bytes.count
            try bytes.append(addingCapacity: 1000) { try reader.read(into: &$0) }
            if bytes.count == before { return bytes }
        }
    }

    // MARK: Entries

    private static let entries = [
        Entry.sample("folder", .folder, mode: 0o1755),
        Entry.sample("folder/file", .file, MemoryContent("data")),
        Entry.sample("folder/empty", .file, MemoryContent([])),
        Entry.sample("folder/again", .hardLink(EntryPath.sample("folder/file"))),
        Entry.sample("folder/listed", .file),
        Entry(
            path: path([0xff, 0x0a, 0x80]), kind: .file,
            metadata: .init(
                permissions: 0o640, user: .init(id: 1000, name: Array("mara".utf8)),
                group: .init(id: .max, name: [0xff]),
                modified: FileTime(seconds: -5, nanoseconds: 999_999_999),
                accessed: FileTime(seconds: 1 << 33),
                attributes: [.init(name: Array("user.a".utf8), value: [0, 1, 2])]),
            size: 300_000, content: MemoryContent(.init(repeating: 7, count: 300_000)),
            digest: SHA256.hash([7]), dataSize: 300_000),
        Entry.sample(
            "holes", .file,
            MemoryContent(
                Array("startendend".utf8), size: 1_000_000,
                extents: [.init(offset: 0, count: 5), .init(offset: 999_994, count: 6)])),
        Entry.sample("link", .link([0x2e, 0x2e, 0xfe])), Entry.sample("pipe", .fifo),
        Entry.sample("socket", .socket),
        Entry.sample("tty", .characterDevice(major: 5, minor: 1)),
        Entry.sample("zz", .blockDevice(major: .max, minor: 0)),
    ]

    /// Those whose content is short.
    private static let small = entries.filter { entry in
        (entry.content as? MemoryContent).map { $0.data.count < 100 } ?? true
    }

    private static func path(_ bytes: some Collection<UInt8>) -> EntryPath {
        guard let path = EntryPath(bytes: bytes) else { preconditionFailure("it is a path") }
        return path
    }
}
