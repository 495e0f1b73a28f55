internal import CShims
internal import Glibc
internal import Host

/// The bytes' way through one socket, with TLS or without, and what is known of its readiness.
///
/// Readiness is remembered because the loop tells of changes only: a socket counts as ready until a
/// call says otherwise. Confined to the loop's thread by `ByteStream`, its only owner.
final class Channel {
    let descriptor: Int32
    let tls: TLSSession?
    private(set) var isOpen = true
    /// What reading waits for: under TLS it may have to write first, and the other way round.
    private(set) var readNeeds = SocketBits.readable
    private(set) var writeNeeds = SocketBits.writable

    private var ready: SocketBits
    private var peerHasFinished = false

    init(descriptor: Int32, tls: TLSSession?, isConnected: Bool) {
        self.descriptor = descriptor
        self.tls = tls
        ready = isConnected ? .both : .none
        tls?.attach(to: descriptor)
    }

    func note(_ readiness: Readiness) {
        let isOver = readiness.rawValue & SocketBits.over != 0
        if isOver || readiness.rawValue & SocketBits.peerClosed != 0 { peerHasFinished = true }
        if peerHasFinished { ready.insert(.readable) }
        ready.bits |= readiness.rawValue & SocketBits.both.bits
        if isOver { ready.insert(.both) }
    }

    @inline(__always)
    func isReady(for needs: SocketBits) -> Bool {
        ready.bits & needs.bits != 0
    }

    func receive(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> ByteStream.ReadOutcome {
        if let tls {
            return unsafe try receive(from: tls, into: buffer)
        }
        guard isReady(for: .readable) else { return .wouldBlock }
        let count = unsafe cshims_socket_receive(descriptor, buffer.baseAddress, buffer.count)
        if count > 0 {
            // A short read has emptied the socket; the loop tells of what comes next.
            if count < buffer.count, !peerHasFinished { ready.remove(.readable) }
            return .bytes(Int(count))
        }
        if count == 0 { return .end }
        guard count == -Int64(EAGAIN) else { throw failure("recv", count) }
        ready.remove(.readable)
        return .wouldBlock
    }

    private func receive(
        from tls: TLSSession, into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> ByteStream.ReadOutcome {
        switch unsafe try tls.receive(into: buffer) {
        case .bytes(let count): return .bytes(count)
        case .needs(let needs):
            ready.remove(needs)
            readNeeds = needs
            return .wouldBlock
        case .end: return .end
        }
    }

    /// How much was taken of the pieces from `offset` on; nil for nothing right now.
    func send(
        _ first: [UInt8], _ second: [UInt8], _ third: [UInt8], from offset: Int, moreFollows: Bool
    ) throws(TransportError) -> Int? {
        if let tls { return try send(first, second, third, from: offset, through: tls) }
        guard isReady(for: .writable) else { return nil }
        let skipSecond = max(0, offset - first.count)
        let skipThird = max(0, skipSecond - second.count)
        let count = unsafe first.withUnsafeBytes { first in
            unsafe second.withUnsafeBytes { second in
                unsafe third.withUnsafeBytes { third in
                    let a = unsafe first.dropFirst(offset)
                    let b = unsafe second.dropFirst(skipSecond)
                    let c = unsafe third.dropFirst(skipThird)
                    return unsafe cshims_socket_send(
                        descriptor, a.start, a.count, b.start, b.count, c.start, c.count,
                        moreFollows ? 1 : 0)
                }
            }
        }
        return try taken(count, "send")
    }

    func sendFile(_ file: Int32, at position: Int, count: Int) throws(TransportError) -> Int? {
        guard isReady(for: .writable) else { return nil }
        let sent = cshims_socket_send_file(descriptor, file, Int64(position), count)
        guard sent != 0 else { throw TransportError(.closed, "the file became shorter") }
        return try taken(sent, "sendfile")
    }

    private func taken(_ count: Int64, _ call: String) throws(TransportError) -> Int? {
        if count >= 0 { return Int(count) }
        guard count == -Int64(EAGAIN) else { throw failure(call, count) }
        ready.remove(.writable)
        return nil
    }

    private func send(
        _ first: [UInt8], _ second: [UInt8], _ third: [UInt8], from offset: Int,
        through tls: TLSSession
    ) throws(TransportError) -> Int? {
        // Gathered into whole records. A record that has to be repeated is gathered anew from the
        // same offset, which gives the same bytes, as TLS demands.
        var record: [UInt8] = []
        var position = 0
        for piece in [first, second, third] where record.count < TLSSession.recordBytesMax {
            let skipped = max(0, offset - position)
            position += piece.count
            guard skipped < piece.count else { continue }
            record += piece[skipped...].prefix(TLSSession.recordBytesMax - record.count)
        }
        switch try tls.send(record) {
        case .bytes(let count): return count
        case .needs(let needs):
            ready.remove(needs)
            writeNeeds = needs
            return nil
        case .end: throw .closed
        }
    }

    /// Whether a write has pulled bytes out of the socket that a waiting reader should see.
    func takeReadSideEffect() -> Bool {
        tls?.hasPendingInput ?? false
    }

    /// One step of the handshake; nil once it is done.
    func handshake() throws(TransportError) -> SocketBits? {
        guard let needs = try tls?.handshake() else {
            readNeeds = .readable
            return nil
        }
        ready.remove(needs)
        readNeeds = needs
        return needs
    }

    func finishWriting() {
        tls?.finish()
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        tls?.close()
        Glibc.close(descriptor)
    }

    private func failure(_ call: String, _ result: Int64) -> TransportError {
        TransportError(SystemError(call, code: Int32(-result)))
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var start: UnsafeRawPointer? {
        unsafe UnsafeRawBufferPointer(rebasing: self).baseAddress
    }
}
