internal import CShims
internal import Glibc
package import Host
package import Transport

/// A bare connection to a server under test: whatever bytes are wanted, at whatever moment.
package actor RawConnection {
    /// The loop of all such connections; it runs as long as the tests do.
    package static let loop: EventLoop = {
        do {
            let loop = try EventLoop(name: "raw clients")
            try loop.start()
            return loop
        } catch {
            preconditionFailure("no event loop: \(error)")
        }
    }()

    /// Long enough for a machine that is busy with other suites.
    private static let patience: UInt64 = 300_000

    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        unsafe Self.loop.asUnownedSerialExecutor()
    }

    private var stream: ByteStream?
    private var buffer: [UInt8] = []

    package init() {}

    package static func open(
        to address: SocketAddress, tls: TLSClient? = nil, name: String = "localhost"
    ) async throws -> RawConnection {
        let connection = RawConnection()
        try await connection.connect(to: address, tls: tls, name: name)
        return connection
    }

    isolated deinit {
        stream?.close()
    }

    private func connect(to address: SocketAddress, tls: TLSClient?, name: String) async throws {
        stream = try await ByteStream.connect(
            to: address, on: Self.loop, tls: try tls?.makeSession(name: name), by: deadline)
    }

    private var deadline: UInt64 { Self.loop.now &+ Self.patience }

    private func opened() throws -> ByteStream {
        guard let stream else { throw TransportError(.closed, "the connection is not open") }
        return stream
    }

    package func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    package func send(_ bytes: [UInt8]) async throws {
        try await opened().write(bytes, stall: Self.patience)
    }

    /// Half-closes: we have said all, and go on listening.
    package func finishSending() throws {
        try opened().finishWriting()
    }

    /// The next bytes up to the end of `mark` in them.
    package func read(through mark: String) async throws -> String {
        let mark = Array(mark.utf8)
        while true {
            if let end = buffer.firstEnd(of: mark) {
                defer { buffer.removeFirst(end) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            guard try await fill() else {
                throw TransportError(
                    .closed, "it ended after \(String(decoding: buffer, as: UTF8.self))")
            }
        }
    }

    package func read(count: Int) async throws -> [UInt8] {
        while buffer.count < count {
            guard try await fill() else { throw TransportError(.closed, "it ended too soon") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// Reads and forgets at least `count` bytes.
    package func skip(atLeast count: Int) async throws {
        var left = count - buffer.count
        buffer = []
        let stream = try opened()
        while left > 0 {
            switch try stream.read({ left -= $0.count }) {
            case .bytes: continue
            case .end: throw TransportError(.closed, "it ended too soon")
            case .wouldBlock: try await stream.readable(by: deadline)
            }
        }
    }

    /// All bytes until the server ends the connection, also if it does so by a reset.
    package func readToEnd() async throws -> String {
        do {
            while try await fill() {}
        } catch let error as TransportError where error.kind == .closed {
            // Nothing more is to come either way.
        }
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
    }

    private func fill() async throws -> Bool {
        let stream = try opened()
        while true {
            switch try stream.read(into: &buffer) {
            case .bytes: return true
            case .end: return false
            case .wouldBlock: try await stream.readable(by: deadline)
            }
        }
    }

    /// Ends it the hard way, as a machine does that has lost its program.
    package func reset() throws {
        var now = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        unsafe setsockopt(
            try opened().descriptor, SOL_SOCKET, SO_LINGER, &now, size)
        close()
    }

    package func close() {
        stream?.close()
        stream = nil
    }
}

extension [UInt8] {
    fileprivate func firstEnd(of mark: [UInt8]) -> Int? {
        guard count >= mark.count else { return nil }
        for start in 0...(count - mark.count)
        where self[start..<start + mark.count].elementsEqual(mark) {
            return start + mark.count
        }
        return nil
    }
}
