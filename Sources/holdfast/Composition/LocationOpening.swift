internal import AgentCore
internal import CommandLine
internal import Cryptography
internal import HTTPClient
internal import HTTPStorage
internal import Host
internal import LocalState
internal import LocalStorage
internal import RESTStorage
internal import S3Storage
internal import SFTP
internal import SFTPStorage
internal import StandAlone
internal import Storage
internal import Values
internal import VaultLocation
internal import WebDAVStorage

/// From the address of a vault to the place itself: the one list of every kind of place.
struct LocationOpening {
    private let console: Console
    private let credentials: CredentialBook
    private let patience: Duration
    private let upload: BandwidthLimit?
    private let download: BandwidthLimit?
    /// What an agent was given for one vault: nothing else is looked for then.
    private let given: CredentialBook.Entry?
    private let hostKeys: FilePath?
    /// The hub that an agent belongs to.
    private let hub: HubLine?

    /// Somebody who waits for a list has less of it than a backup in the night.
    static let patience = Duration.seconds(60)

    private static let bookSizeMax = ByteCount.mebibytes(1)

    /// - Parameters:
    ///   - patience: How long a place that does not answer is asked again.
    ///   - upload: Bytes a second, shared by all places that are opened here.
    init(
        console: Console, patience: Duration = Self.patience, upload: ByteCount? = nil,
        download: ByteCount? = nil
    ) throws {
        self.console = console
        self.patience = patience
        self.upload = upload.map { BandwidthLimit(perSecond: $0) }
        self.download = download.map { BandwidthLimit(perSecond: $0) }
        credentials = try Self.book(console)
        given = nil
        hostKeys = nil
        hub = nil
    }

    /// For an agent: with the credentials that came for one vault, and no others.
    /// - Parameter hostKeys: The file of SSH host keys that were seen.
    init(
        console: Console, given: CredentialBook.Entry, hostKeys: FilePath, patience: Duration,
        upload: BandwidthLimit?, download: BandwidthLimit?, hub: HubLine
    ) {
        self.console = console
        self.hub = hub
        self.patience = patience
        self.upload = upload
        self.download = download
        credentials = CredentialBook()
        self.given = given
        self.hostKeys = hostKeys
    }

    /// A place behind retries, and behind the limits where there are any.
    /// - Parameter makesFolder: For a new vault: its folder is made, with those above it, where it
    ///   is missing on this machine or on an SSH server.
    func open(_ address: String, makesFolder: Bool = false) async throws -> any Storage {
        var place = try bare(address, makesFolder: makesFolder)
        if makesFolder, let server = place as? SFTPStorage { try await server.makeRoot() }
        if makesFolder, let server = place as? RESTStorage { try await server.makeRoot() }
        if upload != nil || download != nil {
            place = ThrottledStorage(place, upload: upload, download: download)
        }
        guard !place.traits.isLocal else { return place }
        return RetryingStorage(place, policy: RetryPolicy(patience: patience)) { [console] retry in
            console.complain(
                "holdfast: \(retry.place): \(retry.error.message); trying again in "
                    + "\(max(1, retry.delay.milliseconds / 1000)) s\n")
        }
    }

    /// Those of the places that are folders of this machine.
    func folders(_ addresses: [String]) throws -> [FilePath] {
        try addresses.compactMap { address in
            guard case .folder(let path) = try location(address).location else { return nil }
            return FilePath(path)
        }
    }

    /// Where something lies, and what the place itself wants from whoever comes.
    func location(
        _ address: String
    ) throws -> (location: VaultLocation, credentials: CredentialBook.Entry) {
        let location: VaultLocation
        do throws(VaultLocationError) {
            location = try VaultLocation(address)
        } catch {
            throw Failure(.usage, "\(quoted(address)) is no vault: \(error).")
        }
        return (location, given ?? credentials.entry(for: "\(location)") ?? fromEnvironment())
    }

    private func bare(_ address: String, makesFolder: Bool) throws -> any Storage {
        let (location, entry) = try location(address)
        switch location {
        case .folder(let path):
            if makesFolder { _ = try Folder.openOrMake(FilePath(path)) }
            return try LocalStorage(root: FilePath(path))
        case .webDAV(let url, let user):
            return try WebDAVStorage(url: url, access: access(user, entry), loop: try loop())
        case .s3(let address):
            return S3Storage(
                bucket: try S3Bucket(
                    endpoint: address.endpoint, name: address.bucket, prefix: address.prefix,
                    style: address.isVirtualHost ? .virtualHost : .path),
                key: key(entry, region: address.region), loop: try loop())
        case .rest(let url, let user):
            return RESTStorage(url: url, access: access(user, entry), loop: try loop())
        case .hub(let path): return try hosted(path, entry)
        case .sftp(let address):
            return SFTPStorage(
                try server(of: address, entry), root: address.path, hostKeys: try knownHosts())
        }
    }

