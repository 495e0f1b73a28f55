package import Cryptography
package import Engine
internal import JSON
package import Values

/// An object below `keys`: the repository's key, sealed under one that a passphrase gives.
package struct KeyFile: Hashable, Sendable {
    package var created: Timestamp?
    package var userName: String
    package var hostName: String
    package let cost: Scrypt.Cost
    package let salt: [UInt8]
    /// The sealed master key.
    package let data: [UInt8]

    static let saltSize = 64
    private static let stretchedSize = 64
    private static let function = "scrypt"

    /// Seals the master key with a passphrase. Blocks for as long as the stretching takes.
    package init(
        sealing master: MasterKey, with passphrase: Secret, _ cost: Scrypt.Cost, threads: Int,
        created: Timestamp, by owner: LockOwner
    ) throws {
        self.created = created
        userName = owner.userName
        hostName = owner.hostName
        self.cost = cost
        salt = SecureRandom.bytes(Self.saltSize)
        let key = try Self.stretch(passphrase, salt, cost, threads: threads)
        var plain = MasterKeyText.encode(master)
        defer { plain.wipe() }
        var sealer = RepositorySealer(key)
        data = sealer.sealed(plain.span)
    }

    /// - Throws: `.damaged` for what is no key file, `.tooNew` for one with another function.
    package init(parsing bytes: [UInt8]) throws(EngineError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: bytes, depthLimit: 8)
        } catch {
            throw .damaged("it is no key file: \(error)")
        }
        guard json["kdf"]?.text == Self.function else {
            throw EngineError(
                .tooNew, "its passphrase is stretched by another function than scrypt")
        }
        guard let rounds = json["N"]?.wholeNumber, let size = json["r"]?.wholeNumber,
            let lanes = json["p"]?.wholeNumber, rounds > 0,
            let cost = Scrypt.Cost(
                rounds: UInt64(rounds), blockSize: Int(size), lanes: Int(lanes))
        else { throw .damaged("it names a stretching that cannot be") }
        guard let salt = json["salt"]?.text.flatMap({ Base64.standard.decode($0) }),
            let data = json["data"]?.text.flatMap({ Base64.standard.decode($0) }),
            !salt.isEmpty, data.count > RepositorySealer.overhead
        else { throw .damaged("it lacks its salt or its key") }
        self.cost = cost
        self.salt = salt
        self.data = data
        created = json["created"]?.text.flatMap { Timestamp(rfc3339: $0) }
        userName = json["username"]?.text ?? ""
        hostName = json["hostname"]?.text ?? ""
    }

    package var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("created")
        writer.value(created?.description ?? "0001-01-01T00:00:00Z")
        writer.key("username")
        writer.value(userName)
        writer.key("hostname")
        writer.value(hostName)
        writer.key("kdf")
        writer.value(Self.function)
        writer.key("N")
        writer.value(cost.rounds)
        writer.key("r")
        writer.value(cost.blockSize)
        writer.key("p")
        writer.value(cost.lanes)
        writer.key("salt")
        writer.value(Base64.standard.encode(salt))
        writer.key("data")
        writer.value(Base64.standard.encode(data))
        writer.endObject()
        return writer.takeBytes()
    }

    /// The master key; nil when the passphrase is another one. Blocks.
    /// - Throws: `.damaged` when what opens is no key, `.local` without the memory for trying.
    package func open(with passphrase: Secret, threads: Int) throws -> MasterKey? {
        let key = try Self.stretch(passphrase, salt, cost, threads: threads)
        var sealer = RepositorySealer(key)
        var plain: [UInt8] = []
        plain.reserveCapacity(data.count)
        defer { plain.wipe() }
        guard sealer.open(data.span, into: &plain) else { return nil }
        guard let master = MasterKeyText.decode(plain.span) else {
            throw EngineError.damaged("it opens, and what is in it is no key")
        }
        return master
    }

    private static func stretch(
        _ passphrase: Secret, _ salt: [UInt8], _ cost: Scrypt.Cost, threads: Int
    ) throws -> MasterKey {
        let stretched: Secret
        do {
            stretched = try Scrypt.derive(
                from: passphrase, salt: salt, cost, threads: threads, count: stretchedSize)
        } catch {
            throw EngineError(.local, error.message, underlying: error)
        }
        let parts = stretched.withBytes { bytes in
            (
                Secret(copying: bytes.extracting(0..<32)),
                Secret(copying: bytes.extracting(32..<48)),
                Secret(copying: bytes.extracting(48..<64))
            )
        }
        guard let key = MasterKey(cipher: parts.0, block: parts.1, nonce: parts.2) else {
            throw EngineError(.local, "the passphrase stretches to zeros")
        }
        return key
    }
}
