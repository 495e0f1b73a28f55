internal import Cryptography
internal import HTTPServer
internal import LocalStorage
internal import RESTProtocol
internal import Storage
internal import Synchronization

extension OpenVault {
    /// What a client wants when the name is taken.
    enum Wish {
        /// Restic's: the same bytes again are a success, others are refused.
        case add
        /// Refused whatever they are.
        case create
        case replace
    }

    /// Stores what comes, whole and on the disk, or nothing. Returns its hash.
    func store(_ name: ObjectName, _ request: HTTPRequest, _ wish: Wish) async throws
        -> SHA256Digest
    {
        guard client.right != .read else { throw VaultRefusal.readOnly }
        try await requirePart(in: name, isChange: true)
        try await requireThere()
        try await countUsage()
        await request.body.limit(to: Intake.lengthMax)
        let guarded = SealedChange(self, name)
        let rule = try await rule(for: name, wish)
        let replaced = rule == .replace ? try await storage.head(name)?.size ?? 0 : 0
        let admission = Admission(usage, in: path, for: client)
        let intake = Intake(
            request.body, expected: try expected(of: name, request), admission: admission
        ) {
            try await requireStillThere(for: name)
            try await guarded.begin(rule)
        }
        defer { guarded.end() }
        let body = ObjectBody(length: intake.length, isRepeatable: false) { intake }
        do {
            try await storage.put(name, body, rule)
        } catch let error as StorageError where error.kind == .alreadyExists {
            return try await compare(name, intake, wish)
        }
        admission.keep(replaced: replaced)
        // Its last piece has come, or the put would have failed.
        guard let digest = intake.digest else { throw VaultRefusal.stopping }
        return digest
    }

    /// Who only adds may replace what belongs to a snapshot that is not complete, and what the disk
    /// has damaged, by what its name says it is.
    private func rule(for name: ObjectName, _ wish: Wish) async throws -> PutRule {
        if wish == .replace {
            if client.right == .full { return .replace }
            if let place = SnapshotPlace(name), !place.isCompletion { return .replace }
        }
        guard wish != .create, let promised = Self.promised(name),
            try await storage.head(name) != nil, try await digest(of: name) != promised
        else { return .create }
        return .replace
    }

    /// The name is taken: the same bytes are as good as stored.
    private func compare(
        _ name: ObjectName, _ intake: Intake, _ wish: Wish
    ) async throws -> SHA256Digest {
        guard wish != .create else { throw VaultRefusal.takenExactly }
        let refusal = wish == .add ? VaultRefusal.taken : .appendOnly
        let size = try await storage.head(name)?.size
        if let announced = intake.length, announced != size { throw refusal }
        try await intake.drain()
        guard let digest = intake.digest, intake.count == size,
            try await self.digest(of: name).matches(digest)
        else { throw refusal }
        return digest
    }

    /// What the bytes have to hash to: by the name, and by what the client says.
    private func expected(
        of name: ObjectName, _ request: HTTPRequest
    ) throws -> [SHA256Digest] {
        var expected: [SHA256Digest] = []
        if let promised = Self.promised(name) { expected.append(promised) }
        for field in request.fields.values(of: HTTPFieldName(RESTWords.contentDigestField)) {
            guard let bytes = RESTWords.digest(in: field), let said = SHA256Digest(bytes: bytes)
            else { continue }
            expected.append(said)
        }
        return expected
    }

    /// What an object's name says that it holds; nil for those whose names say nothing.
    private static func promised(_ name: ObjectName) -> SHA256Digest? {
        RESTName(name)?.id.flatMap { SHA256Digest(hex: $0) }
    }

    /// Removes an object; one that is not there is a success.
    func remove(_ name: ObjectName) async throws {
        guard client.right != .read else { throw VaultRefusal.readOnly }
        try await requirePart(in: name, isChange: true)
        try await requireThere()
        let guarded = SealedChange(self, name)
        defer { guarded.end() }
        if client.right != .full, RESTName(name)?.kind != .locks {
            guard SnapshotPlace(name)?.isCompletion == false else {
                throw VaultRefusal.appendOnly
            }
            try await guarded.begin(.replace)
        }
        let size = try await storage.head(name)?.size ?? 0
        try await storage.delete(name)
        _ = usage.add(-size, in: path, for: client)
    }
}

/// The moment in which an object of a snapshot gets its name, or loses it.
private final class SealedChange: Sendable {
    private enum Begun { case nothing, change, seal }

    private let vault: OpenVault
    private let place: SnapshotPlace?
    private let key: String
    private let begun = Mutex(Begun.nothing)

    init(_ vault: OpenVault, _ name: ObjectName) {
        self.vault = vault
        place = SnapshotPlace(name)
        key = "\(vault.path)/\(place.map(\.folder.text) ?? "")"
    }

    /// Throws what the client is told where the snapshot is complete, or is being completed.
    func begin(_ rule: PutRule) async throws {
        guard let place, vault.client.right != .full else { return }
        if place.isCompletion {
            try vault.gate.beginSeal(of: key)
            begun.withLock { $0 = .seal }
        } else if rule == .replace {
            try vault.gate.beginChange(in: key)
            begun.withLock { $0 = .change }
            guard try await vault.storage.head(place.completion) == nil else {
                throw VaultRefusal.appendOnly
            }
        }
    }

    func end() {
        let what = begun.withLock { begun in
            defer { begun = .nothing }
            return begun
        }
        switch what {
        case .nothing: break
        case .change: vault.gate.endChange(in: key)
        case .seal: vault.gate.endSeal(of: key)
        }
    }
}
