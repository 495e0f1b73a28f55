internal import Connector
internal import Host
internal import SFTP
internal import Storage

/// Where a walk begins: the roots that were asked for, and the folders above them.
struct RemoteRoots {
    struct Step {
        let node: RemoteNode
        /// Whether what is in it is taken too.
        let isListed: Bool
    }

    /// In the order of paths.
    private(set) var steps: [Step] = []
    private(set) var issues: [EntryIssue] = []

    /// Throws when none of the roots is there.
    init(_ roots: [SystemString], _ client: SFTPClient) throws {
        var found: [(path: [UInt8], node: RemoteNode)] = []
        var last: (any Error)?
        for root in roots {
            do {
                let path = try Self.resolve(root, client)
                guard !path.isEmpty else {
                    let top = RemoteNode(path: [], attributes: SFTPAttributes(), target: nil)
                    found.append((path, top))
                    continue
                }
                found.append((path, try Self.node(path, client)))
            } catch let error as StorageError where error.kind == .notFound {
                last = error
                issues.append(EntryIssue(.vanished, path: root.bytes, error.message))
            }
        }
        if found.isEmpty, let last { throw last }
        try arrange(found, client)
    }

    private mutating func arrange(
        _ found: [(path: [UInt8], node: RemoteNode)], _ client: SFTPClient
    ) throws {
        var known: Set<[UInt8]> = []
        let sorted = found.sorted { Self.precedes($0.path, $1.path) }
        for (index, root) in sorted.enumerated() {
            // What lies in another root comes with that.
            let isInside = sorted[..<index].contains { outer in
                outer.path == root.path || outer.path.isEmpty
                    || root.path.starts(with: outer.path + [47])
            }
            if isInside { continue }
            for end in root.path.indices where root.path[end] == UInt8(ascii: "/") {
                let above = Array(root.path[..<end])
                guard known.insert(above).inserted else { continue }
                steps.append(Step(node: try Self.node(above, client), isListed: false))
            }
            steps.append(
                Step(
                    node: root.node,
                    isListed: root.path.isEmpty || root.node.attributes.kind == .folder))
        }
    }

    /// From the root and without links, as the server says it.
    private static func resolve(_ root: SystemString, _ client: SFTPClient) throws -> [UInt8] {
        switch try client.send(.realPath(path: root)).wait() {
        case .names(let names) where names.count == 1 && names[0].name.first == 47:
            let parts = names[0].name.split(separator: 47).map(Array.init)
            guard parts.allSatisfy(RemoteName.isName) else { break }
            return Array(parts.joined(separator: [47]))
        case .status(let status):
            throw client.error(status, "find \(root)", nil)
        default: break
        }
        throw client.unexpected("find \(root)", nil)
    }

    private static func node(_ path: [UInt8], _ client: SFTPClient) throws -> RemoteNode {
        guard let attributes = try client.look(at: RemotePath.path(path)) else {
            throw StorageError(
                .notFound, "there is no \(RemotePath.shown(path)) at \(client.place)")
        }
        return RemoteNode(path: path, attributes: attributes, target: nil)
    }

    /// The order of every walk.
    private static func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard let first = EntryPath(bytes: a), let second = EntryPath(bytes: b) else {
            return a.isEmpty && !b.isEmpty
        }
        return first < second
    }
}
