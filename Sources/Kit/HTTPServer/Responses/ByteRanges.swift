package import Values

/// What a `Range` field asks of a representation (RFC 9110 section 14).
///
/// One range is answered with 206. Several are answered with the whole, which the standard allows:
/// `multipart/byteranges` is more code than any client of ours has use for.
package enum ByteRange: Hashable, Sendable {
    case whole
    case part(Range<Int>)
    /// 416: the range lies outside.
    case outside

    package static func evaluate(
        _ request: HTTPRequest, length: Int, tag: EntityTag? = nil, modified: Timestamp? = nil
    ) -> ByteRange {
        guard request.method == .get, let field = request.fields[.range] else { return .whole }
        if let condition = request.fields[.ifRange] {
            // A date or a tag, and either has to be exactly ours.
            let isSame =
                condition == modified.map(HTTPDate.format)
                || (tag?.isWeak == false && condition == tag?.description)
            guard isSame else { return .whole }
        }
        return parse(field, length: length)
    }

    /// What is not readable is ignored, as section 14.2 demands.
    static func parse(_ field: String, length: Int) -> ByteRange {
        let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].lowercased() == "bytes", !halves[1].contains(",")
        else { return .whole }
        let bounds = halves[1].trimmingBlanks.split(
            separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return .whole }
        if bounds[0].isEmpty {
            guard let suffix = number(bounds[1]) else { return .whole }
            guard suffix > 0, length > 0 else { return .outside }
            return .part(max(0, length - suffix)..<length)
        }
        guard let first = number(bounds[0]) else { return .whole }
        guard let last = bounds[1].isEmpty ? Int.max : number(bounds[1]), last >= first else {
            return .whole
        }
        guard first < length else { return .outside }
        return .part(first..<min(last, length - 1) + 1)
    }

    /// Digits alone; more than an `Int` holds is as good as its end.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text) ?? Int.max
    }
}

extension HTTPResponse {
    /// The part of the body that the request asks for. The body has to be bytes or a file, and the
    /// answer a whole one.
    package func ranged(
        for request: HTTPRequest, tag: EntityTag? = nil, modified: Timestamp? = nil
    ) -> HTTPResponse {
        guard status == .ok, let length = body.length else { return self }
        var response = self
        response.fields[.acceptRanges] = "bytes"
        switch ByteRange.evaluate(request, length: length, tag: tag, modified: modified) {
        case .whole: break
        case .part(let range):
            // Out of descriptors, the whole is still right.
            guard let part = body.part(range) else { return response }
            response.body = part
            response.status = .partialContent
            response.fields[.contentRange] =
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
        case .outside:
            response.status = .rangeNotSatisfiable
            response.fields[.contentRange] = "bytes */\(length)"
            response.body = .empty
        }
        return response
    }
}

extension HTTPResponse.Body {
    fileprivate var length: Int? {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let content): content.range.count
        case .empty, .stream, .webSocket: nil
        }
    }

    fileprivate func part(_ range: Range<Int>) -> HTTPResponse.Body? {
        switch self {
        case .bytes(let bytes): .bytes(Array(bytes[range]))
        case .file(let content): content.part(range).map { .file($0) }
        case .empty, .stream, .webSocket: nil
        }
    }
}