    /// On the hub's own disk, by the same way as everything else that an agent asks its hub.
    private func hosted(
        _ path: String, _ entry: CredentialBook.Entry
    ) throws -> any Storage {
        guard let hub else {
            throw Failure(
                .usage, "Only an agent reaches a vault on its hub's own disk.",
                hint: "on the hub's machine, name the folder it lies in: file:/…")
        }
        let address = try hub.address
        let settings = ClientSettings(for: address, hub.trust())
        var access = HTTPAccess()
        (access.trust, access.proxy) = (settings.trust, settings.proxy)
        access.unixSocket = settings.unixSocket
        if let name = entry.accessKey, let secret = entry.secretKey {
            access.credentials = .basic(user: name, password: secret.revealed())
        }
        return RESTStorage(
            url: "\(address.origin)\(HostedVaults.prefix)\(path)", access: access,
            loop: try loop())
    }

    /// The user's own keys are tried where no other is named; the first key that a server shows is
    /// the only one from then on.
    private func server(
        of address: SFTPAddress, _ entry: CredentialBook.Entry
    ) throws -> SSHServer {
        var credentials: [SSHCredential] = []
        if let file = entry.keyFile {
            credentials.append(
                .keyFile(try absolutePath(file), passphrase: entry.password))
        } else if given == nil, let home = console.variable("HOME") {
            credentials += ["id_ed25519", "id_ecdsa", "id_rsa"]
                .map { FilePath(home).appending(".ssh/\($0)") }.filter(isThere)
                .map { .keyFile($0, passphrase: nil) }
        }
        if let password = entry.password { credentials.append(.password(password)) }
        let user =
            otherUser(entry) ?? address.user ?? console.variable("USER")
            ?? console.variable("LOGNAME")
        guard let user else {
            throw Failure(.usage, "\(address) names no user: sftp://user@host/folder.")
        }
        return SSHServer(
            host: address.host, port: address.port ?? 22, user: user, credentials: credentials)
    }

    /// A server that files are read from, or given back to.
    func server(of address: SFTPAddress) throws -> SSHServer {
        let entry = given ?? credentials.entry(for: "\(address)") ?? fromEnvironment()
        return try server(of: address, entry)
    }

    /// The keys that servers have shown.
    func knownHosts() throws -> HostKeyFile {
        HostKeyFile(
            try hostKeys ?? LocalFolders(environment: console.environment).knownHosts())
    }

    private func isThere(_ path: FilePath) -> Bool {
        do throws(FileError) {
            _ = try Folder(at: path.parent).status(of: RelativePath(bytes: path.name.bytes))
            return true
        } catch {
            return false
        }
    }

    private func loop() throws -> EventLoop {
        let loop = try EventLoop(name: "storage")
        try loop.start()
        return loop
    }

    // MARK: Credentials

    /// `credentials` of the user's configuration, or what HOLDFAST_CREDENTIALS_FILE names.
    private static func book(_ console: Console) throws -> CredentialBook {
        let named = console.variable("HOLDFAST_CREDENTIALS_FILE")
        guard let path = try named.map(absolutePath) ?? standardBook(console) else {
            return CredentialBook()
        }
        guard let bytes = try read(path, mayBeMissing: named == nil) else {
            return CredentialBook()
        }
        return try CredentialBook(parsing: String(decoding: bytes, as: UTF8.self))
    }

    private static func read(
        _ path: FilePath, mayBeMissing: Bool
    ) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let status = try Folder(at: path.parent).status(
                of: RelativePath(bytes: path.name.bytes))
            guard status.mode.rawValue & 0o077 == 0 else {
                throw FileError(
                    .denied, "other users of this machine can read \(path): chmod 600 it",
                    path: path.description)
            }
            return try DurableFile.read(path, limit: bookSizeMax)
        } catch  where error.kind == .notFound && mayBeMissing {
            return nil
        }
    }

    private static func standardBook(_ console: Console) -> FilePath? {
        if let folder = console.variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
            return FilePath(folder).appending("holdfast/credentials")
        }
        return console.variable("HOME").map {
            FilePath($0).appending(".config/holdfast/credentials")
        }
    }

    /// For a single place: what other programs of the kind read, too.
    private func fromEnvironment() -> CredentialBook.Entry {
        var entry = CredentialBook.Entry()
        entry.password = console.variable("HOLDFAST_VAULT_PASSWORD").map { Secret($0) }
        entry.accessKey = console.variable("AWS_ACCESS_KEY_ID")
        entry.secretKey = console.variable("AWS_SECRET_ACCESS_KEY").map { Secret($0) }
        entry.sessionToken = console.variable("AWS_SESSION_TOKEN").map { Secret($0) }
        return entry
    }

    private func access(_ user: String?, _ entry: CredentialBook.Entry) -> HTTPAccess {
        var access = HTTPAccess()
        if let user = otherUser(entry) ?? user, let password = entry.password {
            access.credentials = .basic(user: user, password: password.revealed())
        }
        return access
    }

    /// Whom a hub names besides the address: who may delete is mostly somebody else.
    private func otherUser(_ entry: CredentialBook.Entry) -> String? {
        given == nil ? nil : entry.accessKey
    }

    private func key(_ entry: CredentialBook.Entry, region: String?) -> AWSKey? {
        guard let access = entry.accessKey, let secret = entry.secretKey else { return nil }
        return AWSKey(
            access: access, secret: secret.revealed(), sessionToken: entry.sessionToken?.revealed(),
            region: region ?? console.variable("AWS_REGION") ?? "us-east-1")
    }
}
