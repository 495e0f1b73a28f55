import TestSupport
import Testing

@testable import Tar

/// An entry with its content, holes filled with zeros.
struct Member: Hashable {
    var entry: TarEntry
    var content: [UInt8] = []
    /// Bytes that came as content.
    var stored = 0

    var path: String { String(decoding: entry.path, as: UTF8.self) }
}

/// Reads a whole archive that is given in pieces.
func members(of archive: [UInt8], piece: Int = .max) throws -> [Member] {
    var reader = TarReader()
    var members: [Member] = []
    var current: Member?
    var start = 0
    repeat {
        let end = start + min(piece, archive.count - start)
        let input = archive.span.extracting(start..<end)
        var position = 0
        while let event = try reader.next(input, from: &position) {
            switch event {
            case .entry(let entry):
                precondition(current == nil, "an entry inside another")
                // Holes of gigabytes are told by the map; here they are cut off.
                let size = min(Int(entry.size), 64 << 20)
                current = Member(entry: entry, content: [UInt8](repeating: 0, count: size))
            case .content(let range, let offset):
                for index in range {
                    current?.put(input[index], at: Int(offset) + index - range.lowerBound)
                }
            case .entryEnd:
                if let current { members.append(current) }
                current = nil
            case .end:
                break
            }
        }
        precondition(position == input.count, "input was left over")
        start = end
    } while start < archive.count
    try reader.finish()
    return members
}

extension Member {
    fileprivate mutating func put(_ byte: UInt8, at offset: Int) {
        stored += 1
        if offset < content.count { content[offset] = byte }
    }
}

/// An archive of entries with the content that their data extents hold.
func archive(_ members: [Member], blockingFactor: Int = 20) throws -> [UInt8] {
    var writer = TarWriter()
    var bytes: [UInt8] = []
    for member in members {
        try writer.begin(member.entry, into: &bytes)
        let content = member.storedContent
        bytes += content
        try writer.wrote(content.count)
        try writer.end(into: &bytes)
    }
    writer.finish(blockingFactor: blockingFactor, into: &bytes)
    #expect(writer.offset == Int64(bytes.count))
    return bytes
}

extension Member {
    /// What the archive holds of the content.
    fileprivate var storedContent: [UInt8] {
        guard entry.kind == .file, let sparse = entry.sparse else { return content }
        return sparse.extents.flatMap { content[Int($0.offset)..<Int($0.end)] }
    }

    static func file(
        _ path: String, _ content: [UInt8] = [], change: (inout TarEntry) -> Void = { _ in }
    )
        -> Member
    {
        var entry = TarEntry(path: Array(path.utf8), kind: .file)
        entry.size = Int64(content.count)
        change(&entry)
        return Member(entry: entry, content: content, stored: Int(entry.contentSize))
    }

    static func other(
        _ path: String, _ kind: TarEntry.Kind, change: (inout TarEntry) -> Void = { _ in }
    ) -> Member {
        var entry = TarEntry(path: Array(path.utf8), kind: kind)
        change(&entry)
        return Member(entry: entry)
    }
}

/// What reading or writing throws, nil when it does not.
func failure(of body: () throws -> Void) -> TarError? {
    do {
        try body()
        return nil
    } catch {
        return error as? TarError
    }
}

/// The first places where two runs of bytes differ; printing all of them helps nobody.
func differences(_ a: [UInt8], _ b: [UInt8]) -> [Int] {
    if a == b { return [] }
    let places = (0..<max(a.count, b.count)).lazy.filter { index in
        index >= a.count || index >= b.count || a[index] != b[index]
    }
    return Array(places.prefix(10))
}
