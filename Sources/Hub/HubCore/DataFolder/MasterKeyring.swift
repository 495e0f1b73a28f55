package import Cryptography
package import Host
internal import Values

/// The keyring file in the data folder: whoever has it and the store can read every secret.
package enum MasterKeyring {
    /// Reads the keyring, or makes one in a folder where no hub has been yet.
    ///
    /// Throws `HubError.masterKey` when the file is damaged, readable by others, or gone while the
    /// store is there: a new key would make everything that is sealed unreadable for good.
    /// A file that is there is never overwritten.
    ///
    /// - Parameter isNew: Whether nothing is in the store, which may be elsewhere.
    package static func open(
        in data: DataFolder, clock: WallClock, isNew: Bool = true
    ) throws -> Keyring {
        if let keyring = try read(from: data.folder) { return keyring }
        guard try isNew && !data.hasStore() else { throw missing(in: data.path) }
        return try create(in: data, clock: clock)
    }

    /// The keyring of a data folder, nil where there is none. Nothing is made.
    package static func read(from folder: Folder) throws -> Keyring? {
        let path = folder.path.appending(DataFolder.masterKeyName)
        guard try folder.has(DataFolder.masterKeyName) else { return nil }
        let name = try RelativePath(bytes: DataFolder.masterKeyName.bytes)
        guard try folder.status(of: name).mode.rawValue & 0o077 == 0 else {
            throw HubError(
                .masterKey, "other users of this machine can read \(path)",
                hint: "chmod 600 \(path), then rotate the key")
        }
        do {
            var bytes = try folder.read(name, limit: ByteCount(Keyring.encodedSizeMax))
            return try Keyring(decoding: Secret(taking: &bytes))
        } catch let error as CryptographyError {
            throw HubError(
                .masterKey, "\(path) cannot be used: \(error)",
                hint: "put back the copy of \(DataFolder.masterKeyName); nothing was changed")
        }
    }

    /// Where there is a store without its key.
    static func missing(in folder: FilePath) -> HubError {
        let path = folder.appending(DataFolder.masterKeyName)
        return HubError(
            .masterKey, "\(path) is missing, and the store needs it",
            hint: "put back the copy of \(DataFolder.masterKeyName)")
    }

    private static func create(in data: DataFolder, clock: WallClock) throws -> Keyring {
        let keyring = Keyring(created: clock.now)
        let encoded = keyring.encoded.withBytes { [UInt8](copying: $0) }
        try DurableFile.create(data.masterKeyPath, with: encoded)
        return keyring
    }
}
