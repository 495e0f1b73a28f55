internal import Cryptography
package import HTTPServer
package import Host
internal import RESTProtocol
internal import Storage
package import Telemetry
internal import Values

/// Serves vaults in folders of this machine over HTTP: restic's REST protocol for repositories, and
/// its equal for objects of any name. docs/formats/vault-serve.md is the contract.
///
/// It answers requests and nothing more: whoever has an `HTTPServer` gives it the handler, and
/// decides where it listens, with which certificate and for which clients.
package final class VaultServer: Sendable {
    private let folder: ServedFolder
    private let clients: any VaultClients
    private let log: Logger
    private let clock: WallClock
    private let prefixLength: Int
    private let usage = UsageBook()
    private let gate = SealGate()

    /// - Parameter prefixLength: How many names stand in front of a vault's path.
    package init(
        _ folder: ServedFolder, clients: any VaultClients, log: Logger,
        clock: WallClock = .system, below prefixLength: Int = 0
    ) {
        self.prefixLength = prefixLength
        self.folder = folder
        self.clients = clients
        self.log = log
        self.clock = clock
    }

    /// The bounds that suit it: objects are long, and a client has a few of them on the way.
    package static var limits: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.headBytesMax = 16 << 10
        limits.connectionsMax = 2000
        limits.connectionsPerAddressMax = 256
        return limits
    }

    /// For the server.
    package var handler: HTTPHandler { respond }

    package nonisolated(nonsending) func respond(to request: HTTPRequest) async -> HTTPResponse {
        var response: HTTPResponse
        do {
            response = try await answer(request)
        } catch {
            response = refuse(request, error)
        }
        response.fields[HTTPFieldName(ServedVault.serverField)] = "\(ServedVault.version)"
        response.fields[.cacheControl] = "no-store"
        return response
    }

    private nonisolated(nonsending) func answer(
        _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        // Who asks is settled before anything of theirs is looked at.
        let client = try await client(of: request)
        let target = try VaultTarget(request, below: prefixLength)
        guard client.path.holds(target.vault) else { throw VaultRefusal.foreign }
        let vault = OpenVault(
            path: target.vault, client: client,
            storage: try await folder.storage(of: target.vault), folder: folder, usage: usage,
            gate: gate, clients: clients)
        do {
            return try await answer(request, target.thing, vault)
        } catch let error as StorageError where error.kind == .notFound && error.object == nil {
            // The vault's own folder: was it never made, or is its disk away?
            throw try await folder.isThere(vault.path) ? VaultRefusal.noDisk : .noVault
        }
    }

    private nonisolated(nonsending) func answer(
        _ request: HTTPRequest, _ thing: VaultTarget.Thing, _ vault: OpenVault
    ) async throws -> HTTPResponse {
        switch (thing, request.method) {
        case (.vault, .get): return try await tell(vault)
        case (.vault, .post): return try await make(vault, request)
        case (.vault, _): throw VaultRefusal.method([.get, .post])
        case (.repositoryFolder(let kind), .get): return try await vault.list(kind, request)
        case (.folder(let name), .get): return try await vault.list(name)
        case (.repositoryFolder, _), (.folder, _): throw VaultRefusal.method([.get])
        case (.repositoryObject(let name), .get), (.object(let name), .get),
            (.repositoryObject(let name), .head), (.object(let name), .head):
            return try await vault.read(name, request)
        case (.repositoryObject(let name), .post):
            return stored(try await vault.store(name, request, .add))
        case (.object(let name), .put):
            let isNew = request.fields[.ifNoneMatch] == "*"
            return stored(try await vault.store(name, request, isNew ? .create : .replace))
        case (.repositoryObject(let name), .delete), (.object(let name), .delete):
            try await vault.remove(name)
            return HTTPResponse(.ok)
        case (.repositoryObject, _): throw VaultRefusal.method([.get, .head, .post, .delete])
        case (.object, _): throw VaultRefusal.method([.get, .head, .put, .delete])
        }
    }

    private func stored(_ digest: SHA256Digest) -> HTTPResponse {
        HTTPResponse(
            .ok,
            fields: [
                HTTPFieldName(RESTWords.storedDigestField): RESTWords.digestField(digest.bytes)
            ])
    }

    private nonisolated(nonsending) func tell(_ vault: OpenVault) async throws -> HTTPResponse {
        var response = HTTPResponse.json(try await vault.about(), ServedVault.schema)
        response.fields[.contentType] = ServedVault.contentType
        return response
    }

    /// Restic asks for it before it takes a new repository into use.
    private nonisolated(nonsending) func make(
        _ vault: OpenVault, _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        guard request.query == "create=true" else { throw VaultRefusal.method([.get]) }
        guard vault.client.right != .read else { throw VaultRefusal.readOnly }
        try await folder.make(vault.path)
        return HTTPResponse(.ok)
    }

    // MARK: Who asks

    private nonisolated(nonsending) func client(
        of request: HTTPRequest
    ) async throws -> VaultClient {
        guard let (name, secret) = Self.credentials(of: request), let token = Token(secret),
            let client = try await clients.client(named: name),
            client.digest.matches(token.digest)
        else { throw VaultRefusal.unauthorized }
        if let expires = client.expires, expires <= clock.now {
            throw VaultRefusal(
                .unauthorized, "this client's secret has expired",
                fields: VaultRefusal.unauthorized.fields)
        }
        return client
    }

    /// RFC 7617: a name and a secret in base 64.
    private static func credentials(of request: HTTPRequest) -> (String, String)? {
        guard let field = request.fields[.authorization],
            field.prefix(6).lowercased() == "basic ",
            let bytes = Base64.standard.decode(field.dropFirst(6)),
            let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    // MARK: Refusals

    private func refuse(_ request: HTTPRequest, _ error: any Error) -> HTTPResponse {
        if let refusal = VaultRefusal(error) {
            if refusal.status == .insufficientStorage || refusal.status.code == 503 {
                log.warning("request refused", ["path": request.path, "reason": refusal.message])
            }
            return refusal.response
        }
        log.error("request failed", ["path": request.path, "reason": LoggedError(error)])
        return VaultRefusal(.internalServerError, "something went wrong here; the log knows more")
            .response
    }
}
