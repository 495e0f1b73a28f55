package import Cryptography
package import Engine
package import Host
internal import Values

/// The keys of this machine's user: age identities by name, in files that `age -i` reads.
///
/// `NAME.pub` is the recipient, the half that everybody may know. `NAME.key` is the identity as
/// `age-keygen` writes it, `NAME.age` the same sealed with a passphrase; a name has one of the two,
/// or neither where the identity is kept elsewhere.
package struct KeyFolder: Sendable {
    package struct Key: Hashable, Sendable {
        package enum Keeping: String, Hashable, Sendable {
            /// As it is, in a file only its owner can read.
            case plain
            /// Under a passphrase.
            case sealed
            /// Not on this machine.
            case elsewhere
        }

        package let name: KeyName
        package let recipient: AgeRecipient
        package let keeping: Keeping
    }

    private static let sizeMax = ByteCount.kibibytes(64)

    private let folder: Folder

    package init(_ folders: LocalFolders) throws {
        folder = try folders.keyFolder()
    }

    /// Makes a key, sealed when there is a passphrase. The recipient is written last: a key without
    /// one is none yet, and the name is free.
    package func create(_ name: KeyName, passphrase: Secret?) throws -> (Key, AgeIdentity) {
        let identity = AgeIdentity.random()
        try requireFree(name)
        if let passphrase {
            try write(identity.sealed(with: AgePassphrase(passphrase)), as: "\(name).age")
        } else {
            try write(text(of: identity), as: "\(name).key")
        }
        try write(Array("\(identity.recipient)\n".utf8), as: "\(name).pub")
        let keeping = passphrase == nil ? Key.Keeping.plain : .sealed
        return (Key(name: name, recipient: identity.recipient, keeping: keeping), identity)
    }

    /// Remembers a recipient whose identity is elsewhere, as an offline recovery key.
    package func add(_ recipient: AgeRecipient, as name: KeyName) throws -> Key {
        try requireFree(name)
        try write(Array("\(recipient)\n".utf8), as: "\(name).pub")
        return Key(name: name, recipient: recipient, keeping: .elsewhere)
    }

    /// All keys by name.
    package func list() throws -> [Key] {
        let names = try folder.fileNames(endingWith: ".pub")
        // What is no name of a key is none of our files.
        return try names.compactMap { KeyName($0.dropLast(4)) }.sorted()
            .compactMap { try key(named: $0) }
    }

    /// nil when there is none of that name.
    package func key(named name: KeyName) throws(FileError) -> Key? {
        let text: String
        do throws(FileError) {
            text = String(decoding: try read("\(name).pub"), as: UTF8.self)
        } catch  where error.kind == .notFound {
            return nil
        }
        let line = text.prefix { $0 != "\n" && $0 != "\r" }
        // What is said below says as much as its error would.
        guard let recipient = try? AgeRecipient(line) else {
            throw FileError(
                .other, "\(folder.path)/\(name).pub is no recipient (age1…)",
                path: "\(folder.path)/\(name).pub")
        }
        return Key(name: name, recipient: recipient, keeping: try keeping(of: name))
    }

    private func keeping(of name: KeyName) throws(FileError) -> Key.Keeping {
        if try exists("\(name).key") { return .plain }
        return try exists("\(name).age") ? .sealed : .elsewhere
    }

    /// The identity; `passphrase` is asked for only when it is needed.
    package func identity(
        of key: Key, passphrase: () throws -> Secret?
    ) throws -> AgeIdentity {
        switch key.keeping {
        case .plain:
            var bytes = try read("\(key.name).key")
            let identities = try AgeIdentity.parse(file: Secret(taking: &bytes))
            return try matching(identities, key)
        case .sealed:
            guard let passphrase = try passphrase() else {
                throw LocalStateError(
                    .passphraseMissing, "the key \(key.name) is sealed with a passphrase",
                    hint: "give it in HOLDFAST_PASSWORD or --password-file")
            }
            return try matching(try unseal(key, with: passphrase), key)
        case .elsewhere:
            throw LocalStateError(
                .notFound, "the identity of the key \(key.name) is not on this machine",
                hint: "give its file with --identity-file")
        }
    }

    private func matching(_ identities: [AgeIdentity], _ key: Key) throws -> AgeIdentity {
        guard let found = identities.first(where: { $0.recipient == key.recipient }) else {
            throw LocalStateError(
                .damaged, "the files of the key \(key.name) do not belong together")
        }
        return found
    }

    private func requireFree(_ name: KeyName) throws {
        let isTaken = try key(named: name) != nil || keeping(of: name) != .elsewhere
        if isTaken {
            throw LocalStateError(
                .alreadyExists, "there is a key named \(name) already",
                hint: "choose another name")
        }
    }

    private func text(of identity: AgeIdentity) -> [UInt8] {
        var file = Array("# recipient: \(identity.recipient)\n".utf8)
        file += identity.encoded.withBytes { [UInt8](copying: $0) }
        file.append(UInt8(ascii: "\n"))
        return file
    }

    private func unseal(_ key: Key, with passphrase: Secret) throws -> [AgeIdentity] {
        do {
            return try AgeIdentity.unseal(
                try read("\(key.name).age"), with: AgePassphrase(passphrase))
        } catch let error as CryptographyError where error.kind == .wrongKey {
            throw LocalStateError(
                .wrongPassphrase, "the passphrase does not open the key \(key.name)")
        }
    }

    private func write(_ bytes: [UInt8], as name: String) throws(FileError) {
        try DurableFile.create(folder.path.appending(name), with: bytes)
    }

    private func read(_ name: String) throws(FileError) -> [UInt8] {
        try folder.read(RelativePath(name), limit: Self.sizeMax)
    }

    private func exists(_ name: String) throws(FileError) -> Bool {
        do throws(FileError) {
            _ = try folder.status(of: RelativePath(name))
            return true
        } catch  where error.kind == .notFound {
            return false
        }
    }
}
