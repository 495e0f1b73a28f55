/// One header of a request or a response, in the spelling it has on the wire.
package struct ClientHeader: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package func isNamed(_ other: String) -> Bool {
        name.utf8.count == other.utf8.count && name.lowercased() == other.lowercased()
    }
}

/// A request to an HTTP server.
package struct ClientRequest: Sendable {
    package enum Body: Sendable {
        case none
        /// Held in memory; sent again when a connection or a redirect asks for it.
        case bytes([UInt8])
        /// Pulled while the server takes it: `next` returns the next piece and nil at the end.
        /// With a length, exactly so many bytes must come; without, the body is sent in chunks.
        case stream(length: Int64?, next: @Sendable () async throws -> [UInt8]?)
    }

    package var method: String
    /// Absolute, `http` or `https`, in its encoded form.
    package var url: String
    package var headers: [ClientHeader] = []
    package var body = Body.none
    package var credentials: Credentials?
    package var timeouts = Timeouts()
    package var redirects = RedirectPolicy.never
    package var speedLimits = SpeedLimits()
    /// Called on the event loop for every piece that moved; must not block.
    package var onProgress: (@Sendable (Progress) -> Void)?

    package init(_ method: String = "GET", _ url: String) {
        self.method = method
        self.url = url
    }

    /// Bytes of the bodies so far.
    package struct Progress: Hashable, Sendable {
        package var sent: Int64 = 0
        package var received: Int64 = 0
    }
}

/// Who we are to the server. Never printed.
package enum Credentials: Sendable, CustomStringConvertible, CustomReflectable {
    case basic(user: String, password: String)
    /// HTTP Digest (RFC 7616), which costs a round trip for the server's challenge each time.
    case digest(user: String, password: String)
    case bearer(String)
    /// AWS signature version 4. The URL must be encoded as `PercentEncoded` does it.
    case awsV4(AWSKey)

    package var description: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A key pair of an S3-compatible service.
package struct AWSKey: Sendable, CustomStringConvertible, CustomReflectable {
    package let access: String
    package let secret: String
    package let sessionToken: String?
    package let region: String
    package let service: String

    package init(
        access: String, secret: String, sessionToken: String? = nil, region: String,
        service: String = "s3"
    ) {
        self.access = access
        self.secret = secret
        self.sessionToken = sessionToken
        self.region = region
        self.service = service
    }

    package var description: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What to do with a redirect. Credentials never go to another origin.
package enum RedirectPolicy: Hashable, Sendable {
    /// A redirect is a response like any other.
    case never
    /// Followed to the same scheme, host and port; an error beyond.
    case sameOrigin
    /// Also followed elsewhere, there without credentials and with harmless headers only, and never
    /// from `https` to `http`.
    case anyOrigin
}
