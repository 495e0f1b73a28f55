import TestSupport
import Testing
import Values

@testable import Tar

@Suite(.timeLimit(.minutes(10))) struct RoundTripTests {
    @Test(arguments: 0..<40)
    func whatIsWrittenIsReadHoweverItComes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let given = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
            RandomMember.make(using: &generator)
        }
        let bytes = try archive(given)
        let whole = try members(of: bytes)
        #expect(whole.count == given.count, "seed \(seed)")
        for (found, expected) in zip(whole, given) {
            #expect(found.entry == expected.entry, "seed \(seed)")
            #expect(differences(found.content, expected.content).isEmpty, "seed \(seed)")
        }
        #expect(try members(of: bytes, piece: 1) == whole, "seed \(seed)")
        #expect(try members(of: bytes, piece: 511) == whole, "seed \(seed)")
        #expect(try archive(whole) == bytes, "seed \(seed)")
    }
}

enum RandomMember {
    static func make(using generator: inout SeededGenerator) -> Member {
        let kinds: [TarEntry.Kind] = [
            .file, .file, .file, .hardLink, .symbolicLink, .characterDevice, .blockDevice,
            .directory, .fifo, .other(UInt8(ascii: "V")),
        ]
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &generator)]
        var entry = TarEntry(path: name(using: &generator), kind: kind)
        if kind == .directory { entry.path.append(UInt8(ascii: "/")) }
        if kind.isLink { entry.linkTarget = name(using: &generator) }
        if kind.isDevice {
            entry.device = .init(
                major: .random(in: 0...4095, using: &generator),
                minor: .random(in: 0...1_048_575, using: &generator))
        }
        entry.permissions = .random(in: 0...0o7777, using: &generator)
        entry.user = owner(using: &generator)
        entry.group = owner(using: &generator)
        entry.modified = time(using: &generator)
        if Bool.random(using: &generator) { entry.accessed = time(using: &generator) }
        if Bool.random(using: &generator) { entry.changed = time(using: &generator) }
        entry.attributes = (0..<Int.random(in: 0...2, using: &generator)).map {
            .init(
                key: Array("user.\($0).".utf8) + name(using: &generator),
                value: bytes(.random(in: 0...300, using: &generator), using: &generator))
        }
        if Bool.random(using: &generator) {
            entry.records = [.init(key: Array("VENDOR.note".utf8), value: [UInt8(ascii: "=")])]
        }
        return kind.hasContent ? filled(entry, using: &generator) : Member(entry: entry)
    }

    private static func filled(
        _ entry: TarEntry, using generator: inout SeededGenerator
    ) -> Member {
        var entry = entry
        let size = [0, 1, 511, 512, 513, 5000, 100_000][Int.random(in: 0..<7, using: &generator)]
        var content = bytes(size, using: &generator)
        entry.size = Int64(size)
        if entry.kind == .file, Bool.random(using: &generator) {
            let cuts = (0..<6).map { _ in Int64.random(in: 0...Int64(size), using: &generator) }
                .sorted()
            let extents = stride(from: 0, to: 6, by: 2).map {
                TarSparseMap.Extent(offset: cuts[$0], count: cuts[$0 + 1] - cuts[$0])
            }
            entry.sparse = TarSparseMap(covering: extents, of: entry.size)
            let kept = entry.sparse?.extents ?? []
            for index in content.indices
            where !kept.contains(where: { ($0.offset..<$0.end).contains(Int64(index)) }) {
                content[index] = 0
            }
        }
        return Member(entry: entry, content: content, stored: Int(entry.contentSize))
    }

    private static func name(using generator: inout SeededGenerator) -> [UInt8] {
        let count = [1, 5, 99, 100, 101, 155, 256, 257, 900][
            Int.random(in: 0..<9, using: &generator)]
        let alphabet: [UInt8] =
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: Array("abc/=% \n".utf8)
            case 1: (1...255).map { UInt8($0) }
            default: Array("abcdefgh/".utf8)
            }
        var name = (0..<count).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        }
        if name.last == UInt8(ascii: "/") { name[name.count - 1] = UInt8(ascii: "x") }
        return name
    }

    private static func owner(using generator: inout SeededGenerator) -> TarEntry.Owner {
        let ids: [UInt64] = [0, 1000, 2_097_151, 2_097_152, 4_294_967_295]
        let id = ids[Int.random(in: 0..<ids.count, using: &generator)]
        return .init(id: id, name: Bool.random(using: &generator) ? name(using: &generator) : [])
    }

    private static func time(using generator: inout SeededGenerator) -> FileTime {
        let seconds: [Int64] = [0, -1, 1_700_000_000, 1 << 33, 1 << 40, -(1 << 40)]
        let nanoseconds: [UInt32] = [0, 1, 500_000_000, 999_999_999]
        return FileTime(
            seconds: seconds[Int.random(in: 0..<seconds.count, using: &generator)],
            nanoseconds: nanoseconds[Int.random(in: 0..<nanoseconds.count, using: &generator)])
    }

    private static func bytes(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
