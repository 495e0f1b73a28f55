internal import Connector
internal import Host
internal import SFTP
internal import Storage

/// The content of a file of the server, as a walk found it.
final class RemoteContent: EntryContent {
    let path: EntryPath
    let size: Int64
    let modified: UInt32?
    private let line: SFTPLine
    private let ahead: AheadFetches

    init(
        _ path: EntryPath, size: Int64, modified: UInt32?, _ line: SFTPLine,
        _ ahead: AheadFetches
    ) {
        self.path = path
        self.size = size
        self.modified = modified
        self.line = line
        self.ahead = ahead
    }

    func open() throws -> any ContentReader {
        ThreadRole.requireBlockingAllowed("RemoteContent.open")
        if let fetch = ahead.claim(self), let fetched = try fetched(fetch) {
            return HeldReader(fetched, of: self)
        }
        return try RemoteReader(self, line)
    }

    /// nil where it has to be asked for again: the line broke, or the file is another by now.
    private func fetched(_ fetch: SmallFetch) throws -> SmallFetch.Content? {
        let outcome: SmallFetch.Outcome
        do throws(StorageError) {
            outcome = try fetch.wait()
        } catch {
            guard SFTPLine.isLost(error) else { throw error }
            return nil
        }
        switch outcome {
        case .content(let content): return content
        case .refused(let status): throw issue(status, "open")
        case .irregular: return nil
        }
    }

    /// What a server's refusal says of this file.
    func issue(_ status: SFTPStatus, _ what: String) -> EntryIssue {
        EntryIssue(
            status.code == .noSuchFile ? .vanished : .unreadable, path,
            "could not \(what) \(RemotePath.shown(path.bytes)): "
                + (status.message.isEmpty ? "\(status.code)" : status.message))
    }
}

/// Whether a file changed between two looks at it.
struct RemoteChange {
    static func outcome(
        from before: SFTPAttributes, to after: SFTPAttributes, endedEarly: Bool = false
    ) -> ContentOutcome {
        let (old, new) = (before.size ?? 0, after.size ?? 0)
        if endedEarly || new < old { return .torn(.shrank) }
        if new > old { return .torn(.grew) }
        return before.modified == after.modified ? .whole : .torn(.changed)
    }
}

/// Content that has come as a whole.
final class HeldReader: ContentReader {
    let size: Int64
    let extents: [DataExtent]? = nil
    private var rest: ArraySlice<UInt8>
    private let outcome: ContentOutcome

    init(_ content: SmallFetch.Content, of file: RemoteContent) {
        size = Int64(content.bytes.count)
        rest = content.bytes[...]
        outcome = RemoteChange.outcome(from: content.before, to: content.after)
    }

    func read(into room: inout OutputSpan<UInt8>) {
        let piece = rest.prefix(room.freeCapacity)
        room.append(piece)
        rest = rest.dropFirst(piece.count)
    }

    func finish() -> ContentOutcome { outcome }
}

extension OutputSpan<UInt8> {
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes { append(byte) }
    }
}
