internal import Cryptography
internal import HTTPServer
internal import Host
internal import HubCore
internal import RESTProtocol
internal import Settings
internal import Storage
internal import Synchronization
internal import Telemetry
internal import Transport
internal import Values
internal import VaultServer

/// The vaults on the hub's own disk, behind the hub's own listener, below `/vaults/`.
final class HostedVaults: VaultClients {
    static let prefix = "/vaults/"

    private enum State {
        case closed, opening
        case open(VaultServer)
    }

    private let folder: FilePath
    /// Whether the hub may make the folder: one that somebody named is on a disk that has to be
    /// mounted first.
    private let isOwn: Bool
    private let hosting: VaultHosting
    private let quota: ByteCount?
    private let tenantQuota: ByteCount?
    private let allowsPlainHTTP: Bool
    private let log: Logger
    private let state = Mutex(State.closed)

    init(_ settings: Settings, in data: DataFolder, _ hosting: VaultHosting, _ log: Logger) {
        let disk = settings[HubSettings.Vaults.self]
        folder = disk.folder.map { FilePath($0) } ?? data.path.appending("vaults")
        isOwn = disk.folder == nil
        quota = disk.quota
        tenantQuota = disk.tenantQuota
        allowsPlainHTTP = settings[HubSettings.Place.self].allowsPlainHTTP
        self.hosting = hosting
        self.log = log
    }

    /// The hub's own handler, with this one in front of it.
    func handler(before rest: @escaping HTTPHandler) -> HTTPHandler {
        { [self] request in
            guard request.path.hasPrefix(Self.prefix) else { return await rest(request) }
            return await respond(to: request)
        }
    }

    private nonisolated(nonsending) func respond(to request: HTTPRequest) async -> HTTPResponse {
        if !allowsPlainHTTP, !request.isSecure, case .ip(let address) = request.client,
            !address.isLoopback
        {
            return .text("this hub is reached over HTTPS only\n", .forbidden)
        }
        switch await opened() {
        case .open(let server): return await server.respond(to: request)
        case .opening:
            return HTTPResponse.text(
                "the hub is opening its folder for vaults\n", .serviceUnavailable, retryAfter: 1)
        case .closed:
            return HTTPResponse.text(
                "the hub's folder for vaults is not there: is the disk mounted?\n",
                .serviceUnavailable, retryAfter: 60)
        }
    }

    // MARK: The folder

    /// Opened when somebody comes, and again later where it was not there.
    private nonisolated(nonsending) func opened() async -> State {
        let before = state.withLock { state in
            defer { if case .closed = state { state = .opening } }
            return state
        }
        guard case .closed = before else { return before }
        do {
            let pool = try ThreadPool(name: "vaults", size: 1)
            let opened = try await pool.run { [folder, isOwn] in
                if isOwn { _ = try Folder.openOrMake(folder) }
                // What is served is marked by a folder that no client reaches.
                _ = try ClientFile.make(in: folder)
                return try ServedFolder(at: folder)
            }
            let server = VaultServer(opened, clients: self, log: log, below: 1)
            state.withLock { $0 = .open(server) }
            return .open(server)
        } catch {
            log.error(
                "vaults cannot be served",
                ["folder": folder.description, "reason": LoggedError(error)])
            state.withLock { $0 = .closed }
            return .closed
        }
    }

    // MARK: Clients

    func client(named name: String) async throws -> VaultClient? {
        guard let guest = try await hosting.guest(named: name) else { return nil }
        let right: ServedVault.Right =
            switch guest.right {
            case .read: .read
            case .append: .append
            case .full: .full
            }
        let tenant = try VaultPath(guest.tenantPath)
        return VaultClient(
            name: name, path: try VaultPath(guest.path), right: right,
            quota: [quota, guest.quota].compactMap(\.self).min(),
            shared: tenantQuota.map { VaultClient.SharedQuota(tenant, most: $0) },
            digest: guest.digest)
    }

    func admits(_ client: VaultClient, to source: String?, isChange: Bool) async throws -> Bool {
        guard let guest = try await hosting.guest(named: client.name) else { return false }
        guard let source else { return true }
        return try await hosting.admits(guest, to: source, isChange: isChange)
    }
}

extension HTTPResponse {
    fileprivate static func text(
        _ text: String, _ status: HTTPStatus, retryAfter seconds: Int
    ) -> HTTPResponse {
        var response = HTTPResponse.text(text, status)
        response.fields[.retryAfter] = "\(seconds)"
        return response
    }
}
