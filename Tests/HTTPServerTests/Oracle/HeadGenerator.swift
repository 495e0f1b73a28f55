import TestSupport

/// Makes request heads: well-formed ones of many shapes, and a third of them damaged.
struct HeadGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var lines = [requestLine()]
        if chance(98) { lines.append("Host: " + (chance(94) ? "a.test" : pick(Self.hosts))) }
        for _ in 0..<Int.random(in: 0...10, using: &random) { lines.append(field()) }
        if chance(25) { lines.append(chance(70) ? "Content-Length: 12" : pick(Self.framing)) }
        if chance(2) { lines.append(pick(Self.framing)) }
        if chance(2) { lines.append("Host: b.test") }
        lines.shuffle(from: 1, using: &random)
        var head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        if chance(35) {
            for _ in 0..<Int.random(in: 1...3, using: &random) { damage(&head) }
        }
        return head
    }

    private mutating func requestLine() -> String {
        let version = chance(94) ? "HTTP/1.1" : pick(Self.versions)
        let method = chance(70) ? "GET" : pick(Self.methods)
        return "\(method) \(target()) \(version)"
    }

    private mutating func target() -> String {
        if chance(6) { return pick(Self.oddTargets) }
        var target = ""
        for _ in 0..<Int.random(in: 1...5, using: &random) { target += "/" + word(0...12) }
        if chance(40) { target += "?" + word(0...20) + "=" + word(0...20) }
        return target
    }

    private mutating func field() -> String {
        let name = chance(50) ? pick(Self.names) : word(1...20)
        let blank = chance(80) ? " " : pick(["", "  ", "\t", " \t "])
        let tail = chance(90) ? "" : pick([" ", "\t", "  "])
        var value = chance(85) ? word(0...40) : pick(Self.values)
        if chance(20) { value += " " + word(1...10) }
        return "\(name):\(blank)\(value)\(tail)"
    }

    private mutating func word(_ length: ClosedRange<Int>) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-._~")
        let count = Int.random(in: length, using: &random)
        return String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" })
    }

    /// Changes a head where it hurts.
    private mutating func damage(_ head: inout [UInt8]) {
        guard !head.isEmpty else { return }
        let position = Int.random(in: 0..<head.count, using: &random)
        switch Int.random(in: 0..<9, using: &random) {
        case 0: head[position] = pick(Self.bytes)
        case 1: head.insert(pick(Self.bytes), at: position)
        case 2: head.remove(at: position)
        case 3: head.insert(contentsOf: pick(Self.pieces).utf8, at: position)
        case 4: edge(of: 0x3A, in: head).map { head.insert(pick([0x20, 0x09, 0x00]), at: $0) }
        case 5: edge(of: 0x0D, in: head).map { _ = head.remove(at: $0) }
        case 6: edge(of: 0x0A, in: head).map { head.insert(pick([0x20, 0x09]), at: $0 + 1) }
        case 7: edge(of: 0x20, in: head).map { head[$0] = pick([0x09, 0x0B, 0x0C, 0x0D, 0xA0]) }
        default: head.removeSubrange(position..<min(head.count, position + 4))
        }
    }

    private mutating func edge(of byte: UInt8, in head: [UInt8]) -> Int? {
        head.indices.filter { head[$0] == byte }.randomElement(using: &random)
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    private static let methods = [
        "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND",
        "get", "M-SEARCH", "CONNECT", "!#$%&'*+", "X",
    ]
    private static let versions = [
        "HTTP/1.0", "HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "http/1.1", "HTTP/11",
        "HTTP/1.", "HTTP/1.1 ", "HTTPS/1.1", "",
    ]
    private static let oddTargets = [
        "*", "/", "//", "/%20", "/%zz", "/a#b", "/a?b?c", "http://a.test/", "http://a.test",
        "https://other.test/x", "a.test:80", "/a b", "/ä", "/\"", "/a|b", "/[x]", "/{x}", "",
        "http:///x", "ftp://a.test/", "/a\\b", "http://u@a.test/",
    ]
    private static let hosts = [
        "a.test", "a.test", "a.test:8080", "127.0.0.1:1", "[::1]:9876", "", "a b", "a.test:",
        "a.test:x", "u@a.test", "a/b", "a.test, b.test", "a.test:999999",
    ]
    private static let framing = [
        "Content-Length: 0", "Content-Length: 12", "Content-Length: 007", "Content-Length: +1",
        "Content-Length: 1, 1", "Content-Length: -1", "Content-Length: 1 2",
        "Content-Length: 99999999999999999999", "Content-Length:", "Transfer-Encoding: chunked",
        "Transfer-Encoding: Chunked", "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity", "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: xchunked", "Expect: 100-continue", "Expect: 200-ok",
        "Connection: close", "Connection: keep-alive, Upgrade",
    ]
    private static let names = [
        "Accept", "User-Agent", "Cookie", "X-Forwarded-For", "content-type", "IF-NONE-MATCH",
        "Content_Length", "Upgrade", "Range",
    ]
    private static let values = [
        "", ",", "\"quoted, text\"", "a;b=c", "ünïcödé", "(comment)", "a\tb", ": :", "\\",
    ]
    private static let bytes: [UInt8] = [
        0x00, 0x01, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1F, 0x20, 0x22, 0x23, 0x28, 0x2C, 0x2F,
        0x3A, 0x3B, 0x40, 0x5B, 0x5C, 0x7B, 0x7F, 0x80, 0x85, 0xA0, 0xFF,
    ]
    private static let pieces = [
        "\r\n", "\n", "\r", "\r\n\r\n", "\r\n ", "\n\n", " HTTP/1.1", "Host: c.test\r\n",
        "\r\nContent-Length: 3\r\n", "\r\nTransfer-Encoding: chunked\r\n", "\r\n:x\r\n", "\0",
    ]
}

extension [String] {
    fileprivate mutating func shuffle(from start: Int, using random: inout SeededGenerator) {
        self = Array(self[..<start]) + self[start...].shuffled(using: &random)
    }
}
