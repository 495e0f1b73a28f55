/// The name of a header field: a token, the same in any case (RFC 9110 section 5.1).
package struct HTTPFieldName: Hashable, Sendable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    /// As it is written on the wire.
    package let description: String
    /// As it is compared.
    let lowercased: String

    package init(stringLiteral name: String) {
        self.init(name)
    }

    /// A name that is not a token could smuggle in a second field, so it traps.
    package init(_ name: String) {
        precondition(Token.isToken(name), "a field name is a token")
        description = name
        lowercased = name.lowercased()
    }

    package static func == (a: HTTPFieldName, b: HTTPFieldName) -> Bool {
        a.lowercased == b.lowercased
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(lowercased)
    }

    package static let accept: HTTPFieldName = "Accept"
    package static let acceptEncoding: HTTPFieldName = "Accept-Encoding"
    package static let acceptLanguage: HTTPFieldName = "Accept-Language"
    package static let acceptRanges: HTTPFieldName = "Accept-Ranges"
    package static let allow: HTTPFieldName = "Allow"
    package static let authorization: HTTPFieldName = "Authorization"
    package static let cacheControl: HTTPFieldName = "Cache-Control"
    package static let connection: HTTPFieldName = "Connection"
    package static let contentDisposition: HTTPFieldName = "Content-Disposition"
    package static let contentEncoding: HTTPFieldName = "Content-Encoding"
    package static let contentLength: HTTPFieldName = "Content-Length"
    package static let contentRange: HTTPFieldName = "Content-Range"
    package static let contentType: HTTPFieldName = "Content-Type"
    package static let cookie: HTTPFieldName = "Cookie"
    package static let date: HTTPFieldName = "Date"
    package static let eTag: HTTPFieldName = "ETag"
    package static let host: HTTPFieldName = "Host"
    package static let ifMatch: HTTPFieldName = "If-Match"
    package static let ifModifiedSince: HTTPFieldName = "If-Modified-Since"
    package static let ifNoneMatch: HTTPFieldName = "If-None-Match"
    package static let ifRange: HTTPFieldName = "If-Range"
    package static let lastModified: HTTPFieldName = "Last-Modified"
    package static let location: HTTPFieldName = "Location"
    package static let origin: HTTPFieldName = "Origin"
    package static let range: HTTPFieldName = "Range"
    package static let referer: HTTPFieldName = "Referer"
    package static let retryAfter: HTTPFieldName = "Retry-After"
    package static let setCookie: HTTPFieldName = "Set-Cookie"
    package static let transferEncoding: HTTPFieldName = "Transfer-Encoding"
    package static let upgrade: HTTPFieldName = "Upgrade"
    package static let userAgent: HTTPFieldName = "User-Agent"
    package static let vary: HTTPFieldName = "Vary"
}
