internal import Glibc
internal import Host
internal import TestSupport
internal import Values

/// Changes the files of a repository behind everybody's back.
struct DamagingHand {
    let root: String

    func remove(_ name: String) throws {
        try Folder(at: FilePath(root)).remove(RelativePath(name))
    }

    func remove(pack id: String) throws { try remove(Self.name(ofPack: id)) }

    /// One bit of one byte.
    func flip(_ name: String, at offset: Int) throws {
        try change(name) { $0[offset] ^= 1 }
    }

    func flip(pack id: String, at offset: Int) throws {
        try flip(Self.name(ofPack: id), at: offset)
    }

    func truncate(_ name: String, to size: Int) throws {
        try change(name) { $0.removeLast($0.count - size) }
    }

    func truncate(pack id: String, to size: Int) throws {
        try truncate(Self.name(ofPack: id), to: size)
    }

    func size(pack id: String) throws -> Int {
        try readFile("\(root)/\(Self.name(ofPack: id))").count
    }

    /// Into the folder where another pack would be.
    func move(pack id: String) throws {
        let bytes = try readFile("\(root)/\(Self.name(ofPack: id))")
        try remove(pack: id)
        let other = id.hasPrefix("00") ? "01" : "00"
        try writeFile(bytes, to: "\(root)/data/\(other)/\(id)")
    }

    func write(_ text: String, to name: String) throws {
        try writeFile(Array(text.utf8), to: "\(root)/\(name)")
    }

    func names(in folder: String) throws -> [String] {
        var reader = try Folder(at: FilePath("\(root)/\(folder)")).entries()
        var names: [String] = []
        while let batch = try reader.next() { names += batch.map { "\($0.name)" } }
        return names
    }

    private func change(_ name: String, _ body: (inout [UInt8]) -> Void) throws {
        var bytes = try readFile("\(root)/\(name)")
        body(&bytes)
        // What restic wrote may be read-only.
        try remove(name)
        try writeFile(bytes, to: "\(root)/\(name)")
    }

    private static func name(ofPack id: String) -> String { "data/\(id.prefix(2))/\(id)" }
}
