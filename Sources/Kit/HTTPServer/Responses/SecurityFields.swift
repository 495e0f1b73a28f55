internal import Telemetry

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

    private static let pageBlock = FieldBlock(page)
    private static let pageBlockSecure = FieldBlock(page, secure)
    private static let otherBlock = FieldBlock(other)
    private static let otherBlockSecure = FieldBlock(other, secure)
    private static let bareBlock = FieldBlock()

    /// The request's id with what suits this answer.
    static func block(for response: HTTPResponse, isSecure: Bool) -> FieldBlock {
        if case .webSocket = response.body { return bareBlock }
        let isPage = response.fields.withValue(of: .contentType) { hasPrefix($0, "text/html") }
        if isPage == true { return isSecure ? pageBlockSecure : pageBlock }
        return isSecure ? otherBlockSecure : otherBlock
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

/// The fields every answer ends with, in the bytes they go out as: they are put together once, and
/// an answer copies them and writes its request's id where the id belongs.
struct FieldBlock: Sendable {
    fileprivate let fields: HTTPFields

    fileprivate init(_ parts: HTTPFields...) {
        var fields: HTTPFields = ["X-Request-Id": RequestID(value: 0).description]
        for part in parts { fields.append(contentsOf: part) }
        self.fields = fields
    }
}

extension HTTPFields {
    mutating func append(_ block: FieldBlock, _ id: RequestID) {
        let place = bytes.count + block.fields.entries[0].value.lowerBound
        append(contentsOf: block.fields)
        let digits = id.digits
        for index in digits.indices { bytes[place + index] = digits[index] }
    }
}
