import CShims
import Connector
import FilesConnector
import FilesSupport
import Glibc
import Host
import TestSupport
import Testing
import Values

@Suite struct MetadataTests {
    /// Prints each entry as `describe-tree` does, from what the walk gave alone. One after the
    /// other: how old the kernel is to be is said to the whole process.
    @Test(.serialized, arguments: [false, true])
    func everythingIsAsStockToolsSeeIt(oldKernel: Bool) async throws {
        try await withScratchFolder { scratch in
            let tree = try await TortureTree.make(at: "\(scratch)/t", depth: 12)
            cshims_walk_avoid_new_calls(oldKernel ? 1 : 0)
            defer { cshims_walk_avoid_new_calls(0) }
            let taken = try await take(tree.path, reading: false)
            #expect(taken.issues == [])
            let described = try await TortureTree.describe(tree.path)
            let prefix = tree.path.utf8.dropFirst()
            let ours = taken.entries.filter { $0.path.bytes.starts(with: prefix) }
                .map { Self.line(of: $0, below: tree.path) }
            let theirs = described.map(Self.comparable)
            #expect(
                TortureTree.differences(theirs.sorted(), ours.sorted()) == [], "seed \(tree.seed)")
        }
    }

    @Test func ownersHaveTheirNames() async throws {
        try await withFiles("touch f; chown 4000000000:4000000001 f; touch g") { folder in
            let taken = try await take(folder)
            let odd = try #require(taken.entry("\(folder.dropFirst())/f")).metadata
            #expect(odd.user == EntryMetadata.Owner(id: 4_000_000_000))
            #expect(odd.group == EntryMetadata.Owner(id: 4_000_000_001))
            let usual = try #require(taken.entry("\(folder.dropFirst())/g")).metadata
            let names = try await runProgram("stat", ["-c", "%U %G", "\(folder)/g"])
            #expect(
                "\(String(decoding: usual.user.name, as: UTF8.self)) "
                    + "\(String(decoding: usual.group.name, as: UTF8.self))\n" == names.text)
        }
    }

    @Test func manyAndLargeAttributesAreRead() async throws {
        let script = """
            mkdir m; mount -t tmpfs t m; touch m/f
            for i in {100..299}; do setfattr -n user.attribute-$i -v $i m/f; done
            python3 -c "import os; os.setxattr('m/f', 'user.large', b'x' * 65536)"
            """
        try await withFiles(script) { folder in
            let taken = try await take("\(folder)/m")
            _ = try await runProgram("umount", ["-l", "\(folder)/m"])
            let attributes = try #require(taken.entry("\(folder.dropFirst())/m/f"))
                .metadata.attributes
            #expect(attributes.count == 201 && taken.issues == [])
            #expect(attributes.contains { $0.value.count == 65_536 })
            #expect(attributes.contains { $0.value == Array("100".utf8) })
        }
    }

    /// Kind, mode, owner, size, time, link, devices, attributes; hard links are tested elsewhere.
    private static func line(of entry: Entry, below root: String) -> String {
        let metadata = entry.metadata
        var (kind, size, link, device) = ("", "", "", "")
        switch entry.kind {
        case .file: (kind, size) = ("f", "\(entry.size)")
        case .hardLink: (kind, size) = ("f", "?")
        case .folder: kind = "d"
        case .link(let target): (kind, link) = ("l", quoted(target))
        case .fifo: kind = "p"
        case .socket: kind = "s"
        case .characterDevice(let major, let minor): (kind, device) = ("c", hex(major, minor))
        case .blockDevice(let major, let minor): (kind, device) = ("b", hex(major, minor))
        }
        let path = quoted(Array(entry.path.bytes.dropFirst(root.utf8.count)))
        let sorted = metadata.attributes.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        let attributes = sorted.map {
            "\(quotedKey($0.name))=0x\($0.value.map(hex).joined())"
        }.joined(separator: ",")
        return [
            path, kind, String(metadata.permissions, radix: 8), "\(metadata.user.id)",
            "\(metadata.group.id)", size, time(metadata.modified), link, device, attributes,
        ].joined(separator: "\t")
    }

    /// The same fields of a described line.
    private static func comparable(_ line: String) -> String {
        var fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        if !fields[9].isEmpty { fields[1] = fields[1] == "l" ? "f" : fields[1] }
        let isFurther = !fields[9].isEmpty
        if isFurther { (fields[5], fields[8]) = ("?", "") }
        return [0, 1, 2, 3, 4, 5, 6, 8, 10, 12].map { fields[$0] }.joined(separator: "\t")
    }

    private static func time(_ time: FileTime) -> String {
        // find prints the fraction of times before 1970 as it is, and one digit more.
        let digits = "\(time.nanoseconds)"
        return "\(time.seconds).\(String(repeating: "0", count: 9 - digits.count))\(digits)0"
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            if (0x21...0x7e).contains(byte), byte != 0x5c {
                return String(UnicodeScalar(byte))
            }
            let octal = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - octal.count) + octal
        }.joined()
    }

    private static func quotedKey(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    private static func hex(_ major: UInt32, _ minor: UInt32) -> String {
        String(major, radix: 16) + ":" + String(minor, radix: 16)
    }
}
