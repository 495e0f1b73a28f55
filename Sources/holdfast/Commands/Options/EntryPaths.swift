internal import CommandLine
internal import Connector

extension Failure {
    static let noSuchPaths = Failure(
        .missing, "None of these paths is in the snapshot.",
        hint: "give them whole, as `holdfast ls` shows them; `holdfast find` looks for a name")
}

/// Paths as a person types them: with or without the slash in front.
func entryPaths(_ texts: [String]) throws -> [EntryPath] {
    try texts.map { text in
        var bytes = Array(text.utf8)[...]
        while bytes.first == UInt8(ascii: "/") { bytes = bytes.dropFirst() }
        while bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
        guard let path = EntryPath(bytes: bytes) else {
            throw Failure(.usage, "\(quoted(text)) is no path in a snapshot.")
        }
        return path
    }
}
