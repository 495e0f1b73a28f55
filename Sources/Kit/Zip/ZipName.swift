/// A name as an archive holds it: one that stays below the folder that somebody unpacks into, on
/// this system and on those that also separate names with backslashes.
struct ZipName {
    static let lengthMax = 0xFFFF

    let bytes: [UInt8]
    /// By the flag that says so; other bytes stand as they are, which unpackers on Linux keep.
    let isUTF8: Bool

    init(_ path: [UInt8], isFolder: Bool) throws(ZipError) {
        let bytes = isFolder ? path + [slash] : path
        let shown = String(decoding: path, as: UTF8.self)
        guard Self.isSafe(path) else {
            throw ZipError(.badName, "\"\(shown)\" would lead out of where it is unpacked")
        }
        guard bytes.count <= Self.lengthMax else {
            throw ZipError(.nameTooLong, "\(shown) is longer than zip archives can say")
        }
        self.bytes = bytes
        let isPlain = bytes.allSatisfy { $0 < 0x80 }
        isUTF8 = !isPlain && String(validating: bytes, as: UTF8.self) != nil
    }

    private static func isSafe(_ path: [UInt8]) -> Bool {
        guard !path.contains(0), !beginsWithDrive(path) else { return false }
        let names = path.split(separator: slash, omittingEmptySubsequences: false)
        return names.allSatisfy { name in
            guard !name.isEmpty, !name.elementsEqual(".".utf8) else { return false }
            let parts = name.split(separator: backslash, omittingEmptySubsequences: false)
            guard parts.count == 1 || parts.first?.isEmpty == false else { return false }
            return !parts.contains { $0.elementsEqual("..".utf8) }
        }
    }

    /// `C:` and a separator, or nothing.
    private static func beginsWithDrive(_ path: [UInt8]) -> Bool {
        guard path.count >= 2, path[1] == UInt8(ascii: ":"), path[0] | 0x20 >= UInt8(ascii: "a"),
            path[0] | 0x20 <= UInt8(ascii: "z")
        else { return false }
        return path.count == 2 || path[2] == slash || path[2] == backslash
    }
}

private let slash = UInt8(ascii: "/")
private let backslash = UInt8(ascii: "\\")
