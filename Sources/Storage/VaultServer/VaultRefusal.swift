internal import HTTPServer
internal import Storage

/// Why a request was not done, as its client is told: a status and one sentence.
struct VaultRefusal: Error {
    let status: HTTPStatus
    let message: String
    var fields = HTTPFields()

    init(_ status: HTTPStatus, _ message: String, fields: HTTPFields = HTTPFields()) {
        self.status = status
        self.message = message
        self.fields = fields
    }

    static let badPath = VaultRefusal(.badRequest, "the path cannot be read")
    static let nothing = VaultRefusal(.notFound, "there is nothing at this address")
    static let notFound = VaultRefusal(.notFound, "there is no such object")
    static let noVault = VaultRefusal(
        .notFound, "there is no vault at this address yet: it has to be made first")
    static let foreign = VaultRefusal(
        .forbidden, "this client has no part in what lies at this address")
    static let appendOnly = VaultRefusal(
        .forbidden, "this client may add objects, and neither replace nor delete what is there")
    static let readOnly = VaultRefusal(.forbidden, "this client may only read")
    static let taken = VaultRefusal(.forbidden, "there is an object of this name already")
    static let takenExactly = VaultRefusal(
        .preconditionFailed, "there is an object of this name already")
    static let busy = VaultRefusal(
        .serviceUnavailable, "its snapshot is being finished at this moment",
        fields: [.retryAfter: "1"])
    static let stopping = VaultRefusal(
        .serviceUnavailable, "the server is stopping", fields: [.retryAfter: "5"])
    static let noDisk = VaultRefusal(
        .serviceUnavailable, "the served folder is not there: is the disk mounted?",
        fields: [.retryAfter: "60"])

    static func overQuota(_ quota: String) -> VaultRefusal {
        VaultRefusal(.insufficientStorage, "this client's quota of \(quota) is used up")
    }

    static let unauthorized = VaultRefusal(
        .unauthorized, "the name or the secret is not one of this server's clients",
        fields: ["WWW-Authenticate": "Basic realm=\"holdfast vault\", charset=\"UTF-8\""])

    static func method(_ allowed: [HTTPMethod]) -> VaultRefusal {
        VaultRefusal(
            .methodNotAllowed, "this cannot be done with what lies at this address",
            fields: [.allow: allowed.map(\.rawValue).joined(separator: ", ")])
    }

    /// What a client's own mistake in a name is told as. The name is not repeated: it may hold
    /// anything.
    static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch is StorageError {
            throw VaultRefusal(
                .badRequest,
                "no object or vault has such a name: letters, digits, dots, dashes and "
                    + "underscores in parts of at most \(ObjectName.partLengthMax) bytes that "
                    + "begin with no dot")
        }
    }

    var response: HTTPResponse {
        var response = HTTPResponse.text("\(message)\n", status)
        response.fields.append(contentsOf: fields)
        return response
    }
}

extension VaultRefusal {
    /// The one table from what the disk says to what a client is told; nil for what is the
    /// server's own trouble, which only its log is told.
    init?(_ error: any Error) {
        switch error {
        case let error as VaultRefusal: self = error
        case let error as HTTPServerError: self.init(error.status, error.message)
        case is CancellationError: self = .stopping
        case let error as StorageError: self.init(error)
        default: return nil
        }
    }

    private init?(_ error: StorageError) {
        switch error.kind {
        case .notFound: self = .notFound
        case .alreadyExists: self = .taken
        case .full: self.init(.insufficientStorage, "the server's disk has no room left")
        case .badName: self.init(.badRequest, "no object has such a name")
        case .tooLarge: self.init(.contentTooLarge, "the object is larger than the disk takes")
        case .cutShort: self.init(.rangeNotSatisfiable, "the object is shorter than that")
        // A name below that of an object, a folder in an object's place, a link.
        case .unexpected: self.init(.unprocessableContent, "another thing is in its place")
        case .cancelled: self = .stopping
        default: return nil
        }
    }
}
