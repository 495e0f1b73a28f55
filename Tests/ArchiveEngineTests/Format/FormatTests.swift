import Connector
import Cryptography
import Engine
import JSON
import Storage
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// The contract of docs/formats/archive.md, both ways.
@Suite struct FormatTests {
    private static let id = UUID(high: 0x019A_8F3C_0B7E_7C3A, low: 0x9F61_2D4E_5A6B_7C8D)
    private static let digest = SHA256.hash([1, 2, 3])

    /// A record of every kind of thing that a line can say.
    private static func record(using random: inout SeededGenerator) -> EntryRecord {
        func bytes(_ limit: Int, using random: inout SeededGenerator) -> [UInt8] {
            let isText = Bool.random(using: &random)
            return (0..<Int.random(in: 1...limit, using: &random)).map { _ in
                let byte = UInt8.random(in: isText ? 0x20...0x7E : 0x01...0xFF, using: &random)
                return byte == UInt8(ascii: "/") ? 0x41 : byte
            }
        }
        let path = EntryPath(bytes: [0x78] + bytes(30, using: &random))
        let kinds: [Entry.Kind] = [
            .file, .folder, .link(bytes(40, using: &random)), .fifo, .socket,
            .hardLink(SyntheticTree.path("a/b")), .characterDevice(major: 1, minor: .max),
            .blockDevice(major: 0, minor: 7),
        ]
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
        var record = EntryRecord(
            path: path ?? SyntheticTree.path("x"), kind: kind,
            metadata: EntryMetadata(
                permissions: .random(in: 0...0o7777, using: &random),
                user: .init(
                    id: .random(in: 0...UInt32.max, using: &random), name: Array("ü".utf8)),
                group: .init(id: 7),
                modified: FileTime(
                    seconds: .random(in: Int64.min / 2...Int64.max / 2, using: &random),
                    nanoseconds: .random(in: 0..<1_000_000_000, using: &random)),
                attributes: Bool.random(using: &random)
                    ? [] : [.init(name: bytes(9, using: &random), value: bytes(50, using: &random))]
            ))
        if kind != .socket { record.headerOffset = .random(in: 0...1 << 50, using: &random) }
        if kind == .file {
            record.size = .random(in: 0...1 << 40, using: &random)
            record.dataSize = record.size / 2
            record.digest = digest
            record.contentOffset = (record.headerOffset ?? 0) + 1536
            record.tear = Bool.random(using: &random) ? .unreadable : nil
        }
        record.identity = FileIdentity(
            device: .max, inode: random.next(), linkCount: 3, changed: FileTime(seconds: -1))
        return record
    }

    @Test func linesReadBackAsTheyWereWritten() throws {
        var random = SeededGenerator()
        for _ in 0..<2000 {
            let record = Self.record(using: &random)
            var line: [UInt8] = []
            record.append(to: &line)
            #expect(line.removeLast() == UInt8(ascii: "\n"))
            #expect(try IndexLine(parsing: line) == .entry(record), "seed \(random.seed)")
            // What we write by hand is JSON to everybody else.
            guard case .object = try JSON(parsing: line) else {
                Issue.record("no object, seed \(random.seed)")
                return
            }
        }
    }

    @Test(arguments: [
        IndexLine.details(.init(hostName: "h\"ö", paths: ["/a", "/b"], tags: [])),
        .part(
            PartFrames(
                part: PartName(7),
                frames: [
                    .init(offset: 0, size: 10, tarOffset: 5, tarSize: 99),
                    .init(offset: 10, size: 1, tarOffset: 104, tarSize: 1),
                ])),
        .end(IndexEnd(entries: 3, tar: 10240, parts: 1)),
    ])
    func otherLinesReadBack(line: IndexLine) throws {
        var bytes: [UInt8] = []
        line.append(to: &bytes)
        #expect(try IndexLine(parsing: bytes.dropLast()) == line)
    }

