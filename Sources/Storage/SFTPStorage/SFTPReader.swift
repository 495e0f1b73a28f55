internal import SFTP
internal import Storage
internal import Synchronization

/// One object on its way to us, with many requests ahead of whoever reads.
final class SFTPReader: ObjectReader {
    private static let requestsMax = 64
    /// What is there already is handed over together, up to this.
    private static let pieceMax = 1 << 20

    private struct Request {
        let reply: Reply
        let range: Range<Int64>
    }

    private struct State {
        var requested: Int64
        var waiting: [Request] = []
    }

    let length: Int64?
    private let name: ObjectName
    private let handle: SFTPHandle
    private let client: SFTPClient
    private let end: Int64
    private let state: Mutex<State>

    /// Asks for the size first; throws `.cutShort` when the range is not within it.
    init(
        _ name: ObjectName, _ range: Range<Int64>?, _ handle: SFTPHandle, _ client: SFTPClient
    ) async throws {
        self.name = name
        self.handle = handle
        self.client = client
        do {
            let reply = try client.send(.handleStatus(handle))
            let found = try await client.attributes(reply, name)
            guard let size = (found?.size).flatMap({ Int64(exactly: $0) }) else {
                throw StorageError(.unexpected, "\(client.place) does not say the size of \(name)")
            }
            let range = range ?? 0..<size
            guard range.upperBound <= size else {
                throw StorageError(
                    .cutShort, "\(name) has \(size) bytes and was to have \(range.upperBound)",
                    object: name)
            }
            end = range.upperBound
            length = Int64(range.count)
            state = Mutex(State(requested: range.lowerBound))
        } catch {
            client.connection.forget(.close(handle))
            throw error
        }
    }

    deinit {
        client.connection.forget(.close(handle))
    }

    func next() async throws -> [UInt8]? {
        try StorageError.throwIfCancelled(name)
        var piece: [UInt8] = []
        while let request = try takeFirst(onlyIfDone: !piece.isEmpty) {
            piece += try await content(of: request)
            if piece.count >= Self.pieceMax { break }
        }
        return piece.isEmpty ? nil : piece
    }

    /// Sends requests as far ahead as allowed and takes the earliest; nil at the end.
    private func takeFirst(onlyIfDone: Bool) throws -> Request? {
        try state.withLock { state in
            while state.requested < end, state.waiting.count < Self.requestsMax {
                let next = min(end, state.requested + Int64(client.facts.blockSize))
                let range = state.requested..<next
                state.waiting.append(Request(reply: try read(range), range: range))
                state.requested = next
            }
            guard let first = state.waiting.first, !onlyIfDone || first.reply.isDone else {
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    private func read(_ range: Range<Int64>) throws(StorageError) -> Reply {
        try client.send(
            .read(handle, offset: UInt64(range.lowerBound), count: UInt32(range.count)))
    }

    /// A server may give less than it was asked for; the rest is asked for again.
    private func content(of request: Request) async throws -> [UInt8] {
        var bytes = try await data(request.reply)
        while bytes.count < request.range.count {
            let rest = request.range.lowerBound + Int64(bytes.count)..<request.range.upperBound
            bytes += try await data(read(rest))
        }
        guard bytes.count == request.range.count else {
            throw StorageError(
                .unexpected, "\(client.place) gave more of \(name) than it was asked for",
                object: name)
        }
        return bytes
    }

    private func data(_ reply: Reply) async throws -> [UInt8] {
        switch try await reply.value() {
        case .data(let bytes) where !bytes.isEmpty: return bytes
        case .status(let status) where status.code == .endOfFile:
            throw StorageError(.cutShort, "\(name) has become shorter", object: name)
        case .status(let status) where status.code != .ok:
            throw client.error(status, "read \(name)", name)
        default: throw client.unexpected("read \(name)", name)
        }
    }
}
