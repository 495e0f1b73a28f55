internal import CCurl
internal import Host
internal import Values

/// One exchange with a server: what libcurl calls while it moves bytes, and what our tasks call to
/// feed it and to read from it. Everything happens on the loop's thread.
actor Transfer {
    struct Head: Sendable {
        let status: Int
        let headers: [ClientHeader]
        let retryAfter: Duration?
    }

    nonisolated let handle: EasyHandle
    nonisolated let owner: TransferLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe owner.unownedExecutor }

    private let timeouts: Timeouts
    private let onProgress: (@Sendable (ClientRequest.Progress) -> Void)?
    private var progress = ClientRequest.Progress()

    private var headReader = HeadReader()
    private var headWaiter: CheckedContinuation<Head, any Error>?
    private var head: Head?

    private var received: [UInt8] = []
    private var isReceivingPaused = false
    private var bodyWaiter: CheckedContinuation<Void, any Error>?

    private var upload = UploadBuffer()
    private var isSendingPaused = false
    private var uploadWaiter: CheckedContinuation<Void, any Error>?

    /// nil while it runs.
    private var result: Result<Void, ClientError>?
    /// What went wrong in one of our callbacks, which libcurl only knows as "aborted".
    private var ownFailure: ClientError?
    private var watchdog: TimerQueue.Timer?
    private var progressAtLastLook = ClientRequest.Progress()

    init(
        _ handle: EasyHandle, of owner: TransferLoop, request: ClientRequest
    ) {
        self.handle = handle
        self.owner = owner
        timeouts = request.timeouts
        onProgress = request.onProgress
        if case .stream(let length, _) = request.body { upload = UploadBuffer(length: length) }
        if case .digest = request.credentials { headReader = HeadReader(awaitsChallenge: true) }
    }

    // MARK: Life

    /// Starts and waits for the response's head.
    func exchange(_ options: RequestOptions) async throws -> Head {
        try options.apply(to: handle)
        try TransferCallbacks.install(self)
        return try await withCheckedThrowingContinuation { continuation in
            // The abort may have come first.
            if case .failure(let error) = result { return continuation.resume(throwing: error) }
            headWaiter = continuation
            start()
        }
    }

    private func start() {
        do {
            try owner.assumeIsolated { try $0.add(self) }
            lookAfterStall()
        } catch {
            ended(error as? ClientError ?? ClientError(.network, "\(error)"))
        }
    }

    /// Gives the transfer up, also before it has started. Too late is harmless.
    func abort(_ error: ClientError) {
        owner.assumeIsolated { $0.finish(self, failure: error) }
        ended(error)
    }

    nonisolated func abortSoon(_ error: ClientError) {
        owner.loop.perform { [self] in assumeIsolated { $0.abort(error) } }
    }

    /// Our own reason instead of libcurl's, where there is one.
    func explain(_ failure: ClientError?) -> ClientError? {
        failure == nil ? nil : ownFailure ?? failure
    }

    func ended(_ failure: ClientError?) {
        guard result == nil else { return }
        result = failure.map { .failure($0) } ?? .success(())
        if let watchdog { owner.loop.cancel(watchdog) }
        if let waiting = headWaiter {
            headWaiter = nil
            waiting.resume(
                throwing: failure ?? ClientError(.protocolViolation, "the server sent no response"))
        }
        wakeReader()
        wakeUploader()
    }

    /// Aborts when nothing moved since the last look and we were not the ones to wait for.
    private func lookAfterStall() {
        guard let stall = timeouts.stall, result == nil else { return }
        watchdog = owner.loop.schedule(after: stall) { [weak self] in
            self?.assumeIsolated { $0.judgeStall() }
        }
    }

    private func judgeStall() {
        guard result == nil else { return }
        guard progress == progressAtLastLook, !isReceivingPaused, !isSendingPaused else {
            progressAtLastLook = progress
            return lookAfterStall()
        }
        let limit = timeouts.stall ?? .zero
        abort(ClientError(.timeout, "nothing moved for \(limit)"))
    }

    // MARK: The response

    /// The next bytes of the body; nil at the end.
    func nextBytes() async throws -> [UInt8]? {
        while received.isEmpty {
            switch result {
            case .success: return nil
            case .failure(let error): throw error
            case nil: try await waitForBytes()
            }
        }
        let bytes = received
        received = []
        if isReceivingPaused {
            isReceivingPaused = false
            resume()
        }
        return bytes
    }

    private func waitForBytes() async throws {
        precondition(bodyWaiter == nil, "a body is read by one task at a time")
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                bodyWaiter = continuation
            }
        } onCancel: {
            abortSoon(.cancellation)
        }
    }

    private func wakeReader() {
        bodyWaiter?.resume()
        bodyWaiter = nil
    }

    func receivedHeaderLine(_ line: some Collection<UInt8>) -> Bool {
        do {
            guard let found = try headReader.push(line), head == nil else { return true }
            let seconds = handle.size(CURLINFO_RETRY_AFTER)
            let head = Head(
                status: found.status, headers: found.headers,
                retryAfter: seconds > 0 ? .seconds(seconds) : nil)
            self.head = head
            headWaiter?.resume(returning: head)
            headWaiter = nil
            return true
        } catch {
            ownFailure = error
            return false
        }
    }

    /// False to be offered the same bytes again later.
    func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard received.count < ResponseBody.bufferMax else {
            isReceivingPaused = true
            return false
        }
        unsafe received.append(contentsOf: bytes)
        progress.received += Int64(bytes.count)
        onProgress?(progress)
        wakeReader()
        return true
    }

    // MARK: The request's body

    /// Takes the next piece, waiting while enough is on its way. False when no more is wanted.
    func send(_ bytes: [UInt8]) async throws -> Bool {
        // Also when the answer is there already: a source with more than it announced is wrong.
        try upload.add(bytes)
        guard result == nil else { return false }
        resumeSending()
        while result == nil, upload.isFull {
            try Task.checkCancellation()
            try await waitForRoom()
        }
        return result == nil
    }

    func endOfBody() throws {
        try upload.close()
        resumeSending()
    }

    private func waitForRoom() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                guard !Task.isCancelled else {
                    return continuation.resume(throwing: CancellationError())
                }
                uploadWaiter = continuation
            }
        } onCancel: {
            owner.loop.perform { [self] in assumeIsolated { $0.wakeUploader() } }
        }
    }

    private func wakeUploader() {
        uploadWaiter?.resume()
        uploadWaiter = nil
    }

    func fillBody(_ buffer: UnsafeMutableRawBufferPointer) -> UploadBuffer.Piece {
        let piece = unsafe upload.take(into: buffer)
        switch piece {
        case .bytes(let count):
            progress.sent += Int64(count)
            onProgress?(progress)
            if !upload.isFull { wakeUploader() }
        case .nothingYet: isSendingPaused = true
        case .end: break
        }
        return piece
    }

    func canRewindBody() -> Bool { progress.sent == 0 }

    private func resumeSending() {
        guard isSendingPaused, result == nil else { return }
        isSendingPaused = false
        resume()
    }

    /// Lets libcurl go on with whatever direction is not held back any more.
    private func resume() {
        guard result == nil else { return }
        let flags =
            (isReceivingPaused ? CURLPAUSE_RECV : 0) | (isSendingPaused ? CURLPAUSE_SEND : 0)
        unsafe curl_easy_pause(handle.pointer, flags)
    }
}

extension ClientError {
    static let cancellation = ClientError(.cancelled, "the request was cancelled")
}

/// Gives the transfer up when nobody can read its body any more.
final class TransferHandle: Sendable {
    let transfer: Transfer

    init(_ transfer: Transfer) {
        self.transfer = transfer
    }

    deinit {
        transfer.abortSoon(.cancellation)
    }
}
