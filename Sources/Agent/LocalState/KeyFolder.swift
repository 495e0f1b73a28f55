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

    /// Made with the first key; who has none leaves no folder behind.
    private let path: FilePath

    package init(_ folders: LocalFolders) {
        path = folders.keys
    }

    /// Makes a key, sealed when there is a passphrase. The recipient is written last. Where that
    /// did not come about, the identity that lies there is taken for the key's: somebody may have
    /// used it, and nothing is ever written over.
    package func create(_ name: KeyName, passphrase: Secret?) throws -> (Key, AgeIdentity) {
        guard try key(named: name) == nil else { throw taken(name) }
        let keeping = passphrase == nil ? Key.Keeping.plain : .sealed
        let identity = try halfMade(name, passphrase) ?? make(name, passphrase)
        try write(Array("\(identity.recipient)\n".utf8), as: "\(name).pub")
        return (Key(name: name, recipient: identity.recipient, keeping: keeping), identity)
    }

    private func make(_ name: KeyName, _ passphrase: Secret?) throws -> AgeIdentity {
        let identity = AgeIdentity.random()
        if let passphrase {
            try write(identity.sealed(with: AgePassphrase(passphrase)), as: "\(name).age")
        } else {
            try write(text(of: identity), as: "\(name).key")
        }
        return identity
    }

    /// The identity of a key whose recipient was never written; nil when there is none.
    private func halfMade(_ name: KeyName, _ passphrase: Secret?) throws -> AgeIdentity? {
        let keeping = try keeping(of: name)
        let found: [AgeIdentity]
        switch (keeping, passphrase) {
        case (.elsewhere, _): return nil
        case (.plain, nil): found = try plain(name)
        case (.sealed, let passphrase?): found = try unseal(name, with: passphrase)
        case (.plain, _): throw unfinished("\(name).key", "make it again without a passphrase")
        case (.sealed, _): throw unfinished("\(name).age", "make it again with its passphrase")
        }
        guard let identity = found.first, found.count == 1 else {
            throw LocalStateError(
                .damaged, "the file of the key \(name) has \(found.count) identities and not one")
        }
        return identity
    }

    private func unfinished(_ file: String, _ hint: String) -> LocalStateError {
        LocalStateError(
            .alreadyExists, "\(path)/\(file) is a key whose making was broken off",
            hint: "\(hint), or move the file away")
    }

    /// Remembers a recipient whose identity is elsewhere, as an offline recovery key.
    package func add(_ recipient: AgeRecipient, as name: KeyName) throws -> Key {
        let isFree = try key(named: name) == nil && keeping(of: name) == .elsewhere
        guard isFree else { throw taken(name) }
        try write(Array("\(recipient)\n".utf8), as: "\(name).pub")
        return Key(name: name, recipient: recipient, keeping: .elsewhere)
    }

    /// All keys by name.
    package func list() throws -> [Key] {
        guard let folder = try existing() else { return [] }
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
                .other, "\(path)/\(name).pub is no recipient (age1…)",
                path: "\(path)/\(name).pub")
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
        case .plain: return try matching(try plain(key.name), key)
        case .sealed:
            guard let passphrase = try passphrase() else {
                throw LocalStateError(
                    .passphraseMissing, "the key \(key.name) is sealed with a passphrase",
                    hint: "give it in HOLDFAST_PASSWORD or --password-file")
            }
            return try matching(try unseal(key.name, with: passphrase), key)
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

    private func taken(_ name: KeyName) -> LocalStateError {
        LocalStateError(
            .alreadyExists, "there is a key named \(name) already", hint: "choose another name")
    }

    private func text(of identity: AgeIdentity) -> [UInt8] {
        var file = Array("# recipient: \(identity.recipient)\n".utf8)
        file += identity.encoded.withBytes { [UInt8](copying: $0) }
        file.append(UInt8(ascii: "\n"))
        return file
    }

    private func plain(_ name: KeyName) throws -> [AgeIdentity] {
        var bytes = try read("\(name).key")
        return try AgeIdentity.parse(file: Secret(taking: &bytes))
    }

    private func unseal(_ name: KeyName, with passphrase: Secret) throws -> [AgeIdentity] {
        do {
            return try AgeIdentity.unseal(
                try read("\(name).age"), with: AgePassphrase(passphrase))
        } catch let error as CryptographyError where error.kind == .wrongKey {
            throw LocalStateError(
                .wrongPassphrase, "the passphrase does not open the key \(name)")
        }
    }

    // MARK: Files

    /// nil while there is none.
    private func existing() throws(FileError) -> Folder? {
        do throws(FileError) {
            return try Folder(at: path)
        } catch  where error.kind == .notFound {
            return nil
        }
    }

    private func write(_ bytes: [UInt8], as name: String) throws(FileError) {
        _ = try Folder.openOrMake(path)
        try DurableFile.create(path.appending(name), with: bytes)
    }

    private func read(_ name: String) throws(FileError) -> [UInt8] {
        try Folder(at: path).read(RelativePath(name), limit: Self.sizeMax)
    }

    private func exists(_ name: String) throws(FileError) -> Bool {
        do throws(FileError) {
            guard let folder = try existing() else { return false }
            _ = try folder.status(of: RelativePath(name))
            return true
        } catch  where error.kind == .notFound {
            return false
        }
    }
}
