/// One event of a `text/event-stream` (the HTML standard, section 9.2).
package struct ServerSentEvent: Hashable, Sendable {
    /// What the client says in `Last-Event-ID` when it comes back.
    package let id: String?
    /// What it listens for; `message` where there is none.
    package let name: String?
    package let data: String

    package init(id: String? = nil, name: String? = nil, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    /// As it is sent. A line end in the data starts a new line of data; in an id or a name, where
    /// it would start a field of its own, it becomes a space.
    package var bytes: [UInt8] {
        var text = ""
        if let id { text += "id: \(Self.oneLine(id))\n" }
        if let name { text += "event: \(Self.oneLine(name))\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd) {
            text += "data: \(line)\n"
        }
        return Array((text + "\n").utf8)
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isLineEnd || $0 == "\0" ? " " : $0 })
    }
}

extension Character {
    /// The three line ends of the format; `\r\n` is one character in Swift.
    fileprivate var isLineEnd: Bool { self == "\n" || self == "\r" || self == "\r\n" }
}

extension HTTPRequest {
    /// The last event that a client saw which comes back.
    package var lastEventID: String? { fields["Last-Event-ID"] }
}
