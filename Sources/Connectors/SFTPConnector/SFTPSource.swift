package import Connector
package import FilesConnector
package import Host
internal import SFTP
internal import Storage
internal import Values

/// Trees of files on a machine where nothing is installed, read over SFTP.
///
/// Paths of entries are those on the server, from its root and without links, as in `srv/www`. SFTP
/// tells kind, mode, owner and group by number, size, two times in whole seconds, and where links
/// lead. It does not tell further names of a file, holes, attributes and devices: each name is a
/// file of its own, holes are read as zeros, and what is no file, folder or link is an issue.
package struct SFTPSource: Connector {
    package let roots: [SystemString]
    package let options: FilesOptions
    private let line: SFTPLine
    private let namesMax: Int
    private static let reportEvery: Int64 = 1024

    /// - Parameter roots: Paths on the server; from the user's own folder without a slash in front.
    /// - Throws: `StorageError` for what SFTP cannot do.
    package init(
        _ roots: [SystemString], over line: SFTPLine, options: FilesOptions = FilesOptions(),
        namesMax: Int = 1_000_000
    ) throws {
        precondition(!roots.isEmpty, "a source has at least one root")
        let unknown: [(Bool, String)] = [
            (options.links == .follow, "following links"),
            (options.ignoreFileName != nil, "files of patterns in the folders themselves"),
            (options.staysOnFileSystem, "telling one file system from another"),
            (options.obeysNodump, "the nodump flag"),
        ]
        if let first = unknown.first(where: \.0) {
            throw StorageError(
                .badConfiguration, "over SFTP there is no such thing as \(first.1)")
        }
        self.roots = roots
        self.options = options
        self.line = line
        self.namesMax = namesMax
    }

    package var title: String {
        roots.map { root in
            let slash = root.bytes.first == UInt8(ascii: "/") ? "" : "/~/"
            return "\(line.place)\(slash)\(root)"
        }.joined(separator: ", ")
    }

    package func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals {
        let walk = try walk()
        var totals = SourceTotals()
        while let step = try walk.next() {
            guard case .node(let node) = step else { continue }
            totals.entries += 1
            if totals.entries.isMultiple(of: Self.reportEvery) {
                try Task.checkCancellation()
                report(totals)
            }
            guard node.attributes.kind == .file else { continue }
            totals.size = ByteCount(totals.size.bytes &+ Int64(clamping: node.attributes.size ?? 0))
        }
        return totals
    }

    package func entries() throws -> any EntryStream {
        RemoteStream(try walk(), line)
    }

    /// The first connection is not waited for: a wrong address is told at once.
    private func walk() throws -> RemoteWalk {
        ThreadRole.requireBlockingAllowed("SFTPSource.walk")
        let roots = try RemoteRoots(roots, line.client())
        return RemoteWalk(line, roots, options, namesMax: namesMax)
    }
}
