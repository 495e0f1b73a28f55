internal import Host
internal import Transport
internal import WebSocket

/// The wire's side of `ResponseWriter`.
private struct WireSink: ResponseSink {
    let connection: HTTPConnection
    let serial: UInt64

    func write(_ bytes: [UInt8]) async throws {
        try await connection.writeReply(bytes, serial: serial)
    }

    func flush() async throws {
        try await connection.flushHead(serial: serial)
    }
}

extension HTTPConnection {
    /// Bodies up to this size are copied behind their head, so that both go out in one write.
    private static let joinedBytesMax = 16 << 10

    /// Starts a small answer without suspending, and nearly all of them end there too: every
    /// `await` saved is some per cent of a small request. Returns how much of `output` has gone
    /// out; nil when the answer is not small.
    func sendAtOnce(_ response: HTTPResponse) throws -> Int? {
        guard body.isComplete, case .bytes(let bytes) = response.body,
            bytes.count <= Self.joinedBytesMax
        else { return nil }
        begin(response, .length(remaining: bytes.count))
        reply.isStarted = true
        if !reply.isHeadOnly {
            output.append(contentsOf: bytes)
            reply.bytesSent = bytes.count
        }
        return try stream.send(output, from: 0) ?? 0
    }

    func send(_ response: HTTPResponse) async throws {
        if !body.isComplete, body.mustContinue || body.failure != nil { reply.closes = true }
        switch response.body {
        case .empty, .webSocket:
            begin(response, .length(remaining: 0))
            try await flushHead(serial: serial)
        case .bytes(let bytes):
            begin(response, .length(remaining: bytes.count))
            try await sendWhole(bytes)
        case .file(let content):
            begin(response, .length(remaining: content.range.count))
            try await sendFile(content)
        case .stream(let length, let write):
            let framing: OutgoingReply.Framing =
                if let length { .length(remaining: length) } else if reply.isHTTP10 {
                    .untilClose
                } else { .chunked }
            begin(response, framing)
            try await sendStream(write)
        }
    }

    /// Answers what never became a request.
    func refuse(_ error: HTTPServerError) async throws {
        guard error.kind != .closed, !reply.isStarted else { return }
        reply = OutgoingReply()
        reply.closes = true
        let text = Array((error.message + "\n").utf8)
        let fields: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
        try await send(HTTPResponse(error.status, fields: fields, body: .bytes(text)))
    }

    /// Makes the head; it goes out with the first bytes of the body.
    private func begin(_ response: HTTPResponse, _ framing: OutgoingReply.Framing) {
        reply.framing = response.status.allowsBody ? framing : .none
        if case .untilClose = reply.framing { reply.closes = true }
        if !response.status.allowsBody { reply.isHeadOnly = true }
        output.removeAll(keepingCapacity: true)
        ResponseEncoder.append(
            response.status, response.fields, dateLine: context.dateLine, reply: reply,
            to: &output)
    }

    private func sendWhole(_ bytes: [UInt8]) async throws {
        let content = reply.isHeadOnly ? [] : bytes
        reply.isStarted = true
        if content.count <= Self.joinedBytesMax {
            output.append(contentsOf: content)
            try await stream.write(output, stall: server.stallTimeout)
        } else {
            try await stream.write(output, content, stall: server.stallTimeout)
        }
        reply.bytesSent += content.count
        if output.capacity > 2 * Self.joinedBytesMax { output = [] }
    }

    private func sendFile(_ content: FileContent) async throws {
        reply.isStarted = true
        let hasBody = !reply.isHeadOnly && !content.range.isEmpty
        try await stream.write(output, stall: server.stallTimeout, moreFollows: hasBody)
        guard hasBody else { return }
        try await stream.write(
            file: content.descriptor, range: content.range, stall: server.stallTimeout)
        reply.bytesSent += content.range.count
    }

    private func sendStream(_ write: HTTPResponse.StreamWriter) async throws {
        guard !reply.isHeadOnly else { return try await flushHead(serial: serial) }
        try await write(ResponseWriter(WireSink(connection: self, serial: serial)))
        switch reply.framing {
        case .chunked:
            ResponseEncoder.append("0\r\n\r\n", to: &output)
            reply.isStarted = true
            try await stream.write(takeOutput(), stall: server.stallTimeout)
        case .length(let remaining):
            try await flushHead(serial: serial)
            guard remaining == 0 else {
                throw HTTPServerError(.closed, "an answer is shorter than it said")
            }
        case .untilClose, .none: try await flushHead(serial: serial)
        }
    }

    func flushHead(serial: UInt64) async throws {
        try requireCurrent(serial)
        guard !reply.isStarted else { return }
        reply.isStarted = true
        try await stream.write(takeOutput(), stall: server.stallTimeout)
    }

    func writeReply(_ bytes: [UInt8], serial: UInt64) async throws {
        try requireCurrent(serial)
        reply.isStarted = true
        switch reply.framing {
        case .chunked:
            ResponseEncoder.appendChunkSize(bytes.count, to: &output)
            try await stream.write(
                takeOutput(), bytes, [0x0D, 0x0A], stall: server.stallTimeout)
        case .length(let remaining):
            guard bytes.count <= remaining else {
                throw HTTPServerError(.closed, "an answer is longer than it said")
            }
            reply.framing = .length(remaining: remaining - bytes.count)
            try await stream.write(takeOutput(), bytes, stall: server.stallTimeout)
        case .untilClose:
            try await stream.write(takeOutput(), bytes, stall: server.stallTimeout)
        case .none: return
        }
        reply.bytesSent += bytes.count
    }

    private func requireCurrent(_ serial: UInt64) throws {
        guard serial == self.serial else {
            throw HTTPServerError(.closed, "the answer this writer belongs to is over")
        }
    }

    private func takeOutput() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &output)
        return taken
    }

    // MARK: WebSockets

    /// Agrees to a WebSocket, or answers why not and returns false.
    func upgrade(
        _ request: HTTPRequest, _ head: RequestHead, _ acceptance: WebSocketAcceptance,
        _ fields: HTTPFields
    ) async throws -> Bool {
        guard head.wantsUpgrade, request.method == .get, !head.hasBody,
            request.fields.list(of: .upgrade).contains(where: { $0.lowercased() == "websocket" }),
            let key = request.fields["Sec-WebSocket-Key"], WebSocketKey.isValid(key),
            request.fields["Sec-WebSocket-Version"] == "13"
        else {
            let fields: HTTPFields = [
                "Sec-WebSocket-Version": "13", .contentType: "text/plain; charset=utf-8",
            ]
            let text = Array("this resource is a WebSocket of version 13\n".utf8)
            try await send(HTTPResponse(.upgradeRequired, fields: fields, body: .bytes(text)))
            try await settleBody()
            return false
        }
        output.removeAll(keepingCapacity: true)
        ResponseEncoder.append(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
            to: &output)
        var agreed = fields
        agreed.append("Sec-WebSocket-Accept", WebSocketKey.answer(to: key))
        if let subprotocol = acceptance.subprotocol {
            agreed.append("Sec-WebSocket-Protocol", subprotocol)
        }
        output.append(contentsOf: agreed.bytes)
        ResponseEncoder.append("\r\n", to: &output)
        reply.isStarted = true
        try await stream.write(takeOutput(), stall: server.stallTimeout)
        return true
    }
}
