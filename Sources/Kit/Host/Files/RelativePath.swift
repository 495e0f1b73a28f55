/// Names below a `Folder`: never absolute, never empty, no `.` or `..`, no NUL, none too long.
///
/// Being one is what allows bytes from an archive, a snapshot or a request to be used as a path.
package struct RelativePath: Hashable, Sendable {
    /// The longest name that Linux file systems take.
    package static let nameLengthMax = 255
    /// PATH_MAX with its terminator.
    package static let lengthMax = 4095

    package let string: SystemString

    /// Throws `.badName` with the reason for what is not a plain path downwards.
    package init(bytes: some Collection<UInt8>) throws(FileError) {
        string = SystemString(bytes: bytes)
        guard let problem = Self.problem(in: string.bytes) else { return }
        throw FileError(
            .badName, "\"\(string)\" is not a path inside a folder: \(problem)",
            path: string.description)
    }

    package init(_ text: some StringProtocol) throws(FileError) {
        try self.init(bytes: Array(text.utf8))
    }

    /// Of a name that a folder listing gave.
    init(entry name: SystemString) {
        string = name
    }

    private init(_ string: SystemString) {
        self.string = string
    }

    private static func problem(in bytes: [UInt8]) -> String? {
        if bytes.isEmpty { return "it is empty" }
        if bytes.first == slash { return "it is absolute" }
        if bytes.contains(0) { return "it contains a NUL byte" }
        if bytes.count > lengthMax { return "it is longer than \(lengthMax) bytes" }
        for name in bytes.split(separator: slash, omittingEmptySubsequences: false) {
            if name.isEmpty { return "it has an empty name" }
            if name.elementsEqual("..".utf8) { return "it climbs with \"..\"" }
            if name.elementsEqual(".".utf8) { return "it contains \".\"" }
            if name.count > nameLengthMax {
                return "a name in it is longer than \(nameLengthMax) bytes"
            }
        }
        return nil
    }

    package var name: SystemString {
        SystemString(bytes: parts.last ?? [])
    }

    /// nil for a single name.
    package var parent: RelativePath? {
        guard let last = string.bytes.lastIndex(of: slash) else { return nil }
        return RelativePath(SystemString(bytes: string.bytes[..<last]))
    }

    package func appending(_ path: RelativePath) throws(FileError) -> RelativePath {
        try RelativePath(bytes: string.bytes + [slash] + path.string.bytes)
    }

    private var parts: [ArraySlice<UInt8>] {
        string.bytes.split(separator: slash)
    }
}

private let slash = UInt8(ascii: "/")

extension RelativePath: CustomStringConvertible {
    package var description: String { string.description }
}
