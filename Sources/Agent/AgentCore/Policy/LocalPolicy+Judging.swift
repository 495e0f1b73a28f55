package import AgentProtocol
package import Domain
internal import Host
internal import Values
internal import VaultLocation

/// Every judgement there is. Nothing that came from a hub becomes a path or a command without one
/// of these, and each is asked again when the work begins, because the file may have changed.
extension LocalPolicy {
    /// Why a source is not read; nil when it may be.
    package func refusal(of source: ConfiguredSource) -> RunFailure? {
        switch source.configuration {
        case .files(let files):
            if let refusal = refusal(of: files) { return refusal }
        case .sqlite(let sqlite):
            if let refusal = refusal(toRead: sqlite.path) { return refusal }
        case .sftp(let remote):
            if let refusal = refusal(toRead: remote) { return refusal }
        }
        return [source.hooks.before, source.hooks.after].compactMap(\.self)
            .compactMap(refusal(ofHook:)).first
    }

    private func refusal(of files: FilesConfiguration) -> RunFailure? {
        if files.links == .follow, !readable.contains(where: \.isRoot) {
            return forbids("to follow links out of what may be read", .read)
        }
        return files.paths.compactMap(refusal(toRead:)).first
    }

    private func refusal(toRead path: String) -> RunFailure? {
        guard !allows(path, in: readable) else { return nil }
        return forbids("to read \(path)", .read)
    }

    /// Why a server is not read or looked at; nil when it may be.
    package func refusal(toRead remote: SFTPConfiguration) -> RunFailure? {
        guard !readableServers.contains(where: { $0.allows(remote) }) else { return nil }
        return forbids(
            "to read from \(remote.user)@\(remote.host):\(remote.port)", .readServers)
    }

    private func refusal(toRestoreTo remote: SFTPConfiguration) -> RunFailure? {
        guard !restorableServers.contains(where: { $0.allows(remote) }) else { return nil }
        return forbids(
            "to restore to \(remote.user)@\(remote.host):\(remote.port)", .restoreServers)
    }

    /// Why a command is not run; nil when it may be.
    package func refusal(ofHook command: String) -> RunFailure? {
        switch hooks {
        case .any: return nil
        // By bytes: two spellings of one letter are two commands.
        case .exactly(let allowed):
            let isAllowed = allowed.contains { $0.utf8.elementsEqual(command.utf8) }
            return isAllowed ? nil : forbids("this hook", .hooks)
        }
    }

    /// Why a vault's place is not opened; nil when it may be.
    package func refusal(ofPlace place: String) -> RunFailure? {
        let location: VaultLocation
        do throws(VaultLocationError) {
            location = try VaultLocation(place)
        } catch {
            return .policy("This is no place for a vault: \(error).")
        }
        if case .folder(let path) = location {
            guard !allows(path, in: vaultFolders) else { return nil }
            return forbids("a vault at \(path)", .vaultFolders)
        }
        // As it is understood, not as it was spelt.
        let text = location.description
        guard let places, !places.contains(where: { text.begins(with: $0) }) else { return nil }
        return forbids("a vault at this place", .vaultPlaces)
    }

    /// Why a run is not taken; nil when it may be.
    package func refusal(of order: RunOrder) -> RunFailure? {
        if let refusal = order.vaults.compactMap({ refusal(ofPlace: $0.place) }).first {
            return refusal
        }
        if order.kind != .restore, let source = order.source, let refusal = refusal(of: source) {
            return refusal
        }
        switch order.kind {
        case .update: return .policy("Programs are not replaced on the word of a hub.")
        case .restore: return refusal(ofDestination: order)
        case .backup, .drill, .check, .forget, .prune, .unlock, .initialize, .delete, .copy,
            .export:
            return nil
        }
    }

