package import Connector

extension PatternSet {
    /// Whether a pattern matches the entry or a folder that it is in, and no later one takes that
    /// back: for choosing among what is in a snapshot.
    package func matches(_ path: EntryPath, isFolder: Bool) -> Bool {
        let bytes = path.bytes
        var nameStart = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "/") {
            let folder = Array(bytes[..<index])
            if verdict(on: folder, from: 0, nameStart: nameStart, isFolder: true) == .excluded {
                return true
            }
            nameStart = index + 1
        }
        return verdict(on: bytes, from: 0, nameStart: nameStart, isFolder: isFolder) == .excluded
    }
}
