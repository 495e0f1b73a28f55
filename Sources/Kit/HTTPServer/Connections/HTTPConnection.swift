internal import Host
internal import Transport
internal import WebSocket

/// One connection of an HTTP server: reads request after request, has each answered, and ends.
///
/// Its executor is the loop that polls its socket, and handlers run on it too: a request costs no
/// change of thread, and no two requests of a connection are served at once.
///
/// When the client finishes sending (a half-close), what it has asked is still answered in full;
/// then the connection ends. When the client is gone both ways, the handler's task is cancelled.
actor HTTPConnection {
    nonisolated let id: ConnectionID
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    let stream: ByteStream
    let server: ServerContext
    let context: LoopContext
    let client: ClientAddress
    let isTrustedPeer: Bool
    /// Bytes from `inputStart` on have been read and not yet understood.
    var input: [UInt8] = []
    var inputStart = 0
    var output: [UInt8] = []
    var body = IncomingBody()
    var reply = OutgoingReply()
    /// Counts requests, so that a handler that keeps its body or writer for too long is noticed.
    var serial: UInt64 = 0
    private var parser: RequestHeadParser
    /// Memory of the last request for the next one.
    private var spare = HTTPFields()
    private var isIdle = true
    private var isDraining = false
    private var webSocket: WebSocket?
    private var lastWord: WebSocketMessage?
    private var task: Task<Void, Never>?

    init(
        id: ConnectionID, stream: ByteStream, peer: IPAddress?, server: ServerContext,
        context: LoopContext
    ) {
        self.id = id
        self.stream = stream
        self.server = server
        self.context = context
        loop = stream.loop
        client = peer.map { .ip($0) } ?? .local
        isTrustedPeer = server.proxies.trust(peer)
        parser = RequestHeadParser(limits: server.headLimits)
    }

    /// Serves the connection in a task of its own until it ends.
    ///
    /// The task prefers the loop as well: what resumes a suspended task that has no preference
    /// sends it through the pool of threads first, even when its actor lives here.
    func start(whenDone: @escaping @Sendable () -> Void) {
        task = Task(executorPreference: loop) {
            await self.serve()
            whenDone()
        }
    }

    // MARK: Stopping

    /// Asks the connection to end as soon as nothing is in flight.
    func drain() {
        isDraining = true
        if isIdle { stream.abort() }
        webSocket?.assumeIsolated { [lastWord] in
            $0.sendClose(.goingAway, reason: "the server stops", after: lastWord)
        }
    }

    /// Ends the connection now.
    func cut() {
        stream.abort()
        task?.cancel()
    }

    // MARK: Serving

    private func serve() async {
        stream.onLoss = { [weak self] in
            self?.assumeIsolated { $0.task?.cancel() }
        }
        var acceptance: WebSocketAcceptance?
        do {
            try await stream.handshake(by: loop.now &+ server.headTimeout)
            acceptance = try await serveRequests()
        } catch {
            // The connection has failed, and there is nobody left to tell.
        }
        if let acceptance { await runWebSocket(acceptance) }
        stream.close()
        task = nil
    }

    /// Serves until the connection is to be closed, or to become a WebSocket.
    private func serveRequests() async throws -> WebSocketAcceptance? {
        do {
            while let length = try await nextHead() {
                let acceptance = try await serveRequest(headLength: length)
                if let acceptance { return acceptance }
                if reply.closes || isDraining { break }
            }
        } catch let error as HTTPServerError {
            server.observer?.refused(error, from: client)
            try await refuse(error)
        }
        if !body.isComplete || inputStart < input.count {
            await stream.linger(
                bytesMax: server.limits.lingerBytesMax, by: loop.now &+ server.lingerTimeout)
        }
        return nil
    }

    /// The length of the next request's head, which then lies at `inputStart`; nil when the client
    /// has nothing more to ask.
    private func nextHead() async throws -> Int? {
        parser.reset(reusing: spare.takeEntries())
        body = IncomingBody()
        reply = OutgoingReply()
        isIdle = inputStart == input.count
        // A client that has connected has something to say; one that keeps its connection may not.
        let patience = serial == 0 || !isIdle ? server.headTimeout : server.idleTimeout
        var deadline = loop.now &+ patience
        while true {
            if inputStart < input.count,
                let length = try parser.parse(input.span.extracting(inputStart..<input.count))
            {
                return length
            }
            switch try stream.read(into: &input) {
            case .bytes:
                guard isIdle else { continue }
                isIdle = false
                deadline = loop.now &+ server.headTimeout
            case .wouldBlock:
                if isDraining, isIdle { return nil }
                guard try await stream.becomesReadable(by: deadline) else {
                    if isIdle { return nil }
                    throw HTTPServerError(.timedOut, "the head did not arrive in time")
                }
            case .end: return nil
            }
        }
    }

    private func serveRequest(headLength: Int) async throws -> WebSocketAcceptance? {
        serial += 1
        let started = server.observer == nil ? 0 : MonotonicTime.nanoseconds
        let head = parser.head
        body = IncomingBody(head, limit: server.limits.bodyBytesMax)
        reply = OutgoingReply()
        reply.closes = !head.keepsAlive
        reply.isHTTP10 = head.isHTTP10
        reply.isHeadOnly = head.method == .head
        let request = makeRequest(head, length: headLength)
        let response = await server.handler(request)
        var isComplete = false
        defer {
            server.observer?.completed(
                HTTPExchange(
                    request: request, status: response.status, bodyBytesSent: reply.bytesSent,
                    nanoseconds: MonotonicTime.nanoseconds - started, isComplete: isComplete))
            spare = request.fields
        }
        if case .webSocket(let acceptance) = response.body {
            guard try await upgrade(request, head, acceptance, response.fields) else { return nil }
            isComplete = true
            return acceptance
        }
        if let sent = try sendAtOnce(response) {
            if sent < output.count {
                try await stream.write(output, from: sent, stall: server.stallTimeout)
            }
        } else {
            try await send(response)
        }
        isComplete = true
        if !body.isComplete { try await settleBody() }
        return nil
    }

    private func makeRequest(_ head: RequestHead, length: Int) -> HTTPRequest {
        var fields = HTTPFields()
        fields.entries = head.entries
        if inputStart == 0, length == input.count {
            // Nothing but the head has come, which is the rule: it need not be copied.
            swap(&fields.bytes, &input)
            swap(&input, &spare.bytes)
            input.removeAll(keepingCapacity: input.capacity <= Self.keptBytesMax)
        } else {
            fields.bytes = Array(input[inputStart..<inputStart + length])
            consumeInput(length)
        }
        // The parser has checked it: a head without a target is never complete.
        guard let target = head.target else { preconditionFailure("a head without a target") }
        var origin = TrustedProxies.Origin(client: client, isSecure: stream.isSecure, host: nil)
        if isTrustedPeer {
            origin = server.proxies.origin(
                of: fields, peer: client, isSecure: stream.isSecure)
        }
        return HTTPRequest(
            method: head.method, fields: fields, target: target,
            body: body.isComplete
                ? .empty : RequestBody(WireBody(self, serial: serial, length: head.contentLength)),
            client: origin.client, isSecure: origin.isSecure, forwardedHost: origin.host,
            connection: id, registry: server.registry)
    }

    /// Buffers up to this size are kept from one request to the next.
    static let keptBytesMax = 4 << 10

    func consumeInput(_ count: Int) {
        inputStart += count
        guard inputStart == input.count else { return }
        input.removeAll(keepingCapacity: input.capacity <= Self.keptBytesMax)
        inputStart = 0
    }

    // MARK: WebSockets

    private func runWebSocket(_ acceptance: WebSocketAcceptance) async {
        let leftover = Array(input[inputStart...])
        // An agent stays connected for months; what served its one request need not stay with it.
        input = []
        inputStart = 0
        output = []
        spare = HTTPFields()
        parser = RequestHeadParser()
        let socket = WebSocket(
            takingOver: stream, isServer: true, limits: acceptance.limits,
            subprotocol: acceptance.subprotocol, leftover: leftover)
        webSocket = socket
        lastWord = acceptance.lastWord
        if isDraining { drain() }
        await acceptance.session(socket)
        await socket.finish()
        webSocket = nil
    }
}

extension HTTPFields {
    /// Hands out the list's memory for another use.
    fileprivate mutating func takeEntries() -> [Entry] {
        var taken: [Entry] = []
        swap(&taken, &entries)
        return taken
    }
}
