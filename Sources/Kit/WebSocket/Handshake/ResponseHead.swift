/// A server's answer to the handshake: as much of HTTP as a client of WebSockets has to read.
struct ResponseHead {
    /// A proxy's refusal may carry cookies; more than this is no answer to a handshake.
    static let bytesMax = 16 << 10

    let status: Int
    private let fields: [(name: String, value: String)]

    /// Reads a complete head, without the empty line at its end.
    init(_ bytes: ArraySlice<UInt8>) throws(WebSocketError) {
        let malformed = WebSocketError(.refused, "the server does not answer in HTTP/1.1")
        guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed }
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1", words[1].utf8.count == 3,
            let status = Int(words[1])
        else { throw malformed }
        self.status = status
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, !parts[0].contains(" "), !line.utf8.contains(0x0A) else {
                throw malformed
            }
            let blanks = parts[1].drop { $0 == " " || $0 == "\t" }.reversed()
            let value = String(blanks.drop { $0 == " " || $0 == "\t" }.reversed())
            fields.append((parts[0].lowercased(), value))
        }
        self.fields = fields
    }

    func value(of name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Checks that the server has agreed to what was asked (RFC 6455 section 4.1), and returns the
    /// subprotocol it chose.
    func requireAgreement(key: String, subprotocols: [String]) throws(WebSocketError) -> String? {
        guard status == 101 else {
            throw WebSocketError(
                .refused, "the server refuses a WebSocket with status \(status)", status: status)
        }
        let options = value(of: "connection")?.lowercased().split(separator: ",") ?? []
        guard value(of: "upgrade")?.lowercased() == "websocket",
            options.contains(where: { $0.split(separator: " ") == ["upgrade"] }),
            value(of: "sec-websocket-accept") == WebSocketKey.answer(to: key)
        else { throw WebSocketError(.refused, "the server's handshake is not a WebSocket's") }
        guard value(of: "sec-websocket-extensions") == nil else {
            throw WebSocketError(.refused, "the server insists on an extension nobody asked for")
        }
        let chosen = value(of: "sec-websocket-protocol")
        guard chosen.map(subprotocols.contains) ?? true else {
            throw WebSocketError(.refused, "the server insists on a protocol nobody asked for")
        }
        return chosen
    }
}
