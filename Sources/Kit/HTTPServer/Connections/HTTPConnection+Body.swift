internal import Host
internal import Transport
internal import Values

/// The wire's side of `RequestBody`.
struct WireBody: RequestBodySource {
    private let connection: HTTPConnection
    private let serial: UInt64
    let length: Int?

    init(_ connection: HTTPConnection, serial: UInt64, length: Int?) {
        self.connection = connection
        self.serial = serial
        self.length = length
    }

    func limit(to bytes: Int) async {
        await connection.limitBody(to: bytes, serial: serial)
    }

    func allowSilence(of pause: Duration) async {
        await connection.allowSilence(of: pause, serial: serial)
    }

    func next() async throws -> [UInt8]? {
        try await connection.nextBodyBytes(serial: serial)
    }
}

extension HTTPConnection {
    /// What one pull hands out at most.
    private static let pieceBytesMax = 64 << 10
    /// Of a body nobody wanted, how much is read and dropped so that the connection can go on.
    private static let droppedBytesMax = 256 << 10

    func limitBody(to bytes: Int, serial: UInt64) {
        guard serial == self.serial else { return }
        body.limit = bytes
    }

    func allowSilence(of pause: Duration, serial: UInt64) {
        guard serial == self.serial else { return }
        body.silenceMax = UInt64(pause.milliseconds)
    }

    func nextBodyBytes(serial: UInt64) async throws -> [UInt8]? {
        guard serial == self.serial else {
            throw HTTPServerError(.closed, "the request this body belongs to is over")
        }
        if let failure = body.failure { throw failure }
        do {
            return try await pull()
        } catch {
            let failure = (error as? HTTPServerError) ?? .lostInBody
            body.failure = failure
            reply.closes = true
            throw failure
        }
    }

    private func pull() async throws -> [UInt8]? {
        switch body.framing {
        case .complete: return nil
        case .length(let remaining):
            try body.requireRoom(for: remaining)
            try await letClientGoOn()
            return try await pullLength(remaining)
        case .chunked(let decoder):
            try await letClientGoOn()
            return try await pullChunks(decoder)
        }
    }

    private func letClientGoOn() async throws {
        guard body.mustContinue else { return }
        body.mustContinue = false
        // One that has begun to send needs no leave any more.
        guard inputStart == input.count, !reply.isStarted else { return }
        try await stream.write(
            Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), stall: server.stallTimeout)
    }

    private func pullLength(_ remaining: Int) async throws -> [UInt8] {
        var piece: [UInt8] = []
        if inputStart < input.count {
            let count = min(remaining, input.count - inputStart)
            piece = Array(input[inputStart..<inputStart + count])
            consumeInput(count)
        } else {
            let count = min(remaining, Self.pieceBytesMax)
            while piece.isEmpty {
                let (block, outcome) = try stream.readBlock(atMost: count)
                if outcome == .end { throw HTTPServerError.lostInBody }
                if outcome == .wouldBlock { try await awaitBody() }
                piece = block
            }
        }
        body.received += piece.count
        let left = remaining - piece.count
        body.framing = left == 0 ? .complete : .length(remaining: left)
        return piece
    }

    private func pullChunks(_ decoder: ChunkedDecoder) async throws -> [UInt8]? {
        var decoder = decoder
        var piece: [UInt8] = []
        while true {
            switch try decoder.next(input.span, from: inputStart) {
            case .content(let range):
                try body.requireRoom(for: piece.count + range.count)
                piece += input[range]
                inputStart = range.upperBound
            case .end(let position):
                consumeInput(position - inputStart)
                body.framing = .complete
                body.received += piece.count
                return piece.isEmpty ? nil : piece
            case .needsMore:
                consumeInput(input.count - inputStart)
                if !piece.isEmpty {
                    body.framing = .chunked(decoder)
                    body.received += piece.count
                    return piece
                }
                try await readMoreOfBody()
            }
        }
    }

    private func readMoreOfBody() async throws {
        while true {
            switch try stream.read(into: &input) {
            case .bytes: return
            case .end: throw HTTPServerError.lostInBody
            case .wouldBlock: try await awaitBody()
            }
        }
    }

    private func awaitBody() async throws {
        let started = loop.now
        let patience = body.patience(
            grace: server.bodyGrace, bytesPerSecond: server.limits.bodyBytesPerSecondMin,
            stall: server.stallTimeout)
        let isInTime = try await stream.becomesReadable(by: started &+ patience)
        body.waited += loop.now - started
        if !isInTime {
            throw HTTPServerError(.timedOut, "the body arrives too slowly")
        }
    }

    /// Reads what the handler left of the body, if that is little, or else gives the connection up.
    func settleBody() async throws {
        guard !body.isComplete, !reply.closes else { return }
        // A client that was never told to go on may or may not send its body: nobody can tell
        // where its next request begins.
        if body.mustContinue || body.failure != nil {
            reply.closes = true
            return
        }
        body.limit = body.received + Self.droppedBytesMax
        body.silenceMax = nil
        do {
            while try await nextBodyBytes(serial: serial) != nil {}
        } catch is HTTPServerError {
            reply.closes = true
        }
    }
}

extension HTTPServerError {
    fileprivate static let lostInBody = HTTPServerError(
        .closed, "the client hung up inside a body")
}
