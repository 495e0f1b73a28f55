internal import AgentProtocol
internal import Cryptography
package import Host
internal import JSON
package import LocalState
internal import Values

/// Where an agent keeps who it is: its keys, the hub it joined, its policy, its journal. All of it
/// is for its owner alone. Every method blocks.
package struct AgentFolder: Sendable {
    private let folder: Folder

    /// Opens the folder, and makes it where it is missing.
    package init(at path: FilePath) throws(FileError) {
        folder = try Folder.openOrMake(path)
    }

    package var path: FilePath { folder.path }
    package var policyFile: FilePath { path.appending(LocalPolicy.fileName) }
    package var journalFile: FilePath { path.appending("journal.db") }
    /// With what SQLite keeps beside it, by their absolute paths.
    package func journalFiles() throws(FileError) -> [FilePath] {
        let path = try path.withoutLinks()
        return ["", "-wal", "-shm"].map { path.appending("journal.db" + $0) }
    }
    /// Keys, caches and what interrupted runs need to go on.
    package var folders: LocalFolders {
        LocalFolders(
            state: path.appending("state"), keys: path.appending("keys"),
            cache: path.appending("cache"))
    }

    /// One process at a time is this agent.
    package func lock() throws(FileError) -> FolderLock { try FolderLock(folder) }

    /// The agent's keys. They are made, and on the disk, before anybody hears of them: who asks
    /// again after a crash asks with the same.
    package func keys() throws -> AgentKeys {
        let file = try StateFile<KeyRecord>(Self.presentName, in: folder)
        if let kept = try file.read() { return kept.keys }
        let fresh = KeyRecord(keys: .random())
        return try file.create(fresh) ? fresh.keys : file.read()?.keys ?? fresh.keys
    }

    // MARK: Other keys

    /// Keys that are to take the place of the present ones: on the disk before a hub hears of
    /// them, and the same until it has them.
    package func nextKeys() throws -> AgentKeys {
        let file = try StateFile<KeyRecord>(Self.nextName, in: folder)
        if let kept = try file.read() { return kept.keys }
        let fresh = KeyRecord(keys: .random())
        return try file.create(fresh) ? fresh.keys : file.read()?.keys ?? fresh.keys
    }

    /// The hub has the next keys: they are the agent's from now on. The former ones stay for what
    /// is sealed to them. Doing it again changes nothing.
    package func adoptNextKeys() throws {
        let next = try StateFile<KeyRecord>(Self.nextName, in: folder)
        guard let fresh = try next.read() else { return }
        let present = try StateFile<KeyRecord>(Self.presentName, in: folder)
        if let old = try present.read(), old.keys.key != fresh.keys.key {
            try StateFile<KeyRecord>(Self.formerName, in: folder).replace(with: old)
            try present.replace(with: fresh)
        }
        try folder.removeFile(RelativePath(Self.nextName))
    }

    package func formerKeys() throws -> AgentKeys? {
        try StateFile<KeyRecord>(Self.formerName, in: folder).read()?.keys
    }

    /// Nothing is sealed to them any more.
    package func dropFormerKeys() throws(FileError) {
        do throws(FileError) {
            try folder.removeFile(RelativePath(Self.formerName))
        } catch  where error.kind == .notFound {
            // As it should be.
        }
    }

    private static let presentName = "agent-keys.json"
    private static let nextName = "agent-keys-next.json"
    private static let formerName = "agent-keys-former.json"

    // MARK: The hub

    /// The hub that was joined; nil before.
    package func membership() throws -> HubMembership? {
        try membershipFile().read()
    }

    package func join(_ membership: HubMembership) throws {
        try membershipFile().replace(with: membership)
    }

    private func membershipFile() throws -> StateFile<HubMembership> {
        try StateFile("hub.json", in: folder)
    }

    /// The policy as it was chosen at enrolment. One that is there already is its owner's, and
    /// stays.
    /// - Returns: False where there was one.
    package func write(_ policy: LocalPolicy) throws(FileError) -> Bool {
        do throws(FileError) {
            try DurableFile.create(policyFile, with: Array(policy.text.utf8))
            return true
        } catch  where error.kind == .alreadyExists {
            return false
        }
    }
}

/// The keys as they lie in their file.
private struct KeyRecord: JSONCoded {
    let keys: AgentKeys

    static let schema = Schema<KeyRecord>.object(
        "AgentKeys", "The private keys of an agent.",
        Field("signing", { $0.keys.signing.seed }, .keptSecret),
        Field("sealing", { $0.keys.box.secret }, .keptSecret)
    ) { signing, sealing in
        guard let signing = SigningKey(seed: signing), let box = BoxPrivateKey(sealing) else {
            throw Violation.Reason.wrongFormat(expected: "keys of 32 bytes")
        }
        return KeyRecord(keys: AgentKeys(signing: signing, box: box))
    }
}

extension Schema<Secret> {
    /// In base 64, in a file for its owner alone.
    fileprivate static var keptSecret: Schema {
        .string(
            format: nil, expected: "a key",
            parse: { text in
                guard var bytes = Base64.standard.decode(text) else { return nil }
                return Secret(taking: &bytes)
            },
            print: { Base64.standard.encode($0.withBytes { [UInt8](copying: $0) }) })
    }
}
