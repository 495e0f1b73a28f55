package import Storage

/// The server's files, one call for each request, with its answers as values and its refusals as
/// errors.
package struct SFTPClient: Sendable {
    package let connection: SFTPConnection
    package let facts: ServerFacts
    /// For messages.
    package let place: String

    package init(connection: SFTPConnection, facts: ServerFacts, place: String) {
        self.connection = connection
        self.facts = facts
        self.place = place
    }

    package func send(_ request: SFTPRequest) throws(StorageError) -> Reply {
        try connection.send(request)
    }

    /// What a status other than success means.
    package func error(_ status: SFTPStatus, _ what: String, _ object: ObjectName?) -> StorageError
    {
        let kind: StorageError.Kind =
            switch status.code {
            case .ok, .endOfFile, .badMessage: .unexpected
            case .noSuchFile: .notFound
            case .denied, .readOnly: .denied
            case .failure: .failed
            case .noConnection, .connectionLost: .unreachable
            case .unsupported: .unsupported
            case .alreadyExists: .alreadyExists
            case .noSpace, .overQuota: .full
            }
        let said = status.message.isEmpty ? "\(status.code)" : status.message
        return StorageError(kind, "\(place) could not \(what): \(said)", object: object)
    }

    package func unexpected(_ what: String, _ object: ObjectName?) -> StorageError {
        StorageError(
            .unexpected, "\(place) gave an answer to another question when asked to \(what)",
            object: object)
    }

    /// The status of a request that is answered by nothing else; success returns.
    package func finish(_ reply: Reply, _ what: String, _ object: ObjectName?) async throws {
        guard let status = try await outcome(reply, what, object) else { return }
        throw error(status, what, object)
    }

    /// nil for success.
    package func outcome(
        _ reply: Reply, _ what: String, _ object: ObjectName?
    ) async throws -> SFTPStatus? {
        guard case .status(let status) = try await reply.value() else {
            throw unexpected(what, object)
        }
        return status.code == .ok ? nil : status
    }

    package func handle(
        _ reply: Reply, _ what: String, _ object: ObjectName?
    ) async throws -> SFTPHandle {
        switch try await reply.value() {
        case .handle(let handle): return handle
        case .status(let status) where status.code != .ok: throw error(status, what, object)
        default: throw unexpected(what, object)
        }
    }

    /// nil when there is nothing.
    package func attributes(_ reply: Reply, _ object: ObjectName?) async throws -> SFTPAttributes? {
        switch try await reply.value() {
        case .attributes(let attributes): return attributes
        case .status(let status) where status.code == .noSuchFile: return nil
        // OpenSSH says this where a file stands in the way of a folder.
        case .status(let status) where status.message == "Not a directory": return nil
        case .status(let status) where status.code != .ok: throw error(status, "look", object)
        default: throw unexpected("look", object)
        }
    }
}
