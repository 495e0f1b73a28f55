internal import Connector
internal import Host
internal import SFTP
internal import Storage

/// A small file on its way, all of it: opened, looked at, read, looked at again and closed, in two
/// round trips, beside any number of others.
///
/// It runs on the connection's thread, from answer to answer; whoever wants the content waits.
final class SmallFetch: Sendable {
    struct Content: Sendable {
        let bytes: [UInt8]
        let before: SFTPAttributes
        let after: SFTPAttributes
    }

    enum Outcome: Sendable {
        case content(Content)
        case refused(SFTPStatus)
        /// It is not what it was when it was listed, or the server does as it likes.
        case irregular
    }

    private struct State {
        var before: SFTPAttributes?
        var after: SFTPAttributes?
        var pieces: [[UInt8]?]
        var outstanding: Int
        var result: Result<Outcome, StorageError>?
    }

    private let size: Int
    private let path: SystemString
    private let client: SFTPClient
    private let state: Monitor<State>

    init(_ file: RemoteContent, _ client: SFTPClient) {
        size = Int(file.size)
        path = RemotePath.path(file.path.bytes)
        self.client = client
        let count = (size + client.facts.blockSize - 1) / client.facts.blockSize
        state = Monitor(
            State(pieces: Array(repeating: nil, count: count), outstanding: count + 2))
    }

    /// - Throws: Of the connection.
    func wait() throws(StorageError) -> Outcome {
        try state.wait { $0.result }.get()
    }

    func start() {
        ask(.open(path: path, .read, mode: 0)) { [self] response in
            switch response {
            case .handle(let handle): read(handle)
            case .status(let status): end(.success(.refused(status)))
            default: end(.success(.irregular))
            }
        }
    }

    /// Servers answer in order, so the looks are before and after the content.
    private func read(_ handle: SFTPHandle) {
        ask(.handleStatus(handle)) { [self] in look($0) { $0.before = $1 } }
        let block = client.facts.blockSize
        for number in 0..<(size + block - 1) / block {
            let offset = number * block
            let count = min(block, size - offset)
            let request = SFTPRequest.read(handle, offset: UInt64(offset), count: UInt32(count))
            ask(request) { [self] response in
                guard case .data(let bytes) = response, bytes.count == count else {
                    return end(.success(.irregular))
                }
                arrive { $0.pieces[number] = bytes }
            }
        }
        ask(.handleStatus(handle)) { [self] in look($0) { $0.after = $1 } }
        client.connection.forget(.close(handle))
    }

    private func look(
        _ response: SFTPResponse, _ note: @Sendable (inout State, SFTPAttributes) -> Void
    ) {
        guard case .attributes(let attributes) = response, attributes.kind == .file else {
            return end(.success(.irregular))
        }
        arrive { note(&$0, attributes) }
    }

    private func arrive(_ note: (inout State) -> Void) {
        state.change { state in
            note(&state)
            state.outstanding -= 1
            guard state.outstanding == 0, state.result == nil else { return }
            guard let before = state.before, let after = state.after,
                before.size == UInt64(size)
            else {
                state.result = .success(.irregular)
                return
            }
            let bytes = state.pieces.flatMap { $0 ?? [] }
            state.pieces = []
            state.result = .success(
                .content(Content(bytes: bytes, before: before, after: after)))
        }
    }

    private func end(_ result: Result<Outcome, StorageError>) {
        state.change { state in
            if state.result == nil { state.result = result }
        }
    }

    private func ask(
        _ request: SFTPRequest, _ take: @escaping @Sendable (SFTPResponse) -> Void
    ) {
        do throws(StorageError) {
            try client.send(request).whenDone { [self] result in
                switch result {
                case .success(let response): take(response)
                case .failure(let error): end(.failure(error))
                }
            }
        } catch {
            end(.failure(error))
        }
    }
}
