internal import CSSH
internal import Cryptography
internal import Host
internal import Storage
internal import Values

/// A session of libssh with one channel, on which the server's SFTP speaks. Belongs to one thread,
/// which it blocks until `begin` has returned.
@safe
struct SSHSession: ~Copyable {
    /// What came of looking for bytes.
    enum Reading {
        case bytes(Int), none, end
    }

    private let session: ssh_session
    private var channel: ssh_channel?
    private let server: SSHServer

    init(_ server: SSHServer) throws(StorageError) {
        guard let session = unsafe ssh_new() else {
            throw StorageError(.failed, "no memory for an SSH session")
        }
        unsafe self.session = session
        unsafe channel = nil
        self.server = server
    }

    deinit {
        if let channel = unsafe channel {
            unsafe ssh_channel_close(channel)
            unsafe ssh_channel_free(channel)
        }
        unsafe ssh_disconnect(session)
        unsafe ssh_free(session)
    }

    /// Connects, has the host key judged, logs in, and starts the subsystem. Blocks.
    mutating func begin(judge: (String) throws -> Void) throws {
        ThreadRole.requireBlockingAllowed("SSHSession.begin")
        try configure()
        guard unsafe ssh_connect(session) == SSH_OK else {
            throw failure(.unreachable, "could not be reached")
        }
        try judge(fingerprint())
        try logIn()
        try openChannel()
        unsafe ssh_set_blocking(session, 0)
    }

