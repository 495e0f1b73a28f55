internal import CCurl
internal import Host

/// libcurl's multi interface on an event loop: it says which sockets and which moment it waits for,
/// the loop tells it when. All transfers of a client are here, with the connections they share.
actor TransferLoop {
    /// Handles kept for the next transfer; each holds some tens of KiB.
    private static let spareMax = 16

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let multi: CurlMulti
    private var transfers: [Int: Transfer] = [:]
    private var spares: [EasyHandle] = []
    private var sockets: [Int32: SocketWatch] = [:]
    private var timer: TimerQueue.Timer?

    init(loop: EventLoop, settings: ClientSettings) {
        self.loop = loop
        multi = CurlMulti()
        multi.limit(settings)
    }

    isolated deinit {
        close()
    }

    /// Lets go of all connections; transfers that run fail.
    func close() {
        for transfer in Array(transfers.values) {
            finish(transfer, failure: ClientError(.cancelled, "the client was closed"))
        }
        spares = []
        multi.close()
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    func takeHandle() -> EasyHandle {
        let handle = spares.popLast() ?? EasyHandle()
        handle.reset()
        return handle
    }

    func add(_ transfer: Transfer) throws(ClientError) {
        guard multi.isOpen else { throw ClientError(.cancelled, "the client was closed") }
        multi.connect(to: self)
        transfers[transfer.handle.id] = transfer
        let code = unsafe curl_multi_add_handle(multi.pointer, transfer.handle.pointer)
        guard code == CURLM_OK else {
            transfers[transfer.handle.id] = nil
            throw ClientError(.network, unsafe String(cString: curl_multi_strerror(code)))
        }
    }

    /// Ends a transfer that libcurl has finished, or aborts it. Twice is harmless.
    func finish(_ transfer: Transfer, failure: ClientError?) {
        // Its handle may serve another transfer by now.
        guard transfers[transfer.handle.id] === transfer else { return }
        transfers[transfer.handle.id] = nil
        unsafe curl_multi_remove_handle(multi.pointer, transfer.handle.pointer)
        transfer.assumeIsolated { $0.ended(failure) }
        if spares.count < Self.spareMax { spares.append(transfer.handle) }
    }

    // MARK: What libcurl asks for

    fileprivate func watch(_ socket: Int32, _ what: Int32) {
        if let old = sockets[socket], what == CURL_POLL_REMOVE {
            sockets[socket] = nil
            return old.stop()
        }
        guard what != CURL_POLL_REMOVE else { return }
        var interest: Readiness = []
        if what & CURL_POLL_IN != 0 { interest.insert(.readable) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.writable) }
        let watch = sockets[socket] ?? SocketWatch(socket, of: self)
        sockets[socket] = watch
        watch.watch(for: interest)
    }

    fileprivate func setTimer(milliseconds: Int) {
        if let timer { loop.cancel(timer) }
        timer = nil
        guard milliseconds >= 0 else { return }
        // Never called from here, even for "at once": libcurl is on the stack.
        timer = loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in
            self?.assumeIsolated { $0.timer = nil }
            self?.act(on: CURL_SOCKET_BAD, 0)
        }
    }

    // MARK: What we tell it

    nonisolated fileprivate func act(on socket: Int32, _ events: Int32) {
        assumeIsolated { $0.perform(socket, events) }
    }

    private func perform(_ socket: Int32, _ events: Int32) {
        guard multi.isOpen else { return }
        var running: Int32 = 0
        unsafe curl_multi_socket_action(multi.pointer, socket, events, &running)
        collectFinished()
    }

    private func collectFinished() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi.pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle,
                let transfer = transfers[Int(bitPattern: easy)]
            else { continue }
            let code = unsafe message.pointee.data.result
            let failure =
                code == CURLE_OK ? nil : CurlFailure.error(code, handle: transfer.handle)
            finish(transfer, failure: transfer.assumeIsolated { $0.explain(failure) })
        }
    }
}

/// One socket of libcurl's in the event loop.
private final class SocketWatch: ReadinessHandler, @unchecked Sendable {
    // `@unchecked Sendable`: `registration` is used on the loop's thread alone.
    private let socket: Int32
    private unowned let owner: TransferLoop
    private var registration: EventLoop.Registration?

    init(_ socket: Int32, of owner: TransferLoop) {
        self.socket = socket
        self.owner = owner
    }

    func watch(for interest: Readiness) {
        do {
            if let registration {
                try owner.loop.update(registration, of: socket, to: interest)
            } else {
                registration = try owner.loop.register(socket, for: interest, handler: self)
            }
        } catch {
            // libcurl finds out by its timeouts; there is no other way to tell it from here.
        }
    }

    func stop() {
        if let registration { owner.loop.unregister(registration, of: socket) }
        registration = nil
    }

    func becameReady(_ readiness: Readiness) {
        var events: Int32 = 0
        if readiness.contains(.readable) { events |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
        if !readiness.isDisjoint(with: [.failed, .hungUp]) { events |= CURL_CSELECT_ERR }
        owner.act(on: socket, events)
    }
}

/// The multi handle itself.
@safe
private final class CurlMulti: @unchecked Sendable {
    // `@unchecked Sendable`: used on the loop's thread alone, by the actor that owns it.
    let pointer: UnsafeMutableRawPointer
    private(set) var isOpen = true
    private var isConnected = false

    init() {
        CurlLibrary.initialize()
        guard let multi = unsafe curl_multi_init() else {
            preconditionFailure("libcurl has no memory for its transfers")
        }
        unsafe pointer = multi
    }

    deinit {
        if isOpen { unsafe curl_multi_cleanup(pointer) }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        unsafe curl_multi_cleanup(pointer)
    }

    func limit(_ settings: ClientSettings) {
        for (option, value) in [
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.connectionsMax),
            (CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsPerHostMax),
            (CURLMOPT_MAXCONNECTS, settings.connectionsMax),
        ] {
            unsafe curlshim_multi_set_long(pointer, option, value)
        }
    }

    func connect(to owner: TransferLoop) {
        guard !isConnected else { return }
        isConnected = true
        unsafe curlshim_multi_set_callbacks(
            pointer,
            { _, socket, what, context, _ in
                unsafe TransferLoop.from(context)?.assumeIsolated { $0.watch(socket, what) }
                return 0
            },
            { _, milliseconds, context in
                unsafe TransferLoop.from(context)?.assumeIsolated {
                    $0.setTimer(milliseconds: milliseconds)
                }
                return 0
            }, Unmanaged.passUnretained(owner).toOpaque())
    }
}

extension TransferLoop {
    fileprivate static func from(_ context: UnsafeMutableRawPointer?) -> TransferLoop? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
    }
}
