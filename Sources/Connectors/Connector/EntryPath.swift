/// The path of an entry in a snapshot: names with slashes between them, without one in front, as
/// bytes, since file systems keep bytes. `/etc/fstab` of a machine is the entry `etc/fstab`.
package struct EntryPath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What Linux file systems take for each name; whole paths may exceed PATH_MAX, because whoever
    /// walks by descriptors gets there.
    package static let nameLengthMax = 255
    package static let lengthMax = 64 << 10

    package let bytes: [UInt8]

    /// nil for what is not a plain path downwards: empty, absolute, with an empty name, `.`, `..`
    /// or a NUL byte, or too long. Being one is what allows bytes from a vault to name a file.
    package init?(bytes: some Collection<UInt8>) {
        self.init(bytes: Array(bytes))
    }

    /// The same; reading an index of a million entries comes here a million times.
    package init?(bytes: [UInt8]) {
        guard Self.isPath(bytes.span) else { return nil }
        self.bytes = bytes
    }

    package init?(_ text: some StringProtocol) {
        self.init(bytes: text.utf8)
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Of names that folder listings gave, joined by slashes. A walk makes millions of them, so
    /// only debug builds look at them again.
    package init(listed bytes: [UInt8]) {
        assert(Self(bytes: bytes) != nil, "names in folders are names")
        self.bytes = bytes
    }

    /// `name` is one name as a folder listing gave it.
    package func appending(_ name: some Collection<UInt8>) -> EntryPath {
        precondition(Self.isName(name), "a name in a folder is a name")
        return EntryPath(unchecked: bytes + [slash] + name)
    }

    package var name: ArraySlice<UInt8> {
        bytes[(bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0)...]
    }

    /// nil for a single name.
    package var parent: EntryPath? {
        bytes.lastIndex(of: slash).map { EntryPath(unchecked: Array(bytes[..<$0])) }
    }

    package var names: [ArraySlice<UInt8>] { bytes.split(separator: slash) }

    package func isBelow(_ folder: EntryPath) -> Bool {
        bytes.count > folder.bytes.count && bytes[folder.bytes.count] == slash
            && bytes.starts(with: folder.bytes)
    }

    /// For people: what is no UTF-8 is shown by replacement characters.
    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The order of every walk: names are compared by bytes, and a folder comes right before what
    /// is in it. The slash therefore sorts below every byte of a name.
    package static func < (a: EntryPath, b: EntryPath) -> Bool {
        let common = min(a.bytes.count, b.bytes.count)
        for index in 0..<common where a.bytes[index] != b.bytes[index] {
            if a.bytes[index] == slash { return true }
            if b.bytes[index] == slash { return false }
            return a.bytes[index] < b.bytes[index]
        }
        return a.bytes.count < b.bytes.count
    }

    private static func isPath(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty, bytes.count <= lengthMax else { return false }
        var start = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == 0 { return false }
            if byte == slash {
                guard isName(bytes, start..<index) else { return false }
                start = index + 1
            }
        }
        return isName(bytes, start..<bytes.count)
    }

    /// Of what holds no slash.
    private static func isName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let dot = UInt8(ascii: ".")
        switch range.count {
        case 0: return false
        case 1: return bytes[range.lowerBound] != dot
        case 2: return bytes[range.lowerBound] != dot || bytes[range.lowerBound + 1] != dot
        default: return range.count <= nameLengthMax
        }
    }

    private static func isName(_ name: some Collection<UInt8>) -> Bool {
        !name.isEmpty && name.count <= nameLengthMax && !name.elementsEqual(".".utf8)
            && !name.elementsEqual("..".utf8) && !name.contains(slash)
    }
}

private let slash = UInt8(ascii: "/")
