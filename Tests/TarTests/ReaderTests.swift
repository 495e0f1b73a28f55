import TestSupport
import Testing

@testable import Tar

@Suite(.timeLimit(.minutes(10))) struct ReaderTests {
    private func kind(_ bytes: [UInt8]) -> TarError.Kind? {
        let whole = failure { _ = try members(of: bytes) }
        let split = failure { _ = try members(of: bytes, piece: 13) }
        #expect(whole == split)
        return whole?.kind
    }

    /// An archive of one header of any shape, two closing blocks and its correct checksum.
    private func header(
        _ flag: Character = "0", size: String = "00000000000\0", body: [UInt8] = [],
        magic: String = "ustar\000", closed: Bool = true,
        change: (inout [UInt8]) -> Void = ReaderTests.unchanged
    ) -> [UInt8] {
        var block: [UInt8] = []
        UstarHeader(name: Array("name".utf8)[...], flag: flag.asciiValue ?? 0).append(to: &block)
        block.replaceSubrange(124..<136, with: size.utf8)
        block.replaceSubrange(257..<265, with: magic.utf8)
        change(&block)
        let sum = TarBlock.checksums(of: block.span).unsigned
        var room = block.mutableSpan
        TarNumber.write(UInt64(sum), to: TarBlock.Field(offset: 148, width: 7), of: &room)
        let padding = [UInt8](repeating: 0, count: TarBlock.padding(after: Int64(body.count)))
        return block + body + padding + [UInt8](repeating: 0, count: closed ? 1024 : 0)
    }

    private static func unchanged(_ block: inout [UInt8]) {}

    private func octal(_ number: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: 11 - digits.count) + digits + "\0"
    }

    /// An extended header of `text`, before an empty file.
    private func extended(_ text: String, flag: Character = "x") -> [UInt8] {
        let body = Array(text.utf8)
        return header(flag, size: octal(body.count), body: body, closed: false) + header()
    }

    private func records(_ pairs: [(String, String)]) -> String {
        var records = PaxRecords()
        for (key, value) in pairs { records.append(key, value.utf8) }
        return String(decoding: records.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        "", "5 a=", "5 a=b", "7 a=b\n", "99 a=b\n", "6 a=b\n6 a=b", "6 ab=\n6 a=b\n1", "0 \n",
        "3 \n",
        "6 =bc\n", "5 ab\n", " 6 a=b\n", "+6 a=b\n", "06a=bc\n", "99999999999999999999 a=b\n",
        "-6 a=b\n", "6\ta=b\n",
    ])
    func recordsThatContradictThemselvesAreRefused(text: String) {
        #expect(kind(extended(text)) == (text.isEmpty ? nil : .badRecord))
    }

    @Test(arguments: [
        ("size", "-1", TarError.Kind.badNumber), ("size", "1x", .badNumber),
        ("size", "9223372036854775807", .badNumber), ("size", "99999999999999999999", .badNumber),
        ("uid", "1.5", .badNumber), ("mtime", "now", .badNumber), ("path", "a\0b", .badRecord),
        ("linkpath", "\0", .badRecord), ("GNU.sparse.major", "x", .badNumber),
        ("GNU.sparse.major", "2", .badSparseMap), ("GNU.sparse.numbytes", "1", .badSparseMap),
        ("GNU.sparse.numblocks", "1", .badSparseMap), ("GNU.sparse.map", "1,,2", .badSparseMap),
        ("path", String(repeating: "p", count: TarLimits.nameBytesMax + 1), .beyondLimit),
    ])
    func badValuesAreRefused(key: String, value: String, expected: TarError.Kind) {
        #expect(kind(extended(records([(key, value)]))) == expected)
    }

    @Test(arguments: [
        [("GNU.sparse.numblocks", "1"), ("GNU.sparse.map", "0,0"), ("GNU.sparse.size", "-5")],
        [("GNU.sparse.numblocks", "2"), ("GNU.sparse.map", "0,0"), ("GNU.sparse.size", "5")],
        [("GNU.sparse.numblocks", "1"), ("GNU.sparse.map", "0,6"), ("GNU.sparse.size", "5")],
        [("GNU.sparse.numblocks", "1"), ("GNU.sparse.map", "0,5"), ("GNU.sparse.size", "9")],
        [("GNU.sparse.numblocks", "1"), ("GNU.sparse.map", "0,0")],
        [("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "5")],
    ])
    func mapsThatContradictTheirFileAreRefused(pairs: [(String, String)]) {
        let found = kind(extended(records(pairs)))
        #expect(found == .badSparseMap || found == .badNumber)
    }

    @Test(arguments: [
        "x\n", "\n", "1\n0\n", "2\n0\n512\n0\n512\n", "1\n0\n513\n", "1\n-1\n5\n", "99999999\n",
        "9999999999999999999999\n", String(repeating: "0", count: 512),
    ])
    func hostileMapsInFrontOfContentAreRefused(text: String) {
        let body = Array(text.utf8)
        let padded = body + [UInt8](repeating: 0, count: TarBlock.padding(after: Int64(body.count)))
        let map = records([
            ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "4096"),
        ])
        let prefix = header("x", size: octal(map.utf8.count), body: Array(map.utf8), closed: false)
        let content = padded + [UInt8](repeating: 1, count: 512)
        let found = kind(prefix + header(size: octal(content.count), body: content))
        #expect(found == .badSparseMap || found == .beyondLimit)
    }

    @Test func hostileNumbersInHeadersAreRefused() {
        let ones = [UInt8](repeating: 0xFF, count: 12)
        let huge = [0x80] + [UInt8](repeating: 0xFF, count: 11)
        #expect(kind(header { $0.replaceSubrange(124..<136, with: ones) }) == .badNumber)
        #expect(kind(header { $0.replaceSubrange(124..<136, with: huge) }) == .badNumber)
        #expect(kind(header { $0.replaceSubrange(108..<116, with: ones.prefix(8)) }) == .badNumber)
        #expect(kind(header(size: "0000000009x\0")) == .badNumber)
        #expect(kind(header(size: octal(5))) == .missingTerminator)
    }

    @Test func headersBeyondTheirLimitsAreRefusedBeforeTheyAreRead() {
        for (flag, limit) in [
            (Character("x"), TarLimits.extendedHeaderBytesMax),
            ("g", TarLimits.extendedHeaderBytesMax), ("L", TarLimits.nameBytesMax),
            ("K", TarLimits.nameBytesMax),
        ] {
            #expect(kind(header(flag, size: octal(limit + 1))) == .beyondLimit)
        }
        let many = String(repeating: "6 a=b\n", count: TarLimits.recordsMax + 1)
        #expect(kind(extended(many)) == .beyondLimit)
    }

    @Test func extendedHeadersNeedTheirEntry() {
        let one = extended("6 a=b\n").dropLast(1536)
        #expect(kind(one + [UInt8](repeating: 0, count: 1024)) == .danglingHeader)
        #expect(kind(one + one + header()) == .danglingHeader)
        #expect(kind(Array(one)) == .truncated)
    }

    @Test func anyDamageOfAHeaderIsNoticed() {
        let bytes = header()
        // What surrounds the digits of the checksum means nothing.
        for index in 0..<512 where index != 148 && index != 155 {
            var damaged = bytes
            damaged[index] ^= 0x10
            let found = kind(damaged)
            #expect(found == .badChecksum || found == .badNumber, "byte \(index)")
        }
    }

    @Test func signedChecksumsOfOldWritersAreAccepted() throws {
        var bytes = header(magic: "\0\0\0\0\0\0\0\0") { $0[0] = 0xFC }
        let sum = TarBlock.checksums(of: bytes.span.extracting(..<512)).signed
        var room = bytes.mutableSpan
        TarNumber.write(UInt64(sum), to: TarBlock.Field(offset: 148, width: 7), of: &room)
        #expect(try members(of: bytes).first?.entry.path == [0xFC] + Array("ame".utf8))
    }

    @Test func endsAreExact() {
        let bytes = header(closed: false)
        let zeros = [UInt8](repeating: 0, count: 512)
        #expect(kind([]) == .missingTerminator)
        #expect(kind(bytes) == .missingTerminator)
        #expect(kind(bytes + zeros) == .missingTerminator)
        #expect(kind(bytes + zeros + bytes + zeros + zeros) == .missingTerminator)
        #expect(kind(bytes + zeros + zeros) == nil)
        #expect(kind(bytes + zeros + zeros + zeros + [0, 0]) == nil)
        let error = failure { _ = try members(of: bytes + zeros + zeros + zeros + [0, 7]) }
        #expect(error?.kind == .trailingGarbage)
        #expect(error?.offset == 2049)
    }

    @Test func everyCutIsNoticed() throws {
        let whole = try archive(
            [
                .file(String(repeating: "n", count: 300), [1, 2, 3]),
                .file("s", [UInt8](repeating: 5, count: 2000)) {
                    $0.sparse = TarSparseMap(covering: [.init(offset: 512, count: 512)], of: 2000)
                }, .other("d", .directory),
            ], blockingFactor: 1)
        // All around the ends of blocks, and some in between: each cut reads the archive twice.
        for length in 0..<whole.count where (length + 3) % 512 < 6 || length % 41 == 0 {
            let found = kind(Array(whole[..<length]))
            #expect(found == .truncated || found == .missingTerminator, "\(length)")
        }
    }

    @Test func anErrorStays() throws {
        var reader = TarReader()
        var position = 0
        let bytes = [UInt8](repeating: 7, count: 512)
        let first = failure { _ = try reader.next(bytes.span, from: &position) }
        #expect(first?.kind == .badChecksum && first?.offset == 0)
        var next = 0
        #expect(failure { _ = try reader.next(header().span, from: &next) } == first)
        #expect(failure { try reader.finish() } == first)
    }

    /// A map of as many pieces as are allowed must not take quadratic time.
    @Test func theLargestMapIsReadInOneGo() throws {
        let count = TarLimits.extentsMax - 1
        var entry = TarEntry(path: Array("holes".utf8), kind: .file)
        entry.size = Int64(count) * 1024
        entry.sparse = TarSparseMap(
            covering: (0..<count).map { .init(offset: Int64($0) * 1024, count: 512) },
            of: entry.size)
        var writer = TarWriter()
        var bytes: [UInt8] = []
        try writer.begin(entry, into: &bytes)
        var reader = TarReader()
        var position = 0
        guard case .entry(let read) = try reader.next(bytes.span, from: &position) else {
            Issue.record("no entry")
            return
        }
        #expect(read.sparse?.extents.count == count)
        entry.sparse = TarSparseMap(
            covering: (0...count).map { .init(offset: Int64($0) * 1024, count: 512) },
            of: entry.size + 1024)
        entry.size += 1024
        var other = TarWriter()
        #expect(failure { try other.begin(entry, into: &bytes) }?.kind == .badEntry)
    }
}
