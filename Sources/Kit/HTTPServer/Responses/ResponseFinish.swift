internal import Telemetry

/// Makes text smaller: gzip's format, whole. The router's owner brings it along.
package typealias Compressor = @Sendable ([UInt8]) -> [UInt8]

/// What is done to every answer before it goes out: the request's id, the fields that tell browsers
/// to be careful, and gzip.
package struct ResponseFinish: Sendable {
    /// Less does not get smaller by more than its new fields cost.
    private static let compressedBytesMin = 1024
    /// More would hold up the loop for longer than a request may; large text is streamed or
    /// compressed beforehand.
    private static let compressedBytesMax = 512 << 10

    package static let requestID: HTTPFieldName = "X-Request-Id"

    private let compress: Compressor?

    package init(compress: Compressor? = nil) {
        self.compress = compress
    }

    func apply(to response: inout HTTPResponse, for request: HTTPRequest, _ id: RequestID) {
        if let compress { gzip(&response, for: request, compress) }
        response.fields.append(Self.requestID, id.description)
        SecurityFields.apply(to: &response, isSecure: request.isSecure)
    }

    private func gzip(
        _ response: inout HTTPResponse, for request: HTTPRequest, _ compress: Compressor
    ) {
        guard case .bytes(let bytes) = response.body, bytes.count >= Self.compressedBytesMin,
            bytes.count <= Self.compressedBytesMax, response.status != .partialContent,
            !response.fields.contains(.contentEncoding),
            MediaType(response.fields[.contentType] ?? "")?.isCompressible == true
        else { return }
        response.fields.append(.vary, "Accept-Encoding")
        let wish = request.fields.list(of: .acceptEncoding).joined(separator: ",")
        guard ContentCoding.chosen(by: wish) == .gzip else { return }
        let small = compress(bytes)
        guard small.count < bytes.count else { return }
        response.body = .bytes(small)
        response.fields.append(.contentEncoding, "gzip")
        // Offsets into it would be offsets into bytes that the next answer may not have.
        response.fields.remove(.acceptRanges)
        if let tag = response.fields[.eTag].flatMap(EntityTag.list)?.first {
            response.fields[.eTag] = tag.gzipped.description
        }
    }
}

/// Fields that narrow what a browser does with an answer.
package enum SecurityFields {
    /// Everything a page uses is ours and a file of its own: no inline script or style, no frames,
    /// nothing from elsewhere.
    package static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
        "font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "form-action 'self'",
        "frame-ancestors 'none'", "base-uri 'none'",
    ].joined(separator: "; ")

    private static let page: HTTPFields = [
        "Content-Security-Policy": contentSecurityPolicy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ]
    /// For what is no page: nothing in it may run, wherever it ends up.
    private static let other: HTTPFields = [
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    ]
    /// A year, as browsers ask before they believe it.
    private static let secure: HTTPFields = ["Strict-Transport-Security": "max-age=31536000"]

    static func apply(to response: inout HTTPResponse, isSecure: Bool) {
        if case .webSocket = response.body { return }
        let isPage = response.fields.withValue(of: .contentType) { hasPrefix($0, "text/html") }
        response.fields.append(contentsOf: isPage == true ? page : other)
        if isSecure { response.fields.append(contentsOf: secure) }
    }

    private static func hasPrefix(_ text: Span<UInt8>, _ prefix: StaticString) -> Bool {
        guard text.count >= prefix.utf8CodeUnitCount else { return false }
        return prefix.withUTF8Buffer { prefix in
            for index in 0..<prefix.count where unsafe prefix[index] != text[index] {
                return false
            }
            return true
        }
    }
}
