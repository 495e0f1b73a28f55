internal import HTTPClient
internal import HTTPStorage
internal import Host
internal import Storage
internal import Values
internal import XML

/// Why a service refused, in its own words, and what that means for us.
struct S3Fault {
    private let code: String
    private let fields: S3Answer.Record
    private let reply: HTTPReply

    /// The fault in a response with a failing status; without a code where it says none.
    init(_ reply: HTTPReply) async throws {
        self.init(reply, try await reply.collect())
    }

    init(_ reply: HTTPReply, _ body: [UInt8]) {
        self.reply = reply
        // Losing the error is fine: the status is still there to tell.
        let answer = try? S3Answer(body)
        fields = answer?.root == "Error" ? answer?.fields ?? [:] : [:]
        code = fields["Code"] ?? ""
    }

    /// Whether a body with a status of success tells of a failure all the same.
    static func isHidden(in body: [UInt8]) -> Bool {
        // Losing the error is fine: whoever wants the body will say that it cannot be read.
        (try? S3Answer(body))?.root == "Error"
    }

    var isNoSuchKey: Bool { reply.status == 404 && code != "NoSuchBucket" }
    var isNoSuchUpload: Bool { code == "NoSuchUpload" }
    var isTaken: Bool { reply.status == 412 || code == "PreconditionFailed" }
    var isNotOffered: Bool { reply.status == 501 || code == "NotImplemented" }

    func error(_ bucket: S3Bucket, clock: WallClock) -> StorageError {
        let place = bucket.place
        let sentence = { (kind: StorageError.Kind, words: String) in
            StorageError(kind, "\(place): \(words)", object: reply.object)
        }
        switch code {
        case "NoSuchBucket":
            return sentence(.notFound, "there is no bucket called \(bucket.name)")
        case "AccessDenied", "AllAccessDisabled", "AccountProblem":
            return sentence(.denied, "the service does not allow this with these credentials")
        case "InvalidAccessKeyId":
            return sentence(.denied, "the service does not know the access key")
        case "SignatureDoesNotMatch":
            return sentence(.denied, "the secret key does not fit the access key")
        case "ExpiredToken", "InvalidToken", "TokenRefreshRequired":
            return sentence(.denied, "the session token is not valid, or not any more")
        case "RequestTimeTooSkewed":
            return sentence(.badConfiguration, clockWords(clock))
        case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException", "MovedPermanently", "Redirect":
            return sentence(.badConfiguration, regionWords)
        case "SlowDown", "Throttling", "RequestLimitExceeded", "TooManyRequests":
            return sentence(
                .rateLimited(retryAfter: reply.response.retryAfter), "it is asked too often")
        case "RequestTimeout": return sentence(.timeout, "it waited too long for content")
        case "EntityTooLarge":
            return sentence(.tooLarge, "the object is larger than it takes")
        case "QuotaExceeded", "XMinioStorageFull", "InsufficientCapacity", "StorageFull":
            return sentence(.full, "it has no room left")
        case "BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody", "InternalError",
            "ServiceUnavailable", "OperationAborted", "ConditionalRequestConflict":
            return sentence(.failed, "it did not manage (\(code))")
        case "NotImplemented": return sentence(.unsupported, "it does not offer this")
        case "": return Self.isRedirect(reply.status) ? redirectError : reply.failure()
        default:
            let failure = reply.failure()
            return StorageError(
                failure.kind, "\(failure.message) (\(Self.word(code)))", object: reply.object)
        }
    }

    private static func isRedirect(_ status: Int) -> Bool { (300..<400).contains(status) }

    private var redirectError: StorageError {
        StorageError(
            .badConfiguration, "\(reply.failure().message.prefix { $0 != ":" }): \(regionWords)",
            object: reply.object)
    }

    /// The header is there on answers without a body too.
    private var regionWords: String {
        let region = reply.header("x-amz-bucket-region") ?? fields["Region"]
        if let region { return "the bucket is in the region \(Self.word(region))" }
        if let endpoint = fields["Endpoint"] {
            return "the bucket has another endpoint, \(Self.word(endpoint))"
        }
        return "the bucket is in another region"
    }

    private func clockWords(_ clock: WallClock) -> String {
        let theirs =
            fields["ServerTime"].flatMap { Timestamp(rfc3339: $0) }
            ?? reply.header("Date").flatMap(HTTPDate.parse)
        guard let theirs else { return "this machine's clock is wrong by more than it allows" }
        let skew = clock.now - theirs
        let direction = skew < .zero ? "behind" : "ahead of"
        let seconds = abs(skew.milliseconds) / 1000
        return "this machine's clock is \(Duration.seconds(seconds).text) \(direction) the service's"
    }

    /// What a stranger says, short and harmless enough for a log.
    private static func word(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(100).map { scalar in
                scalar.isASCII && scalar.value > 32 && scalar.value != 127
                    ? Character(scalar) : "?"
            })
    }
}
