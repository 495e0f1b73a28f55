import Connector
import FilesConnector
import Glibc
import Host
import TestSupport
import Values

/// Everything a stream gave, read to its end.
struct Taken: Sendable {
    struct File: Sendable {
        var bytes: [UInt8] = []
        var extents: [DataExtent]?
        var outcome: ContentOutcome?
    }

    var entries: [Entry] = []
    var issues: [EntryIssue] = []
    var files: [EntryPath: File] = [:]

    var paths: [String] { entries.map(\.path.description) }

    func entry(_ path: String) -> Entry? {
        entries.first { $0.path.description == path }
    }

    /// Whether content was read is said by `reading`.
    static func all(
        _ source: FilesSource, reading: Bool = false, room: Int = 1 << 16
    ) throws -> Taken {
        var taken = Taken()
        let stream = try source.entries()
        while let item = try stream.next() {
            switch item {
            case .issue(let issue): taken.issues.append(issue)
            case .entry(let entry):
                taken.entries.append(entry)
                guard reading, let content = entry.content else { continue }
                do {
                    taken.files[entry.path] = try read(content, room: room)
                } catch let issue as EntryIssue {
                    taken.issues.append(issue)
                }
            }
        }
        return taken
    }

    static func read(_ content: any EntryContent, room: Int = 1 << 16) throws -> File {
        try read(content.open(), room: room)
    }

    static func read(_ reader: any ContentReader, room: Int = 1 << 16) throws -> File {
        var file = File()
        file.extents = reader.extents
        while case let part = try take(from: reader, room: room), !part.isEmpty {
            file.bytes += part
        }
        file.outcome = try reader.finish()
        return file
    }

    /// One call of `read`.
    static func take(from reader: any ContentReader, room: Int) throws -> [UInt8] {
        try [UInt8](capacity: room) { try reader.read(into: &$0) }
    }
}

extension [UInt8] {
    init(capacity: Int, _ fill: (inout OutputSpan<UInt8>) throws -> Void) rethrows {
        try self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
            var room = OutputSpan(buffer: buffer, initializedCount: 0)
            try fill(&room)
            count = room.finalize(for: buffer)
        }
    }
}

/// A scratch folder where a script has made files, and options for taking them.
func withFiles<Result>(
    _ script: String, _ body: (String) async throws -> Result
) async throws -> Result {
    try await withScratchFolder { folder in
        let made = try await runProgram("bash", ["-c", "set -e; cd '\(folder)'; \(script)"])
        guard made.status == 0 else { throw Unmade(reason: made.errorText) }
        return try await body(folder)
    }
}

struct Unmade: Error, CustomStringConvertible {
    let reason: String

    var description: String { "the script of the test failed: \(reason)" }
}

/// Takes a folder; paths in what it gives begin below that folder.
func take(
    _ folder: String, reading: Bool = false, _ change: (inout FilesOptions) -> Void = { _ in }
) async throws -> Taken {
    var options = FilesOptions()
    change(&options)
    let source = FilesSource([FilePath(folder)], options: options)
    return try await blocking { try Taken.all(source, reading: reading) }
}

extension Taken {
    /// The paths below a folder of the machine.
    func below(_ folder: String) -> [String] {
        let prefix = folder.dropFirst() + "/"
        return paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}
