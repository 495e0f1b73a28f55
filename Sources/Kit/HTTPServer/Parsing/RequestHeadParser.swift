/// Reads the head of a request, strictly by RFC 9112: what two servers could read in two ways is
/// refused. It does no I/O; the rules that go beyond the RFC are in `docs/http-strictness.md`.
struct RequestHeadParser {
    struct Limits: Sendable {
        /// The whole head. Browsers send about 1 KiB; cookies and tokens rarely make it 8.
        var headBytesMax = 32 << 10
        var fieldsMax = 100
        /// Method, target and version; RFC 9112 section 3 asks for at least 8000 bytes.
        var requestLineBytesMax = 8 << 10
    }

    /// No method of a registry is longer than 17 characters.
    private static let methodBytesMax = 32

    private let limits: Limits
    private(set) var head = RequestHead()
    /// Bytes before this have been looked at.
    private var scanned = 0
    private var lineStart = 0
    private var hasRequestLine = false

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether nothing of the next head has been seen.
    var isAtStart: Bool { scanned == 0 }

    mutating func reset(reusing spare: consuming [HTTPFields.Entry]) {
        head.reset(reusing: spare)
        scanned = 0
        lineStart = 0
        hasRequestLine = false
    }

    /// The length of the head that `input` begins with; nil while it is incomplete. Call it again
    /// with the same bytes and more behind them: the outcome depends on the bytes alone, not on
    /// the pieces they came in.
    mutating func parse(_ input: Span<UInt8>) throws(HTTPServerError) -> Int? {
        let end = min(input.count, limits.headBytesMax)
        while let newline = input.firstIndex(of: 0x0A, in: scanned..<end) {
            // Said first, since in smaller pieces it is known before the line's end has come.
            if !hasRequestLine, isTooLong(newline - lineStart) { throw .longTarget }
            guard newline > lineStart, input[newline - 1] == 0x0D else {
                throw HTTPServerError(.malformed, "a line of the head ends in a bare line feed")
            }
            let line = lineStart..<newline - 1
            scanned = newline + 1
            lineStart = scanned
            if !hasRequestLine {
                try readRequestLine(input, line)
            } else if line.isEmpty {
                try finish(input)
                return scanned
            } else {
                try readField(input, line)
            }
        }
        scanned = max(scanned, end)
        if !hasRequestLine, isTooLong(end - lineStart) { throw .longTarget }
        if end == limits.headBytesMax {
            throw HTTPServerError(
                .headTooLarge, "the head is larger than \(limits.headBytesMax) bytes")
        }
        return nil
    }

    /// Of so many bytes of the request line, its carriage return perhaps among them.
    private func isTooLong(_ count: Int) -> Bool { count > limits.requestLineBytesMax + 1 }

    private mutating func readRequestLine(
        _ input: Span<UInt8>, _ line: Range<Int>
    ) throws(HTTPServerError) {
        hasRequestLine = true
        var index = line.lowerBound
        while index < line.upperBound, Token.contains(input[index]) { index += 1 }
        let method = line.lowerBound..<index
        guard !method.isEmpty, index < line.upperBound, input[index] == 0x20 else {
            throw HTTPServerError(.malformed, "the request line does not begin with a method")
        }
        guard method.count <= Self.methodBytesMax else { throw .unknownMethod }
        head.method = HTTPMethod(input.extracting(method))
        if head.method.rawValue == "CONNECT" { throw .unknownMethod }
        let targetStart = index + 1
        guard let space = input.firstIndex(of: 0x20, in: targetStart..<line.upperBound) else {
            throw HTTPServerError(.malformed, "the request line has no target and version")
        }
        try readVersion(input.extracting(space + 1..<line.upperBound))
        let target = TargetSpans(
            input.extracting(targetStart..<space), isOptions: head.method == .options)
        guard let target else {
            throw HTTPServerError(.malformed, "the request target is not a valid one")
        }
        head.target = target.shifted(by: targetStart)
    }

