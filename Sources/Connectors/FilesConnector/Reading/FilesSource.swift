package import Connector
package import Host
internal import Values

/// Trees of files on this machine.
///
/// Paths of entries are absolute ones without the slash in front. The folders above a root come
/// with it, so that a restore can make them as they were; what else is in them does not. Roots may
/// be files, may lie in each other, and are taken whatever the options exclude.
package struct FilesSource: Connector {
    package let roots: [FilePath]
    package let options: FilesOptions
    private let note: @Sendable (String) -> Void

    /// - Parameter note: Gets sentences about what is left out on purpose and may surprise: not an
    ///   issue of any entry.
    package init(
        _ roots: [FilePath], options: FilesOptions = FilesOptions(),
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        precondition(!roots.isEmpty, "a source has at least one root")
        self.roots = roots
        self.options = options
        self.note = note
    }

    package var title: String { roots.map(\.description).joined(separator: ", ") }

    /// By the same walk as the entries, without opening files and without attributes. The size is
    /// that of the data: holes are no work.
    package func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals {
        let walk = try walk { _ in }
        let links = options.hardLinks == .keep ? HardLinkTable() : nil
        var totals = SourceTotals()
        while let step = walk.next() {
            guard case .node(let node) = step else { continue }
            totals.entries += 1
            if totals.entries.isMultiple(of: Self.reportEvery) {
                try Task.checkCancellation()
                report(totals)
            }
            guard node.status.kind == .file else { continue }
            if node.status.linkCount > 1,
                links?.firstName(of: node.status, path: EntryPath(listed: walk.path)) != nil
            {
                continue
            }
            totals.size = totals.size + ByteCount(node.status.dataSize)
        }
        return totals
    }

    package func entries() throws -> any EntryStream {
        FilesStream(try walk(note))
    }

    /// Some milliseconds of walking.
    private static let reportEvery: Int64 = 1024

    /// Throws when none of the roots is there; one that is missing among others is an issue.
    private func walk(_ note: @escaping (String) -> Void) throws -> TreeWalk {
        ThreadRole.requireBlockingAllowed("FilesSource.walk")
        var tree = RootTree()
        var issues: [EntryIssue] = []
        var resolved: [[ArraySlice<UInt8>]] = []
        for root in roots {
            do throws(FileError) {
                let found = try ResolvedRoot(root)
                tree.insert(found)
                resolved.append(found.names.map { $0[...] })
            } catch {
                if issues.count == roots.count - 1 { throw error }
                let kind: EntryIssue.Kind = error.kind == .notFound ? .vanished : .unreadable
                issues.append(EntryIssue(kind, path: root.string.bytes, error.message))
            }
        }
        try requireConfinement(of: resolved)
        for line in options.excludes.unusable {
            note("the pattern \"\(String(decoding: line, as: UTF8.self))\" can match nothing")
        }
        for line in options.excludes.lines(missing: resolved) {
            note(
                "the pattern \"\(String(decoding: line, as: UTF8.self))\" is for a place outside of"
                    + " \(title): patterns with a slash begin at the root of the file system")
        }
        return try TreeWalk(tree, options, issues: issues, note: note)
    }
}

extension FilesSource {
    /// - Throws: `.denied` for a root that leads out of all folders it may lie in.
    fileprivate func requireConfinement(of resolved: [[ArraySlice<UInt8>]]) throws(FileError) {
        guard let confinement = options.confinement else { return }
        for names in resolved {
            let isInside = confinement.contains { folder in
                let outer = folder.string.bytes.split(separator: UInt8(ascii: "/"))
                return names.count >= outer.count
                    && zip(names, outer).allSatisfy { $0.elementsEqual($1) }
            }
            guard !isInside else { continue }
            let place =
                "/" + names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
            throw FileError(
                .denied, "\(title) leads to \(place), which may not be read", path: place)
        }
    }
}
