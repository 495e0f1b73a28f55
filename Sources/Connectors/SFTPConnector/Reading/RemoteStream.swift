internal import Connector
internal import Glibc
internal import Host
internal import SFTP
internal import Values

/// The entries of a server's trees. It walks some way ahead of whoever takes them, so that folders
/// are listed and small files fetched while others are dealt with.
final class RemoteStream: EntryStream {
    let contentOutlivesNext = true

    private static let aheadMax = 512
    /// A file that is newer may yet change within the second that its time tells.
    private static let settledAfter: Int64 = 3

    private let walk: RemoteWalk
    private let line: SFTPLine
    private let ahead: AheadFetches
    private var queue: [StreamItem] = []
    private var first = 0
    private var isAtEnd = false

    init(_ walk: RemoteWalk, _ line: SFTPLine) {
        self.walk = walk
        self.line = line
        ahead = AheadFetches(line)
    }

    func next() throws -> StreamItem? {
        ThreadRole.requireBlockingAllowed("RemoteStream.next")
        while !isAtEnd, queue.count - first < Self.aheadMax, first == queue.count || walk.isReady {
            guard let step = try walk.next() else {
                isAtEnd = true
                break
            }
            queue.append(item(of: step))
        }
        guard first < queue.count else { return nil }
        first += 1
        let item = queue[first - 1]
        if first > Self.aheadMax {
            queue.removeFirst(first)
            first = 0
        }
        return item
    }

    private func item(of step: RemoteWalk.Step) -> StreamItem {
        switch step {
        case .issue(let issue): return .issue(issue)
        case .node(let node):
            do throws(EntryIssue) {
                return .entry(try entry(of: node))
            } catch {
                return .issue(error)
            }
        }
    }

    private func entry(of node: RemoteNode) throws(EntryIssue) -> Entry {
        let attributes = node.attributes
        let path = EntryPath(listed: node.path)
        let kind = try kind(of: node, path)
        let modified = FileTime(seconds: Int64(attributes.modified ?? 0))
        let size = kind == .file ? Int64(clamping: attributes.size ?? 0) : 0
        var content: RemoteContent?
        if kind == .file {
            let file = RemoteContent(
                path, size: size, modified: attributes.modified, line, ahead)
            ahead.append(file)
            content = file
        }
        let isSettled = modified.seconds < Int64(time(nil)) - Self.settledAfter
        return Entry(
            path: path, kind: kind,
            metadata: EntryMetadata(
                permissions: UInt16(truncatingIfNeeded: (attributes.mode ?? 0o600) & 0o7777),
                user: .init(id: attributes.user ?? 0), group: .init(id: attributes.group ?? 0),
                modified: modified,
                accessed: attributes.accessed.map { FileTime(seconds: Int64($0)) }),
            size: size,
            // The time is all that tells a changed file, where the server gives one.
            identity: isSettled && attributes.modified != nil
                ? FileIdentity(device: 0, inode: 0, linkCount: 1, changed: modified) : nil,
            content: content)
    }

    private func kind(of node: RemoteNode, _ path: EntryPath) throws(EntryIssue) -> Entry.Kind {
        switch node.attributes.kind {
        case .file: return .file
        case .folder: return .folder
        case .link:
            guard let target = node.target, !target.isEmpty, !target.contains(0) else {
                throw EntryIssue(
                    .unreadable, path,
                    "the server does not say where \(RemotePath.shown(node.path)) leads")
            }
            return .link(target)
        default:
            throw EntryIssue(
                .unsupported, path,
                "\(RemotePath.shown(node.path)) is no file, folder or link")
        }
    }
}
