package import JSON
package import Markup

extension HTTPResponse {
    package static func json<Value>(
        _ value: Value, _ schema: Schema<Value>, _ status: HTTPStatus = .ok
    ) -> HTTPResponse {
        HTTPResponse(
            status, fields: .json, body: .bytes(schema.encode(value)))
    }

    package static func json(_ json: JSON, _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, fields: .json, body: .bytes(json.bytes()))
    }

    /// A page, or a part of one. It is of its reader and of now: nobody keeps it.
    package static func html(_ markup: Markup, _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, fields: .html, body: .bytes(markup.bytes))
    }

    package static func text(
        _ text: String, _ status: HTTPStatus = .ok
    ) -> HTTPResponse {
        HTTPResponse(status, fields: .text, body: .bytes(Array(text.utf8)))
    }

    /// After a form was sent: the browser gets the page that `url` names (303).
    package static func redirect(to url: URLReference) -> HTTPResponse {
        HTTPResponse(.seeOther, fields: [.location: url.text])
    }

    /// A file to be saved. The name may be anything; what a header cannot hold is encoded
    /// (RFC 6266, RFC 8187).
    package mutating func offerDownload(as name: String) {
        let plain = name.unicodeScalars.map { scalar in
            let isSafe =
                (0x20...0x7E).contains(scalar.value) && !"\"\\/%".unicodeScalars.contains(scalar)
            return isSafe ? String(scalar) : "_"
        }.joined()
        let encoded = name.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
            guard !isPlain else { return String(Unicode.Scalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
        fields[.contentDisposition] =
            "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }
}

extension HTTPFields {
    /// Made once: these go out with nearly every answer.
    fileprivate static let json: HTTPFields = [
        .contentType: "application/json", .cacheControl: "no-store",
    ]
    fileprivate static let html: HTTPFields = [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
    ]
    fileprivate static let text: HTTPFields = [.contentType: "text/plain; charset=utf-8"]

    /// Adds all fields of another list.
    package mutating func append(contentsOf other: HTTPFields) {
        guard !other.isEmpty else { return }
        let shift = UInt32(bytes.count)
        bytes.append(contentsOf: other.bytes)
        for entry in other.entries {
            entries.append(
                Entry(
                    nameStart: entry.nameStart + shift, nameEnd: entry.nameEnd + shift,
                    valueStart: entry.valueStart + shift, valueEnd: entry.valueEnd + shift))
        }
    }
}
