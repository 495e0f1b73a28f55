package import Domain
package import Host
internal import Values

/// The local policy as it is at this moment. Every method blocks.
package struct PolicyBook: Sendable {
    private let path: FilePath

    package init(at path: FilePath) {
        self.path = path
    }

    /// What a refusal is asked of. A file that cannot be used refuses everything, with its reason.
    package func refusal(_ judge: (LocalPolicy) -> RunFailure?) -> RunFailure? {
        do throws(PolicyError) {
            return judge(try LocalPolicy(at: path))
        } catch {
            return .policy(error.message)
        }
    }

    /// The folders that may be read, for whoever resolves a path with descriptors.
    package func readable() throws(PolicyError) -> [FilePath] {
        try LocalPolicy(at: path).readable
    }

    /// Whether the machine's administrator lets it read other machines.
    package var readsServers: Bool {
        do throws(PolicyError) {
            return try !LocalPolicy(at: path).readableServers.isEmpty
        } catch {
            return false
        }
    }

    /// Opens a folder that the hub wants to look at. No link on the way below what may be read is
    /// followed.
    package func openForLooking(_ path: String) throws(PolicyRefusal) -> Folder {
        try open(path, .look, makes: false)
    }

    /// Opens a folder that a restore writes into, and makes what is missing of it.
    package func openForRestoring(_ path: String) throws(PolicyRefusal) -> Folder {
        try open(path, .restore, makes: true)
    }

    /// A folder that files would be given back into, with nothing made of it: the deepest one that
    /// is there, and the name of the one in it that is not.
    package func findForRestoring(
        _ path: String
    ) throws(PolicyRefusal) -> (folder: Folder, missing: SystemString?) {
        let root = try root(of: path, .restore, in: policy())
        do throws(FileError) {
            var (folder, missing) = try Self.deepest(root)
            for name in Self.names(of: path, below: root) where missing == nil {
                do throws(FileError) {
                    folder = try folder.folder(RelativePath(bytes: name))
                } catch  where error.kind == .notFound {
                    missing = SystemString(bytes: name)
                }
            }
            return (folder, missing)
        } catch {
            throw refusal(error, at: path)
        }
    }

    /// What the machine's administrator named need not be there yet either.
    private static func deepest(
        _ path: FilePath
    ) throws(FileError) -> (Folder, missing: SystemString?) {
        do throws(FileError) {
            return (try Folder(at: path), nil)
        } catch  where error.kind == .notFound && path.parent != path {
            let (folder, missing) = try deepest(path.parent)
            return (folder, missing ?? path.name)
        }
    }

    /// Opens the folder of a vault on this machine.
    package func openForVault(_ path: String, makes: Bool) throws(PolicyRefusal) -> Folder {
        try open(path, .keep, makes: makes)
    }

    /// What a folder is opened for.
    private enum Way: String {
        case look = "look at"
        case restore = "restore into"
        case keep = "keep a vault in"

        var line: LocalPolicy.Line {
            switch self {
            case .look: .read
            case .restore: .restore
            case .keep: .vaultFolders
            }
        }

        func folders(_ policy: LocalPolicy) -> [FilePath] {
            switch self {
            case .look: policy.readable
            case .restore: policy.restorable
            case .keep: policy.vaultFolders
            }
        }
    }

    private func policy() throws(PolicyRefusal) -> LocalPolicy {
        do throws(PolicyError) {
            return try LocalPolicy(at: path)
        } catch {
            throw PolicyRefusal(.policy(error.message))
        }
    }

    private func open(
        _ path: String, _ way: Way, makes: Bool
    ) throws(PolicyRefusal) -> Folder {
        let root = try root(of: path, way, in: policy())
        do throws(FileError) {
            // What the machine's administrator named may be made; it is his word.
            let outer = makes ? try Folder.openOrMake(root) : try Folder(at: root)
            let rest = Self.names(of: path, below: root)
            guard !rest.isEmpty else { return outer }
            let inner = try RelativePath(bytes: Array(rest.joined(separator: "/".utf8)))
            if makes { try outer.makeFolders(inner) }
            return try outer.folder(inner)
        } catch {
            throw refusal(error, at: path)
        }
    }

    /// The allowed folder that a path is in.
    private func root(
        of path: String, _ way: Way, in policy: LocalPolicy
    ) throws(PolicyRefusal) -> FilePath {
        let folders = way.folders(policy)
        if let root = folders.first(where: { policy.allows(path, in: [$0]) }) { return root }
        throw PolicyRefusal(policy.forbids("to \(way.rawValue) \(path)", way.line))
    }

    private static func names(of path: String, below root: FilePath) -> [[UInt8]] {
        let slash = UInt8(ascii: "/")
        let depth = root.string.bytes.split(separator: slash).count
        return FilePath(path).string.bytes.split(separator: slash).dropFirst(depth).map(Array.init)
    }

    private func refusal(_ error: FileError, at path: String) -> PolicyRefusal {
        let isEscape = error.kind == .isALink || error.kind == .notAFolder
        return PolicyRefusal(
            isEscape
                ? .policy("A link is on the way to \(path), and no link is followed there.")
                : RunFailure(
                    code: "folder", message: error.message, disposition: error.disposition))
    }
}

/// What somebody is told who may not, or cannot, go there.
package struct PolicyRefusal: Error, Hashable, Sendable {
    package let failure: RunFailure

    init(_ failure: RunFailure) {
        self.failure = failure
    }
}
