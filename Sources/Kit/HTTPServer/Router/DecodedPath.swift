/// A request's path as the trie looks at it: the very bytes of the request where nothing in it is
/// encoded, which is nearly always.
struct DecodedPath {
    private let request: HTTPRequest
    /// Nil where the path needed no decoding. An encoded slash, which belongs to its segment,
    /// stands here as a zero, which no path may hold.
    private let decoded: [UInt8]?

    fileprivate init(_ request: HTTPRequest, decoded: [UInt8]?) {
        self.request = request
        self.decoded = decoded
    }

    func match(in trie: RouteTrie) -> RouteTrie.Match? {
        withBytes { trie.match($0) }
    }

    func isMatchedWithoutTrailingSlash(in trie: RouteTrie) -> Bool {
        withBytes { path in
            guard path.count > 2, path[path.count - 1] == UInt8(ascii: "/") else { return false }
            return trie.match(path.extracting(0..<path.count - 1)) != nil
        }
    }

    func values(of match: RouteTrie.Match) -> [String] {
        guard !match.parameters.isEmpty else { return [] }
        return withBytes { path in
            match.parameters.map { range in
                var bytes: [UInt8] = []
                bytes.reserveCapacity(range.count)
                for index in range {
                    bytes.append(path[index] == 0 ? UInt8(ascii: "/") : path[index])
                }
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    private func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        if let decoded { return body(decoded.span) }
        return request.withPath(body)
    }
}

extension HTTPRequest {
    func decodedPath() throws(Problem) -> DecodedPath {
        let isPlain = withPath { path in
            for index in path.indices {
                if path[index] == UInt8(ascii: "%") { return false }
                // A dot segment perhaps: `segments` knows.
                if path[index] == UInt8(ascii: "."), index > 0,
                    path[index - 1] == UInt8(ascii: "/")
                {
                    return false
                }
            }
            return true
        }
        if isPlain { return DecodedPath(self, decoded: nil) }
        guard let segments else {
            throw Problem(.badRequest, "malformed_path", "The path is not readable.")
        }
        var decoded: [UInt8] = []
        for segment in segments {
            decoded.append(UInt8(ascii: "/"))
            for byte in segment.utf8 { decoded.append(byte == UInt8(ascii: "/") ? 0 : byte) }
        }
        return DecodedPath(self, decoded: decoded)
    }
}
