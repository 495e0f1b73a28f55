import TestSupport
import Values

@testable import Zip

/// Archives in memory.
enum ZipMaker {
    static func archive(_ entries: [(ZipEntry, [UInt8])]) throws -> [UInt8] {
        var writer = try ZipWriter()
        var output: [UInt8] = []
        var directory: [UInt8] = []
        for (entry, content) in entries {
            try writer.begin(entry, into: &output)
            // In pieces, as it comes.
            for start in stride(from: 0, to: content.count, by: 70_000) {
                let end = min(start + 70_000, content.count)
                try writer.write(content.span.extracting(start..<end), into: &output)
            }
            try writer.end(into: &output, directory: &directory)
        }
        output += directory
        writer.finish(into: &output)
        return output
    }
}

extension ZipEntry {
    static func file(_ path: String, _ text: String, _ permissions: UInt16) -> ZipEntry {
        var entry = ZipEntry(path: Array(path.utf8), kind: .file)
        entry.size = Int64(text.utf8.count)
        entry.permissions = permissions
        entry.user = 7
        entry.group = 8
        entry.modified = FileTime(seconds: 1_600_000_001, nanoseconds: 5)
        return entry
    }

    static func folder(_ path: String, _ permissions: UInt16) -> ZipEntry {
        var entry = file(path, "", permissions)
        entry.kind = .folder
        return entry
    }

    static func link(_ path: String, to target: String) -> ZipEntry {
        var entry = file(path, "", 0o777)
        entry.kind = .link(Array(target.utf8))
        return entry
    }
}
