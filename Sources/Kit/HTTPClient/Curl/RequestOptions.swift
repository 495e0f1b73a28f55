internal import CCurl
internal import Cryptography
internal import Host
internal import Values

/// Turns a request and its client's settings into libcurl's options.
struct RequestOptions {
    let request: ClientRequest
    let settings: ClientSettings
    let pins: PinnedTrust?

    func apply(to handle: EasyHandle) throws(ClientError) {
        try request.validate()
        try applyFixed(to: handle)
        try applyTarget(to: handle)
        try applyTrust(to: handle)
        try applyLimits(to: handle)
        try applyMethodAndBody(to: handle)
        try applyCredentials(to: handle)
        try handle.setHeaders(try headerLines())
    }

    private func applyFixed(to handle: EasyHandle) throws(ClientError) {
        // No signals in a process with threads; and no wait for a look-up that nobody needs now.
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_QUICK_EXIT, 1)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        // Redirects are ours: only we know what may go to another origin.
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try handle.set(CURLOPT_NOPROGRESS, 1)
        try handle.set(CURLOPT_TCP_KEEPALIVE, 1)
        try handle.set(CURLOPT_USERAGENT, settings.userAgent)
        let version = settings.allowsHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
        try handle.set(CURLOPT_HTTP_VERSION, Int(version))
    }

    private func applyTarget(to handle: EasyHandle) throws(ClientError) {
        try handle.set(CURLOPT_URL, request.url)
        // A dot segment in an object's name is part of the name.
        try handle.set(CURLOPT_PATH_AS_IS, 1)
        switch settings.proxy {
        case .environment: break
        case .none: try handle.set(CURLOPT_PROXY, "")
        case .url(let url): try handle.set(CURLOPT_PROXY, url)
        }
        if let socket = settings.unixSocket {
            try handle.set(CURLOPT_UNIX_SOCKET_PATH, path: socket)
        }
    }

    private func applyTrust(to handle: EasyHandle) throws(ClientError) {
        switch settings.trust {
        case .system: break
        case .authorities(let file):
            try handle.set(CURLOPT_CAINFO, path: file)
            try unsafe handle.set(CURLOPT_CAPATH, pointer: nil)
        case .pins:
            // The pin says who it is; names and authorities have no say.
            try handle.set(CURLOPT_SSL_VERIFYHOST, 0)
            try pins?.install(on: handle)
        }
    }

    private func applyLimits(to handle: EasyHandle) throws(ClientError) {
        let timeouts = request.timeouts
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, timeouts.connect.milliseconds)))
        if let total = timeouts.total {
            try handle.set(CURLOPT_TIMEOUT_MS, Int(max(1, total.milliseconds)))
        }
        if let speed = request.speedLimits.upload {
            try handle.set(CURLOPT_MAX_SEND_SPEED_LARGE, size: speed.bytes)
        }
        if let speed = request.speedLimits.download {
            try handle.set(CURLOPT_MAX_RECV_SPEED_LARGE, size: speed.bytes)
        }
    }

    private func applyMethodAndBody(to handle: EasyHandle) throws(ClientError) {
        switch request.body {
        case .none where request.method == "HEAD":
            return try handle.set(CURLOPT_NOBODY, 1)
        case .none where ["POST", "PUT", "PATCH"].contains(request.method):
            // So that "Content-Length: 0" is said.
            try setBytes([], on: handle)
        case .none: try handle.set(CURLOPT_HTTPGET, 1)
        case .bytes(let bytes): try setBytes(bytes, on: handle)
        case .stream(let length, _):
            try handle.set(CURLOPT_UPLOAD, 1)
            try handle.set(CURLOPT_INFILESIZE_LARGE, size: length ?? -1)
            // Nobody else waits for "100 Continue", which some servers never send.
            try handle.set(CURLOPT_EXPECT_100_TIMEOUT_MS, 1000)
        }
        try handle.set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setBytes(_ bytes: [UInt8], on handle: EasyHandle) throws(ClientError) {
        try handle.set(CURLOPT_POST, 1)
        try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: Int64(bytes.count))
        let code = unsafe bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress
            return unsafe curlshim_set_pointer(handle.pointer, CURLOPT_COPYPOSTFIELDS, start)
        }
        try handle.check(CURLOPT_COPYPOSTFIELDS, code)
        if bytes.isEmpty { try handle.set(CURLOPT_POSTFIELDS, "") }
    }

    private func applyCredentials(to handle: EasyHandle) throws(ClientError) {
        switch request.credentials {
        case nil, .bearer, .awsV4: break
        case .basic(let user, let password):
            try handle.set(CURLOPT_HTTPAUTH, Int(curlshim_auth_basic))
            try handle.set(CURLOPT_USERNAME, user)
            try handle.set(CURLOPT_PASSWORD, password)
        case .digest(let user, let password):
            // libcurl asks for the server's challenge with an empty body first.
            try handle.set(CURLOPT_HTTPAUTH, Int(curlshim_auth_digest))
            try handle.set(CURLOPT_USERNAME, user)
            try handle.set(CURLOPT_PASSWORD, password)
        }
    }

    private func headerLines() throws(ClientError) -> [String] {
        var headers = request.headers
        if case .bearer(let token) = request.credentials {
            headers.append(ClientHeader("Authorization", "Bearer \(token)"))
        }
        if case .awsV4(let key) = request.credentials { headers += try awsHeaders(key) }
        var lines = headers.map { header in
            // libcurl drops a header without a value unless it is written like this.
            header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
        }
        if case .stream = request.body { return lines }
        // What libcurl would add to a body by itself.
        lines.append("Expect:")
        if !request.has("Content-Type") { lines.append("Content-Type:") }
        return lines
    }

    private func awsHeaders(_ key: AWSKey) throws(ClientError) -> [ClientHeader] {
        let moment = settings.clock.now
        var added = [ClientHeader("x-amz-date", AWSSignature.stamp(moment))]
        if let token = key.sessionToken {
            added.append(ClientHeader("x-amz-security-token", token))
        }
        let payload = request.header("x-amz-content-sha256") ?? payloadDigest
        if !request.has("x-amz-content-sha256") {
            added.append(ClientHeader("x-amz-content-sha256", payload))
        }
        let signature = AWSSignature(
            key: key, moment: moment, method: request.method,
            target: try RequestTarget(request.url),
            headers: (request.headers + added).filter(\.isSigned), payload: payload)
        added.append(ClientHeader("Authorization", signature.authorization))
        return added
    }

    /// A stream is not read twice: it goes unsigned, protected by TLS.
    private var payloadDigest: String {
        switch request.body {
        case .none: SHA256.hash([UInt8]()).description
        case .bytes(let bytes): SHA256.hash(bytes).description
        case .stream: AWSSignature.unsignedPayload
        }
    }
}