    private func refusal(ofDestination order: RunOrder) -> RunFailure? {
        switch order.destination {
        case .folder(let path):
            guard !allows(path, in: restorable) else { return nil }
            return forbids("to restore into \(path)", .restore)
        case .inPlace:
            if let remote = order.source?.remote { return refusal(toRestoreTo: remote) }
            // Where something comes from says where it goes, and nothing else does.
            guard order.terms?.moves.isEmpty ?? true else {
                return .policy("The local policy forbids to move what is restored in its place.")
            }
            // Each of them is written where it came from; all of them, when none is named.
            let paths = order.paths.isEmpty ? ["/"] : order.paths
            let refused = paths.first { path in
                // A text may stand for other bytes than its own.
                guard let bytes = SnapshotPath.bytes(of: path) else { return true }
                return !allows(Array("/".utf8) + bytes, in: restorable)
            }
            guard let refused else { return nil }
            return forbids("to restore \(SnapshotPath.shown(refused)) in its place", .restore)
        case .download, nil: return nil
        }
    }

    /// A line of the file, by its key.
    enum Line: String {
        case read, restore, hooks
        case readServers = "read-servers"
        case restoreServers = "restore-servers"
        case vaultFolders = "vault-folders"
        case vaultPlaces = "vault-places"
    }

    /// Who looks for a way in is told where the doors are, and who can make one.
    func forbids(_ deed: String, _ line: Line) -> RunFailure {
        let allowed = told(line)
        // A command may hold what is nobody's business at the hub.
        let isSecret = line == .hooks && !allowed.isEmpty
        let doors = PolicyDoors(allowed).sentence(
            allowing: isSecret ? "\(allowed.count), word for word" : nil, line: line.rawValue,
            of: "\(file)")
        return .policy("The local policy forbids \(deed). \(doors)")
    }

    private func told(_ line: Line) -> [String] {
        switch line {
        case .read: readable.map(\.description)
        case .restore: restorable.map(\.description)
        case .hooks: hookTexts
        case .readServers: readableServers.map(\.text)
        case .restoreServers: restorableServers.map(\.text)
        case .vaultFolders: vaultFolders.map(\.description)
        case .vaultPlaces: places ?? ["*"]
        }
    }

    /// Whether a path is in one of the folders by its words. Where it leads is asked with
    /// descriptors when it is opened.
    func allows(_ path: String, in folders: [FilePath]) -> Bool {
        allows(Array(path.utf8), in: folders)
    }

    /// The same for a path that may be no text.
    private func allows(_ path: [UInt8], in folders: [FilePath]) -> Bool {
        guard let names = path.plainNames else { return false }
        return folders.contains { folder in
            guard let outer = folder.string.bytes.plainNames else { return false }
            return names.starts(with: outer)
        }
    }
}

extension ConfiguredSource {
    /// Where it lies, when that is another machine.
    var remote: SFTPConfiguration? {
        if case .sftp(let remote) = configuration { remote } else { nil }
    }
}

extension RunFailure {
    /// What the machine's own administrator does not allow.
    package static func policy(_ message: String) -> RunFailure {
        RunFailure(code: "policy", message: message, disposition: .needsOperator)
    }
}

extension FilePath {
    fileprivate var isRoot: Bool { description == "/" }
}

extension [UInt8] {
    /// The names of an absolute path; nil for one that is relative, climbs or holds a NUL.
    fileprivate var plainNames: [ArraySlice<UInt8>]? {
        guard first == UInt8(ascii: "/"), !contains(0) else { return nil }
        let names = split(separator: UInt8(ascii: "/"))
        let climbs = names.contains { $0.elementsEqual("..".utf8) || $0.elementsEqual(".".utf8) }
        return climbs ? nil : names
    }
}

extension String {
    /// Whole parts only: what is for `…/back` is not for `…/backups`.
    fileprivate func begins(with prefix: String) -> Bool {
        guard utf8.starts(with: prefix.utf8) else { return false }
        let rest = utf8.dropFirst(prefix.utf8.count)
        let ends = [UInt8(ascii: "/"), UInt8(ascii: ":")]
        return rest.isEmpty || prefix.utf8.last.map(ends.contains) ?? true
            || rest.first == UInt8(ascii: "/")
    }
}
