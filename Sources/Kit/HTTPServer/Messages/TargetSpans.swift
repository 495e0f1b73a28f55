/// Where path and query lie in a request target that has passed the rules of
/// RFC 9112 section 3.2 and RFC 3986.
struct TargetSpans: Hashable, Sendable {
    var path: Range<Int>
    /// Without the `?`; empty at the path's end when there is none.
    var query: Range<Int>
    var hasQuery: Bool
    /// Of a target in absolute form.
    var authority: Range<Int>?

    /// Nil where the target is in no form we serve: origin form, absolute form with `http` or
    /// `https`, and `*` for OPTIONS. The authority form belongs to CONNECT, which we refuse.
    init?(_ target: Span<UInt8>, isOptions: Bool) {
        guard target.count > 0 else { return nil }
        var start = 0
        authority = nil
        if target[0] != UInt8(ascii: "/") {
            if target.count == 1, target[0] == UInt8(ascii: "*"), isOptions {
                path = 0..<1
                query = 1..<1
                hasQuery = false
                return
            }
            guard let found = Self.authority(of: target) else { return nil }
            authority = found
            start = found.upperBound
            // `http://host` means `/`, and we have no bytes that say so: the client must.
            guard start < target.count, target[start] == UInt8(ascii: "/") else { return nil }
        }
        var end = target.count
        hasQuery = false
        var index = start
        while index < target.count {
            let byte = target[index]
            if URICharacter.isPlain(byte) {
                index += 1
            } else if byte == UInt8(ascii: "?") {
                if !hasQuery { end = index }
                hasQuery = true
                index += 1
            } else if byte == UInt8(ascii: "%"), index + 2 < target.count,
                target[index + 1].hexValue != nil, target[index + 2].hexValue != nil
            {
                index += 3
            } else {
                return nil
            }
        }
        path = start..<end
        query = hasQuery ? end + 1..<target.count : end..<end
    }

    private static func authority(of target: Span<UInt8>) -> Range<Int>? {
        var start = 0
        for scheme in ["http://", "https://"] where hasPrefix(target, scheme) {
            start = scheme.utf8.count
        }
        guard start > 0 else { return nil }
        var end = start
        while end < target.count, target[end] != UInt8(ascii: "/") { end += 1 }
        guard HostRule.accepts(target.extracting(start..<end)) else { return nil }
        return start..<end
    }

    private static func hasPrefix(_ target: Span<UInt8>, _ prefix: String) -> Bool {
        guard target.count >= prefix.utf8.count else { return false }
        var index = 0
        for byte in prefix.utf8 {
            guard target[index].asciiLowercased == byte else { return false }
            index += 1
        }
        return true
    }
}

extension TargetSpans {
    /// The same spans in a buffer where the target begins at `offset`.
    func shifted(by offset: Int) -> TargetSpans {
        var moved = self
        moved.path = path.shifted(by: offset)
        moved.query = query.shifted(by: offset)
        moved.authority = authority?.shifted(by: offset)
        return moved
    }
}

extension Range<Int> {
    fileprivate func shifted(by offset: Int) -> Range<Int> {
        lowerBound + offset..<upperBound + offset
    }
}

/// Characters of RFC 3986.
enum URICharacter {
    // Letters, digits, `-._~`, `!$&'()*+,;=`, `:@/`: what a path or query may hold as it is.
    private static let low: UInt64 = 0x2FFF_FFD2_0000_0000
    private static let high: UInt64 = 0x47FF_FFFE_87FF_FFFF

    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        if byte < 64 { return low >> UInt64(byte) & 1 == 1 }
        return byte < 128 && high >> UInt64(byte & 63) & 1 == 1
    }
}

/// `uri-host [ ":" port ]` of RFC 9110 section 7.2, never empty and never with user information.
enum HostRule {
    static func accepts(_ host: Span<UInt8>) -> Bool {
        var index = 0
        if host.count > 0, host[0] == UInt8(ascii: "[") {
            index = 1
            while index < host.count,
                host[index].hexValue != nil || host[index] == 0x3A
                    || host[index] == 0x2E
            { index += 1 }
            guard index > 3, index < host.count, host[index] == UInt8(ascii: "]") else {
                return false
            }
            index += 1
        } else {
            while index < host.count, isName(host[index]) { index += 1 }
            guard index > 0 else { return false }
        }
        guard index < host.count else { return true }
        guard host[index] == UInt8(ascii: ":") else { return false }
        let digits = host.count - index - 1
        guard digits <= 5 else { return false }
        for position in index + 1..<host.count where !(0x30...0x39).contains(host[position]) {
            return false
        }
        return true
    }

    @inline(__always)
    private static func isName(_ byte: UInt8) -> Bool {
        // No `:`, `@` and `/`, which end a name, and no `%`: host names are ASCII by now.
        URICharacter.isPlain(byte) && byte != 0x3A && byte != 0x40 && byte != 0x2F
    }
}
