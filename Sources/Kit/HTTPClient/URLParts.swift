internal import CCurl

/// A URL taken apart by libcurl itself, so that no other parser can see another host in it.
struct URLParts {
    let url: String
    let scheme: String
    let origin: String
    /// As libcurl writes it into the request: without a port that the scheme implies.
    let hostHeader: String

    init(_ text: String, relativeTo base: URLParts? = nil) throws(ClientError) {
        guard let handle = unsafe curl_url() else {
            preconditionFailure("libcurl has no memory for a URL")
        }
        defer { unsafe curl_url_cleanup(handle) }
        for part in [base?.url, text].compactMap(\.self) {
            guard !part.utf8.contains(0),
                unsafe curl_url_set(handle, CURLUPART_URL, part, 0) == CURLUE_OK
            else { throw ClientError(.protocolViolation, "this is no valid URL") }
        }
        // A user or password in the URL would become credentials.
        unsafe curl_url_set(handle, CURLUPART_USER, nil, 0)
        unsafe curl_url_set(handle, CURLUPART_PASSWORD, nil, 0)
        url = unsafe Self.part(CURLUPART_URL, of: handle) ?? ""
        scheme = unsafe Self.part(CURLUPART_SCHEME, of: handle) ?? ""
        let host = unsafe Self.part(CURLUPART_HOST, of: handle) ?? ""
        let port = unsafe Self.part(CURLUPART_PORT, of: handle) ?? ""
        origin = "\(scheme)://\(host.lowercased()):\(port)"
        hostHeader = port == Self.portImplied[scheme] ? host : "\(host):\(port)"
    }

    private static let portImplied = ["http": "80", "https": "443"]

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let flags = UInt32(CURLU_DEFAULT_PORT)
        guard unsafe curl_url_get(handle, part, &text, flags) == CURLUE_OK,
            let found = unsafe text
        else { return nil }
        defer { unsafe curl_free(found) }
        return unsafe String(cString: found)
    }
}
