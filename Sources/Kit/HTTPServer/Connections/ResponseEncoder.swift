/// Puts the head of an answer into its wire form.
enum ResponseEncoder {
    /// Fields whose meaning belongs to the connection; a handler's are dropped.
    private static func isOurs(_ name: Span<UInt8>) -> Bool {
        switch name.count {
        case 4: name.isCaseless("date")
        case 7: name.isCaseless("trailer") || name.isCaseless("upgrade")
        case 10: name.isCaseless("connection") || name.isCaseless("keep-alive")
        case 14: name.isCaseless("content-length")
        case 17: name.isCaseless("transfer-encoding")
        default: false
        }
    }

    static func append(
        _ status: HTTPStatus, _ fields: HTTPFields, dateLine: [UInt8], reply: OutgoingReply,
        to output: inout [UInt8]
    ) {
        append("HTTP/1.1 ", to: &output)
        append(status.code, to: &output)
        output.append(0x20)
        append(status.reason, to: &output)
        append("\r\n", to: &output)
        output.append(contentsOf: dateLine)
        append(fields, to: &output)
        switch reply.framing {
        case .length(let count):
            append("Content-Length: ", to: &output)
            append(count, to: &output)
            append("\r\n", to: &output)
        case .chunked: append("Transfer-Encoding: chunked\r\n", to: &output)
        case .none, .untilClose: break
        }
        if reply.closes { append("Connection: close\r\n", to: &output) }
        append("\r\n", to: &output)
    }

    private static func append(_ fields: HTTPFields, to output: inout [UInt8]) {
        let span = fields.bytes.span
        var mustFilter = false
        for entry in fields.entries where isOurs(span.extracting(entry.name)) { mustFilter = true }
        guard mustFilter else {
            output.append(contentsOf: fields.bytes)
            return
        }
        for entry in fields.entries where !isOurs(span.extracting(entry.name)) {
            output.append(contentsOf: fields.bytes[entry.name.lowerBound..<entry.value.upperBound])
            append("\r\n", to: &output)
        }
    }

    static func append(_ text: StaticString, to output: inout [UInt8]) {
        text.withUTF8Buffer { unsafe output.append(contentsOf: $0) }
    }

    static func append(_ number: Int, to output: inout [UInt8]) {
        if number >= 10 { append(number / 10, to: &output) }
        output.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// The line before a chunk.
    static func appendChunkSize(_ count: Int, to output: inout [UInt8]) {
        var shift = 60
        while shift > 0, count >> shift == 0 { shift -= 4 }
        while shift >= 0 {
            let digit = UInt8(count >> shift & 15)
            output.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
            shift -= 4
        }
        append("\r\n", to: &output)
    }
}