    private func configure() throws(StorageError) {
        try set(SSH_OPTIONS_HOST, server.host)
        try set(SSH_OPTIONS_USER, server.user)
        // The user's own configuration is for the user's own sessions.
        try set(SSH_OPTIONS_PROCESS_CONFIG, number: 0)
        try set(SSH_OPTIONS_PORT, number: Int32(server.port))
        try set(SSH_OPTIONS_NODELAY, number: 1)
        var seconds = Int(server.patience.components.seconds)
        guard unsafe ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds) == 0 else {
            throw failure(.badConfiguration, "cannot be asked with this timeout")
        }
    }

    private func set(_ option: ssh_options_e, _ text: String) throws(StorageError) {
        guard unsafe text.withCString({ unsafe ssh_options_set(session, option, $0) }) == 0 else {
            throw failure(.badConfiguration, "is no address that SSH takes")
        }
    }

    private func set(_ option: ssh_options_e, number: Int32) throws(StorageError) {
        var number = number
        guard unsafe ssh_options_set(session, option, &number) == 0 else {
            throw failure(.badConfiguration, "is no address that SSH takes")
        }
    }

    /// Of the server's key, as `ssh-keygen -l` prints it.
    private func fingerprint() throws(StorageError) -> String {
        var key: ssh_key?
        guard unsafe ssh_get_server_publickey(session, &key) == SSH_OK else {
            throw failure(.unexpected, "showed no host key")
        }
        defer { unsafe ssh_key_free(key) }
        var hash: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard
            unsafe ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == SSH_OK
        else { throw failure(.unexpected, "showed a host key that cannot be read") }
        defer { unsafe ssh_clean_pubkey_hash(&hash) }
        guard
            let text = unsafe ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length)
        else { throw failure(.unexpected, "showed a host key that cannot be read") }
        defer { unsafe ssh_string_free_char(text) }
        return unsafe String(cString: text)
    }

    // MARK: Logging in

    private func logIn() throws {
        for credential in server.credentials {
            let code =
                switch credential {
                case .password(let password): try logIn(password: password)
                case .keyFile(let path, let passphrase): try logIn(key: path, passphrase)
                case .key(let content, let passphrase): try logIn(key: content, passphrase)
                }
            if code == SSH_AUTH_SUCCESS.rawValue { return }
            guard code != SSH_AUTH_ERROR.rawValue else {
                throw failure(.unreachable, "broke off while we logged in")
            }
        }
        throw StorageError(.denied, "\(server.name) does not let us in with what we have to show")
    }

    private func logIn(password: Secret) throws -> Int32 {
        try unsafe password.withCString { text in
            let code = unsafe ssh_userauth_password(session, nil, text)
            // Many servers take passwords only as the answer to a question.
            guard code != SSH_AUTH_SUCCESS.rawValue else { return code }
            return unsafe answerQuestions(with: text)
        }
    }

    private func answerQuestions(with answer: UnsafePointer<CChar>) -> Int32 {
        var code = unsafe ssh_userauth_kbdint(session, nil, nil)
        // A server may ask again and again; ours ask once or twice.
        for _ in 0..<8 where code == SSH_AUTH_INFO.rawValue {
            for question in 0..<max(0, unsafe ssh_userauth_kbdint_getnprompts(session)) {
                _ = unsafe ssh_userauth_kbdint_setanswer(session, UInt32(question), answer)
            }
            code = unsafe ssh_userauth_kbdint(session, nil, nil)
        }
        return code
    }

    private func logIn(key path: FilePath, _ passphrase: Secret?) throws -> Int32 {
        var key: ssh_key?
        let file = path.description
        let code: Int32 =
            if let passphrase {
                try unsafe passphrase.withCString { text in
                    unsafe ssh_pki_import_privkey_file(file, text, nil, nil, &key)
                }
            } else {
                unsafe ssh_pki_import_privkey_file(file, nil, nil, nil, &key)
            }
        guard code == SSH_OK else {
            let reason =
                code == SSH_EOF ? "cannot be read" : "is no key, or its passphrase is wrong"
            throw StorageError(.badConfiguration, "the key file \(path) \(reason)")
        }
        defer { unsafe ssh_key_free(key) }
        return unsafe ssh_userauth_publickey(session, nil, key)
    }

    private func logIn(key content: Secret, _ passphrase: Secret?) throws -> Int32 {
        var key: ssh_key?
        let code: Int32 = try unsafe content.withCString { text in
            guard let passphrase else {
                return unsafe ssh_pki_import_privkey_base64(text, nil, nil, nil, &key)
            }
            return try unsafe passphrase.withCString { phrase in
                unsafe ssh_pki_import_privkey_base64(text, phrase, nil, nil, &key)
            }
        }
        guard code == SSH_OK else {
            throw StorageError(
                .badConfiguration,
                "the private key for \(server.name) is no key, or its passphrase is wrong")
        }
        defer { unsafe ssh_key_free(key) }
        return unsafe ssh_userauth_publickey(session, nil, key)
    }

    private mutating func openChannel() throws(StorageError) {
        guard let channel = unsafe ssh_channel_new(session) else {
            throw failure(.failed, "has no memory for a channel")
        }
        unsafe self.channel = channel
        guard unsafe ssh_channel_open_session(channel) == SSH_OK,
            unsafe ssh_channel_request_subsystem(channel, "sftp") == SSH_OK
        else {
            // A line cut meanwhile says nothing of what the server offers.
            throw unsafe ssh_is_connected(session) == 0
                ? failure(.unreachable, "has dropped the connection")
                : failure(.unsupported, "offers no SFTP")
        }
    }

    /// The name and version that the server gives itself, as in `SSH-2.0-OpenSSH_9.2p1`.
    var banner: String {
        unsafe ssh_get_serverbanner(session).map { unsafe String(cString: $0) } ?? ""
    }

    // MARK: Bytes

    /// To be polled by the one thread.
    var descriptor: Int32 { unsafe ssh_get_fd(session) }

    var wantsToWrite: Bool { unsafe ssh_get_poll_flags(session) & SSH_WRITE_PENDING != 0 }

    /// How much the server is ready to take.
    var window: Int { Int(unsafe ssh_channel_window_size(channel)) }

    /// Hands over what the server's window allows; how much that was.
    func write(_ bytes: ArraySlice<UInt8>) throws(StorageError) -> Int {
        let count = min(bytes.count, window)
        guard count > 0 else { return 0 }
        let written = unsafe bytes.withUnsafeBytes { buffer in
            unsafe ssh_channel_write(channel, buffer.baseAddress, UInt32(count))
        }
        if written == SSH_AGAIN { return 0 }
        guard written >= 0 else { throw failure(.unreachable, "has dropped the connection") }
        return Int(written)
    }

    /// Fills the buffer with what is there.
    func read(into buffer: inout [UInt8]) throws(StorageError) -> Reading {
        let capacity = UInt32(buffer.count)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe ssh_channel_read_nonblocking(channel, bytes.baseAddress, capacity, 0)
        }
        switch count {
        case 1...: return .bytes(Int(count))
        case SSH_EOF: return .end
        case 0, SSH_AGAIN:
            return unsafe ssh_channel_is_open(channel) != 0
                && ssh_channel_is_eof(channel) == 0 ? .none : .end
        default: throw failure(.unreachable, "has dropped the connection")
        }
    }

    private func failure(_ kind: StorageError.Kind, _ what: String) -> StorageError {
        let reason = unsafe ssh_get_error(UnsafeMutableRawPointer(session)).map {
            unsafe String(cString: $0)
        }
        let detail = reason.map { $0.isEmpty ? "" : ": \($0)" } ?? ""
        return StorageError(kind, "\(server.name) \(what)\(detail)")
    }
}

extension Secret {
    /// Lends the bytes with a NUL after them and wipes that copy. libssh takes only such.
    fileprivate func withCString<Result>(
        _ body: (UnsafePointer<CChar>) throws -> Result
    ) throws -> Result {
        var bytes = withBytes { span in
            var copy: [UInt8] = []
            for index in span.indices { copy.append(span[index]) }
            return copy
        }
        bytes.append(0)
        defer { bytes.wipe() }
        return try unsafe bytes.withUnsafeBytes { buffer in
            guard let start = unsafe buffer.bindMemory(to: CChar.self).baseAddress else {
                preconditionFailure("a terminated text has a first byte")
            }
            return try unsafe body(start)
        }
    }
}
