internal import Connector
internal import Host

/// The entries of file trees.
final class FilesStream: EntryStream {
    /// Content opens by the folder that a walk found it in, whoever asks and whenever.
    let contentOutlivesNext = true

    private let walk: TreeWalk
    private let links: HardLinkTable?
    private var owners = OwnerNames()
    private var attributes = AttributeReader()
    /// About the last entry.
    private var issues: [EntryIssue] = []

    init(_ walk: TreeWalk) {
        self.walk = walk
        links = walk.options.hardLinks == .keep ? HardLinkTable() : nil
    }

    func next() throws -> StreamItem? {
        ThreadRole.requireBlockingAllowed("FilesStream.next")
        if let issue = issues.popLast() { return .issue(issue) }
        while let step = walk.next() {
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
        return nil
    }

    private func entry(of node: WalkNode) throws(EntryIssue) -> Entry {
        let status = node.status
        var bytes: [UInt8] = []
        bytes.reserveCapacity(walk.path.count)
        bytes.append(contentsOf: walk.path)
        let path = EntryPath(listed: bytes)
        let kind = try self.kind(of: status, path)
        let content =
            kind == .file
            ? FileContent(
                of: status, path: path, in: walk.place.folder, links: node.links,
                table: status.linkCount > 1 ? links : nil) : nil
        return Entry(
            path: path, kind: kind, metadata: metadata(of: node, path),
            size: kind == .file ? status.size : 0, identity: status.identity, content: content)
    }

    private func kind(of status: NodeStatus, _ path: EntryPath) throws(EntryIssue) -> Entry.Kind {
        if status.kind != .folder, status.linkCount > 1,
            let first = links?.firstName(of: status, path: path)
        {
            return .hardLink(first)
        }
        switch status.kind {
        case .folder: return .folder
        case .link: return .link(try target(of: path))
        case .fifo: return .fifo
        case .socket: return .socket
        case .characterDevice:
            let numbers = status.deviceNumbers
            return .characterDevice(major: numbers.major, minor: numbers.minor)
        case .blockDevice:
            let numbers = status.deviceNumbers
            return .blockDevice(major: numbers.major, minor: numbers.minor)
        case .file: return .file
        case .other: preconditionFailure("a walk gives no such thing")
        }
    }

    private func target(of path: EntryPath) throws(EntryIssue) -> [UInt8] {
        do throws(SystemError) {
            return try NodeCalls.target(ofLink: path.name, in: walk.place.descriptor)
        } catch {
            throw EntryIssue("read the link", path: path.bytes, error)
        }
    }

    private func metadata(of node: WalkNode, _ path: EntryPath) -> EntryMetadata {
        let status = node.status
        var failures: [(name: [UInt8], error: SystemError)] = []
        let attributes = attributes.read(
            path.name, in: walk.place.descriptor, links: node.links,
            device: status.place.device, failures: &failures)
        for failure in failures.reversed() {
            let what = String(decoding: failure.name, as: UTF8.self)
            issues.append(
                EntryIssue(
                    .incomplete, path,
                    "could not read \(what.isEmpty ? "the attributes" : "the attribute \(what)")"
                        + " of \(EntryIssue.shown(path.bytes)): \(failure.error.reason)"))
        }
        return EntryMetadata(
            permissions: status.permissions, user: owners.user(status.user),
            group: owners.group(status.group), modified: status.modified,
            accessed: status.accessed, attributes: attributes)
    }
}
