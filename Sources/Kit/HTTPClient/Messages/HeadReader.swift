/// Puts a response's head together from the lines that libcurl hands over, skipping interim
/// responses (1xx) and whatever follows the head.
struct HeadReader {
    struct Head: Hashable {
        let status: Int
        let headers: [ClientHeader]
    }

    /// No server we know sends a tenth of it.
    static let sizeMax = 256 << 10

    private var status: Int?
    private var headers: [ClientHeader] = []
    private var size = 0
    private var isComplete = false
    /// Whether a challenge is still to come that libcurl answers by itself.
    private var awaitsChallenge: Bool

    init(awaitsChallenge: Bool = false) {
        self.awaitsChallenge = awaitsChallenge
    }

    /// The head, once, with the empty line after it.
    mutating func push(_ line: some Collection<UInt8>) throws(ClientError) -> Head? {
        size += line.count
        guard size <= Self.sizeMax else {
            throw ClientError(.protocolViolation, "the head of the response is too large")
        }
        // Trailers of a chunked body come here too.
        guard !isComplete else { return nil }
        let text = line.trimmingLineEnd()
        if text.starts(with: "HTTP/".utf8) {
            try start(String(decoding: text, as: UTF8.self))
            return nil
        }
        guard !text.isEmpty else { return finish() }
        addHeader(text)
        return nil
    }

    private mutating func start(_ line: String) throws(ClientError) {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, let code = Int(parts[1]), (100..<1000).contains(code) else {
            throw ClientError(.protocolViolation, "the response has no status line")
        }
        status = code
        headers = []
    }

    private mutating func finish() -> Head? {
        guard let status, status >= 200 || status == 101 else { return nil }
        if awaitsChallenge, status == 401 {
            awaitsChallenge = false
            return nil
        }
        isComplete = true
        return Head(status: status, headers: headers)
    }

    private mutating func addHeader(_ line: ArraySlice<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        headers.append(
            ClientHeader(
                String(decoding: line[..<colon], as: UTF8.self),
                String(decoding: line[(colon + 1)...].trimmingSpaces(), as: UTF8.self)))
    }
}

extension Collection<UInt8> {
    fileprivate func trimmingLineEnd() -> ArraySlice<UInt8> {
        var bytes = Array(self)[...]
        while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
        return bytes
    }
}

extension ArraySlice<UInt8> {
    fileprivate func trimmingSpaces() -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 32 || byte == 9 }
        var bytes = drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }
}