    @Test(arguments: [
        "", "{}", "[]", "{\"p\":\"a\"}",
        #"{"p":"../a","k":"d","m":1,"u":[0],"g":[0],"t":[0,0],"o":0}"#,
        #"{"p":"/a","k":"d","m":1,"u":[0],"g":[0],"t":[0,0],"o":0}"#,
        #"{"p":"a","k":"d","m":1,"u":[0],"g":[0],"t":[0,0]}"#,
        #"{"p":"a","k":"d","m":99999,"u":[0],"g":[0],"t":[0,0],"o":0}"#,
        #"{"p":"a","p":"b","k":"d","m":1,"u":[0],"g":[0],"t":[0,0],"o":0}"#,
        #"{"p":"a","k":"d","m":1,"u":[0],"g":[0],"t":[0,0],"o":0} x"#,
        #"{"p":"a","k":"f","m":1,"u":[0],"g":[0],"t":[0,0],"o":0,"n":1,"c":512}"#,
        #"{"p":"a","k":"h","m":1,"u":[0],"g":[0],"t":[0,0],"o":0,"x":"../b"}"#,
        #"{"part":0,"frames":[[0,1,2,3]]}"#, #"{"part":1,"frames":[[0,1,2]]}"#,
        #"{"end":true,"entries":1}"#, #"{"p":{"b64":"!!!"}}"#, #"{"p":"a"#,
    ])
    func whatIsNoLineIsRefused(text: String) {
        #expect {
            try IndexLine(parsing: Array(text.utf8))
        } throws: { error in
            (error as? EngineError)?.kind == .damaged
        }
    }

    @Test func unknownFieldsArePassedOver() throws {
        let text =
            #"{"zz":{"a":[1,{"b":"\""}]},"p":"a","k":"d","m":1,"u":[0,"r"],"g":[0],"#
            + #""t":[-5,1],"o":0,"q":null,"new":[true,-1.5e3]}"#
        guard case .entry(let record) = try IndexLine(parsing: Array(text.utf8)) else {
            Issue.record("no entry")
            return
        }
        #expect(record.metadata.modified == FileTime(seconds: -5, nanoseconds: 1))
        #expect(record.metadata.user.name == Array("r".utf8))
    }

    // MARK: Documents

    private static var manifest: Manifest {
        let recipient = AgeIdentity.random().recipient
        return Manifest(
            vault: id, scope: ArchiveFixture.scope, run: id, started: ArchiveFixture.started,
            finished: ArchiveFixture.started, program: "holdfast 0.1.0",
            pipeline: .init(level: 3, frameSize: 4 << 20, encryption: .age),
            recipients: [recipient], keys: [name("main")],
            totals: .init(entries: 1, content: 2, tar: 10240, stored: 300, issues: 0),
            parts: [
                .init(
                    name: PartName(1), size: 200, digest: digest, plainSize: 100, frames: 1,
                    tar: 0..<10240)
            ], index: .init(name: "entries.jsonl.zst.age", size: 100, digest: digest))
    }

    @Test func documentsReadBackAndAreCanonical() throws {
        let manifest = Self.manifest
        #expect(try Manifest(parsing: manifest.encoded) == manifest)
        let text = String(decoding: manifest.encoded, as: UTF8.self)
        #expect(text.hasPrefix(#"{"holdfast":"manifest","version":1,"vault":"019a8f3c-"#))
        #expect(!text.contains(" \""))
        let key = SigningKey.random()
        let source = SourceMarker(scope: ArchiveFixture.scope, key: key.verifyingKey)
        #expect(try SourceMarker(parsing: source.encoded) == source)
    }

    @Test func manifestsThatContradictThemselvesAreRefused() {
        var gap = Self.manifest
        gap.totals.tar = 10241
        var order = Self.manifest
        order.parts[0] = .init(
            name: PartName(2), size: 1, digest: Self.digest, plainSize: 1, frames: 1,
            tar: 0..<10240)
        for manifest in [gap, order] {
            #expect {
                try Manifest(parsing: manifest.encoded)
            } throws: { error in
                (error as? EngineError)?.kind == .damaged
            }
        }
    }

    @Test func laterVersionsAreNamedAsSuch() {
        let text = #"{"holdfast":"source","version":2,"tenant":"?"}"#
        #expect {
            try SourceMarker(parsing: Array(text.utf8))
        } throws: { error in
            (error as? EngineError)?.kind == .tooNew
        }
    }

    @Test func signaturesAreOverEveryFieldAndByTheRightKey() throws {
        let key = SigningKey.random()
        let statement = CompletionRecord.Statement(
            vault: Self.id, scope: ArchiveFixture.scope, snapshot: Self.id,
            manifest: Self.digest, index: Self.digest, sums: Self.digest)
        let record = CompletionRecord(statement, signedWith: key)
        let back = try CompletionRecord(parsing: record.encoded)
        #expect(back == record)
        try back.verify(key.verifyingKey)
        #expect {
            try back.verify(SigningKey.random().verifyingKey)
        } throws: { error in
            (error as? EngineError)?.kind == .foreignSignature
        }
        // Another digest in any place breaks it.
        let text = String(decoding: record.encoded, as: UTF8.self)
        let other = "\(SHA256.hash([9]))"
        for place in text.ranges(of: "\(Self.digest)") {
            let forged = text.replacingCharacters(in: place, with: other)
            #expect(throws: EngineError.self) {
                try CompletionRecord(parsing: Array(forged.utf8)).verify(key.verifyingKey)
            }
        }
    }

    // MARK: Names

    @Test func namesOfPartsCountAndSort() {
        #expect(PartName(1).text == "payload.part000001")
        #expect(PartName("payload.part000012") == PartName(12))
        for text in ["payload.part0000012", "payload.part12", "payload.part00000a", "part000001"] {
            #expect(PartName(text) == nil, "\(text)")
        }
    }

    @Test func namesSayWhatTheyAre() throws {
        let layout = ArchiveFixture.scope.snapshot(Self.id)
        #expect(
            ArchiveLayout.place(of: layout.completion)
                == .snapshot(ArchiveFixture.scope, Self.id, file: "complete.json"))
        #expect(ArchiveLayout.place(of: ArchiveLayout.marker) == .vaultMarker)
        let upper = try ObjectName("tenants/\(Self.id)/sources/\("\(Self.id)".uppercased())/x")
        #expect(ArchiveLayout.place(of: upper) == nil)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