    private mutating func readVersion(_ version: Span<UInt8>) throws(HTTPServerError) {
        if version.isASCII("HTTP/1.1") { return }
        if version.isASCII("HTTP/1.0") {
            head.isHTTP10 = true
            // Keeping a 1.0 connection was never standard (RFC 9112 appendix C.2.2).
            head.keepsAlive = false
            return
        }
        guard version.count == 8, version.extracting(0..<5).isASCII("HTTP/"),
            (0x30...0x39).contains(version[5]), version[6] == 0x2E,
            (0x30...0x39).contains(version[7])
        else { throw HTTPServerError(.malformed, "the request line has no HTTP version") }
        throw HTTPServerError(.unsupportedVersion, "only HTTP/1.1 and HTTP/1.0 are spoken here")
    }

    private mutating func readField(
        _ input: Span<UInt8>, _ line: Range<Int>
    ) throws(HTTPServerError) {
        guard head.entries.count < limits.fieldsMax else {
            throw HTTPServerError(
                .headTooLarge, "the head has more than \(limits.fieldsMax) fields")
        }
        let entry = try FieldLine.read(input, line)
        head.entries.append(entry)
        try interpret(input, entry)
    }

    /// Takes note of the fields that say how the message is framed.
    private mutating func interpret(
        _ input: Span<UInt8>, _ entry: HTTPFields.Entry
    ) throws(HTTPServerError) {
        let name = input.extracting(entry.name)
        let value = input.extracting(entry.value)
        switch name.count {
        case 4 where name.isCaseless("host"):
            guard head.host == nil else {
                throw HTTPServerError(.malformed, "the request names more than one host")
            }
            guard HostRule.accepts(value) else {
                throw HTTPServerError(.malformed, "the host is not a valid one")
            }
            head.host = entry.value
        case 6 where name.isCaseless("expect"):
            guard value.isCaseless("100-continue") else {
                throw HTTPServerError(.expectationFailed, "only 100-continue can be expected")
            }
            head.expectsContinue = true
        case 10 where name.isCaseless("connection"):
            readConnection(value)
        case 14 where name.isCaseless("content-length"):
            guard head.contentLength == nil else {
                throw HTTPServerError(.malformed, "the request has more than one length")
            }
            head.contentLength = try FieldLine.length(value)
        case 17 where name.isCaseless("transfer-encoding"):
            guard !head.isChunked else {
                throw HTTPServerError(.malformed, "the request is encoded more than once")
            }
            guard value.isCaseless("chunked") else {
                throw HTTPServerError(.unsupportedCoding, "only chunked bodies are understood")
            }
            head.isChunked = true
        default: break
        }
    }

    private mutating func readConnection(_ value: Span<UInt8>) {
        var start = 0
        while start < value.count {
            let comma = value.firstIndex(of: 0x2C, in: start..<value.count) ?? value.count
            let option = value.extracting(FieldLine.trim(value, start..<comma))
            if option.isCaseless("close") { head.keepsAlive = false }
            if option.isCaseless("upgrade") { head.wantsUpgrade = true }
            start = comma + 1
        }
    }

    /// What can only be judged when the head is complete.
    private mutating func finish(_ input: Span<UInt8>) throws(HTTPServerError) {
        if head.host == nil, !head.isHTTP10 {
            throw HTTPServerError(.malformed, "the request names no host")
        }
        if head.isChunked, head.contentLength != nil {
            throw HTTPServerError(.malformed, "the request has both a length and a coding")
        }
        if head.isHTTP10 {
            guard !head.isChunked else {
                throw HTTPServerError(.malformed, "HTTP/1.0 has no chunked bodies")
            }
            head.expectsContinue = false
            head.wantsUpgrade = false
        }
        if let authority = head.target?.authority, let host = head.host {
            let isSame = input.extracting(authority).isCaselessEqual(to: input.extracting(host))
            guard isSame else {
                throw HTTPServerError(.malformed, "target and host name different servers")
            }
        }
        if !head.hasBody { head.expectsContinue = false }
    }
}

extension HTTPServerError {
    fileprivate static let longTarget = HTTPServerError(
        .targetTooLong, "the request line is too long")
    fileprivate static let unknownMethod = HTTPServerError(
        .unsupportedMethod, "the method is not one that can be served")
}

extension Span<UInt8> {
    fileprivate func isCaselessEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index].asciiLowercased != other[index].asciiLowercased {
            return false
        }
        return true
    }
}