extension ClientHeader {
    /// Whatever a proxy may change on its way stays out of the signature.
    fileprivate var isSigned: Bool {
        let name = name.lowercased()
        return name.hasPrefix("x-amz-") || name == "content-type" || name == "content-md5"
    }
}

extension ClientRequest {
    fileprivate func has(_ header: String) -> Bool { self.header(header) != nil }

    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.isNamed(name) }?.value
    }

    /// Refuses what would become another request on the wire.
    func validate() throws(ClientError) {
        guard method.isToken else {
            throw ClientError(.badRequest, "\"\(method)\" is not an HTTP method")
        }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw ClientError(.badRequest, "a URL must start with http:// or https://")
        }
        for header in headers {
            guard header.name.isToken, header.value.isFieldValue else {
                throw ClientError(.badRequest, "the header \"\(header.name)\" is malformed")
            }
        }
        if case .bearer(let token) = credentials, !token.isFieldValue {
            throw ClientError(.badRequest, "the bearer token is malformed")
        }
        if case .awsV4(let key) = credentials, !(key.sessionToken ?? "").isFieldValue {
            throw ClientError(.badRequest, "the session token is malformed")
        }
    }
}

extension String {
    /// RFC 9110 section 5.6.2.
    fileprivate var isToken: Bool {
        let special = Set("!#$%&'*+-.^_`|~".utf8)
        return !isEmpty
            && utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || special.contains(byte)
            }
    }

    fileprivate var isFieldValue: Bool {
        utf8.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 }
    }
}
