internal import CShims
internal import Glibc
internal import Host
internal import Storage
internal import Values

/// What the thread of a connection does from its first to its last moment.
struct ConnectionLoop {
    /// Looks at the time this often while it waits for the server.
    private static let tick: Int32 = 1000

    let server: SSHServer
    let hostKeys: any HostKeys
    let mailbox: Mailbox

    func run() {
        do {
            var session = try SSHSession(server)
            try session.begin { try hostKeys.judge($0, of: server) }
            var traffic = Traffic(patience: server.patience)
            mailbox.stands(try greet(session, &traffic))
            try exchange(session, &traffic)
        } catch let error as StorageError {
            mailbox.fail(error)
        } catch {
            mailbox.fail(
                StorageError(
                    .unexpected, "\(server.name) speaks no SFTP: it sent \(error)",
                    underlying: error))
        }
    }

    /// Both sides say their version, and the server what it can do.
    private func greet(
        _ session: borrowing SSHSession, _ traffic: inout Traffic
    ) throws -> ServerFacts {
        let answer = try ask(.initialize, session, &traffic)
        guard case .version(let version, let extensions) = answer else {
            throw SFTPProtocolError(description: "no version")
        }
        guard version == SFTPRequest.version else {
            throw SFTPProtocolError(description: "version \(version)")
        }
        var facts = ServerFacts(extensions: extensions)
        facts.renameRefuses = session.banner.contains("OpenSSH")
        if facts.hasLimits,
            case .extended(let limits) = try ask(
                .extended(.limits), session, &traffic)
        {
            try facts.apply(limits: limits)
        }
        return facts
    }

    private func ask(
        _ request: SFTPRequest, _ session: borrowing SSHSession, _ traffic: inout Traffic
    ) throws -> SFTPResponse {
        traffic.unsent = request.packet(id: 0)[...]
        var answer: SFTPResponse?
        while true {
            try move(session, &traffic) { answer = $1 }
            if let answer { return answer }
            try wait(session, &traffic, isWaiting: true)
        }
    }

    private func exchange(
        _ session: borrowing SSHSession, _ traffic: inout Traffic
    ) throws {
        while !mailbox.isStopping {
            if traffic.unsent.isEmpty { traffic.unsent = mailbox.takeOutgoing()[...] }
            try move(session, &traffic, mailbox.deliver)
            try wait(session, &traffic, isWaiting: mailbox.isWaiting)
        }
        mailbox.fail(StorageError(.cancelled, "the connection to \(server.name) was closed"))
    }

    /// Sends and takes what is possible without waiting.
    private func move(
        _ session: borrowing SSHSession, _ traffic: inout Traffic,
        _ deliver: (UInt32, SFTPResponse) -> Void
    ) throws {
        while true {
            let written = try session.write(traffic.unsent)
            traffic.unsent = traffic.unsent.dropFirst(written)
            if written > 0 { traffic.silence.end() }
            switch try session.read(into: &traffic.buffer) {
            case .bytes(let count):
                traffic.silence.end()
                traffic.reader.append(traffic.buffer[..<count])
                while let (id, response) = try traffic.reader.next() { deliver(id, response) }
            case .none where written > 0 && !traffic.unsent.isEmpty && session.window > 0: continue
            case .none: return
            case .end:
                throw StorageError(.unreachable, "\(server.name) has ended the connection")
            }
        }
    }

    /// Waits for the server or for work.
    private func wait(
        _ session: borrowing SSHSession, _ traffic: inout Traffic, isWaiting: Bool
    ) throws {
        let hasUnsent = !traffic.unsent.isEmpty
        let interest = Int16(POLLIN) | (session.wantsToWrite ? Int16(POLLOUT) : 0)
        var descriptors = [
            pollfd(fd: session.descriptor, events: interest, revents: 0),
            pollfd(fd: mailbox.wake, events: Int16(POLLIN), revents: 0),
        ]
        // A key exchange may hold up sending although the window is open.
        let timeout = hasUnsent && session.window > 0 ? 10 : Self.tick
        // What is still to be sent comes before new work.
        let count: nfds_t = hasUnsent ? 1 : 2
        _ = unsafe poll(&descriptors, count, timeout)
        if descriptors[1].revents != 0 { cshims_event_clear(mailbox.wake) }
        guard isWaiting || hasUnsent else { return traffic.silence.end() }
        guard traffic.silence.isTooLong else { return }
        throw StorageError(
            .timeout, "\(server.name) has not answered for \(server.patience.text)")
    }
}

/// What is on its way on the thread's side.
private struct Traffic {
    private static let bufferSize = 256 << 10

    var unsent: ArraySlice<UInt8> = []
    var reader = SFTPPacketReader()
    var silence: Silence
    var buffer = [UInt8](repeating: 0, count: Traffic.bufferSize)

    init(patience: Duration) {
        silence = Silence(patience: patience)
    }
}

/// How long nothing has moved.
private struct Silence {
    let patience: Duration
    private var since = MonotonicTime.coarseMilliseconds

    init(patience: Duration) {
        self.patience = patience
    }

    mutating func end() { since = MonotonicTime.coarseMilliseconds }

    var isTooLong: Bool {
        MonotonicTime.coarseMilliseconds - since > UInt64(max(0, patience.milliseconds))
    }
}
