internal import Connector
internal import Host
internal import SFTP
internal import Storage
internal import Values

/// What is set on a file or a folder when its content is there.
struct RemoteMetadata: Sendable {
    /// nil where the owner is not to be changed.
    let owner: SFTPAttributes?
    let rest: SFTPAttributes

    init(_ metadata: EntryMetadata, owners: Bool, privileges: Bool) {
        owner =
            owners
            ? SFTPAttributes(user: metadata.user.id, group: metadata.group.id) : nil
        let modified = UInt32(clamping: metadata.modified.seconds)
        rest = SFTPAttributes(
            mode: UInt32(metadata.permissions & Self.bits(privileges)),
            accessed: metadata.accessed.map { UInt32(clamping: $0.seconds) } ?? modified,
            modified: modified)
    }

    static func bits(_ privileges: Bool) -> UInt16 { privileges ? 0o7777 : 0o1777 }
}

/// A small file on its way to the server: made under a passing name, written, set and closed with
/// its requests in one go, then named, beside any number of others.
///
/// It runs on the connection's thread, from answer to answer.
final class FilePut: Sendable {
    private struct State {
        var outstanding = 0
        var failure: SFTPStatus?
        var result: Result<SFTPStatus?, StorageError>?
    }

    let path: EntryPath
    let size: Int
    private let draft: SystemString
    private let place: SystemString
    private let bytes: [UInt8]
    private let metadata: RemoteMetadata
    private let replaces: Bool
    private let client: SFTPClient
    private let state = Monitor(State())

    init(
        _ path: EntryPath, _ bytes: [UInt8], at place: SystemString, draft: SystemString,
        _ metadata: RemoteMetadata, replaces: Bool, _ client: SFTPClient
    ) {
        self.path = path
        self.bytes = bytes
        self.place = place
        self.draft = draft
        self.metadata = metadata
        self.replaces = replaces
        self.client = client
        size = bytes.count
    }

    var isDone: Bool { state.change { $0.result != nil } }

    /// What the server refused; nil when it is there.
    /// - Throws: Of the connection.
    func wait() throws(StorageError) -> SFTPStatus? {
        try state.wait { $0.result }.get()
    }

    func start() {
        let flags: SFTPRequest.OpenFlags = [.write, .create, .exclusive]
        ask(.open(path: draft, flags, mode: 0o600)) { [self] response in
            switch response {
            case .handle(let handle): write(handle)
            case .status(let status): end(.success(status))
            default: end(.success(Self.odd))
            }
        }
    }

    private func write(_ handle: SFTPHandle) {
        var requests: [SFTPRequest] = []
        var offset = 0
        while offset < bytes.count {
            let end = min(bytes.count, offset + client.facts.blockSize)
            requests.append(.write(handle, offset: UInt64(offset), Array(bytes[offset..<end])))
            offset = end
        }
        // The owner first: changing it takes bits of the mode away.
        if let owner = metadata.owner { requests.append(.setHandleStatus(handle, owner)) }
        requests.append(.setHandleStatus(handle, metadata.rest))
        if client.facts.canSynchronize { requests.append(.extended(.synchronize(handle))) }
        requests.append(.close(handle))
        state.change { $0.outstanding = requests.count }
        for request in requests {
            ask(request) { [self] response in
                let isLast = state.change { state in
                    state.outstanding -= 1
                    if state.failure == nil { state.failure = Self.refusal(response) }
                    return state.outstanding == 0
                }
                if isLast { giveName() }
            }
        }
    }

    private func giveName() {
        if let failure = state.change({ $0.failure }) {
            client.connection.forget(.remove(path: draft))
            return end(.success(failure))
        }
        ask(client.rename(draft, to: place, replaces: replaces)) { [self] response in
            let refusal = Self.refusal(response)
            if refusal != nil { client.connection.forget(.remove(path: draft)) }
            end(.success(refusal))
        }
    }

    private static func refusal(_ response: SFTPResponse) -> SFTPStatus? {
        guard case .status(let status) = response else { return odd }
        return status.code == .ok ? nil : status
    }

    private static let odd = SFTPStatus(
        code: .badMessage, message: "the server answered another question")

    private func end(_ result: Result<SFTPStatus?, StorageError>) {
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

extension SFTPClient {
    /// In one step, in the place of what is there where that is wanted.
    func rename(_ draft: SystemString, to place: SystemString, replaces: Bool) -> SFTPRequest {
        replaces && facts.canReplace
            ? .extended(.rename(path: draft, to: place)) : .rename(path: draft, to: place)
    }
}
