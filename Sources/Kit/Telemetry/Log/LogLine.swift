internal import JSON
internal import Values

/// How important a line is.
package enum LogLevel: String, Hashable, Sendable, CaseIterable, Comparable {
    case debug, info, warning, error

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }

    package static func < (a: LogLevel, b: LogLevel) -> Bool { a.rank < b.rank }
}

/// How lines are written.
package enum LogFormat: String, Hashable, Sendable, CaseIterable {
    /// `2026-11-21T03:46:29.042Z info request method=GET path=/runs`
    case text
    /// One JSON object a line.
    case json
}

/// One line while it is being written. Whatever could end a line, forge one or act upon a terminal
/// is escaped, so a line is a line whatever its values are.
package struct LogLine: Sendable {
    /// A value that is longer is cut: no single line fills the log.
    static let valueBytesMax = 4096

    private(set) var bytes: [UInt8] = []
    private let format: LogFormat

    /// The fields alone, for a logger's context.
    init(fieldsIn format: LogFormat) {
        self.format = format
    }

    init(
        _ format: LogFormat, at moment: Timestamp, _ level: LogLevel, _ message: StaticString,
        context: [UInt8]
    ) {
        self.format = format
        bytes.reserveCapacity(256)
        switch format {
        case .text:
            append(moment)
            append(" ")
            bytes.append(contentsOf: level.rawValue.utf8)
            append(" ")
            append(message)
        case .json:
            append("{\"time\":\"")
            append(moment)
            append("\",\"level\":\"")
            bytes.append(contentsOf: level.rawValue.utf8)
            append("\",\"message\":\"")
            append(message)
            append("\"")
        }
        bytes.append(contentsOf: context)
    }

    mutating func end() {
        if format == .json { append("}") }
        append("\n")
    }

    package mutating func add(_ name: StaticString, _ value: some Loggable) {
        add(name, value.logged)
    }

    package mutating func add(_ name: StaticString, _ value: LogValue) {
        append(name: name)
        switch value {
        case .text(let text): append(text: text)
        case .integer(let number): append(number)
        case .number(let number):
            // Infinity and not-a-number are no numbers in JSON.
            bytes.append(contentsOf: (number.isFinite ? "\(number)" : "null").utf8)
        case .flag(let flag): append(flag ? "true" : "false")
        }
    }

    /// Text and whole numbers are what every request logs: without the detour through a value.
    package mutating func add(_ name: StaticString, _ text: String) {
        append(name: name)
        append(text: text)
    }

    package mutating func add(_ name: StaticString, _ number: Int) {
        append(name: name)
        append(Int64(number))
    }

    /// A value of ours that needs no escaping, without a string being made.
    package mutating func add(_ name: StaticString, _ word: StaticString) {
        append(name: name)
        if format == .json { append("\"") }
        append(word)
        if format == .json { append("\"") }
    }

    /// Text that is still bytes, as the path of a request is.
    package mutating func add(_ name: StaticString, utf8 text: borrowing Span<UInt8>) {
        append(name: name)
        var isPlain = text.count > 0 && text.count <= Self.valueBytesMax
        for index in text.indices where !Self.isPlain(text[index]) { isPlain = false }
        guard isPlain else {
            var copy: [UInt8] = []
            for index in text.indices { copy.append(text[index]) }
            return append(text: String(decoding: copy, as: UTF8.self))
        }
        if format == .json { append("\"") }
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        if format == .json { append("\"") }
    }

    private mutating func append(name: StaticString) {
        switch format {
        case .text:
            append(" ")
            append(name)
            append("=")
        case .json:
            append(",\"")
            append(name)
            append("\":")
        }
    }

    private mutating func append(text: String) {
        let characters = text.utf8
        if characters.count > Self.valueBytesMax {
            let cut = String(decoding: characters.prefix(Self.valueBytesMax), as: UTF8.self)
            return JSONText.appendVisible(cut + "…", to: &bytes)
        }
        let isPlain = !characters.isEmpty && characters.allSatisfy(Self.isPlain)
        if isPlain, format == .text {
            bytes.append(contentsOf: characters)
        } else if isPlain {
            append("\"")
            bytes.append(contentsOf: characters)
            append("\"")
        } else {
            JSONText.appendVisible(text, to: &bytes)
        }
    }

    /// Needs neither quotation marks in text nor escapes in JSON.
    private static func isPlain(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "="): false
        default: (0x21...0x7E).contains(character)
        }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ number: Int64) {
        if number < 0 { append("-") }
        append(digitsOf: number.magnitude)
    }

    private mutating func append(digitsOf number: UInt64) {
        if number >= 10 { append(digitsOf: number / 10) }
        bytes.append(48 + UInt8(truncatingIfNeeded: number % 10))
    }

    /// As `Timestamp.description`, without its intermediate strings: every line has one.
    private mutating func append(_ moment: Timestamp) {
        let date = CalendarDate(secondsSince1970: moment.seconds)
        append(date.year, width: 4)
        append("-")
        append(date.month, width: 2)
        append("-")
        append(date.day, width: 2)
        append("T")
        append(date.hour, width: 2)
        append(":")
        append(date.minute, width: 2)
        append(":")
        append(date.second, width: 2)
        append(".")
        append(Int(moment.milliseconds - moment.seconds * 1000), width: 3)
        append("Z")
    }

    private mutating func append(_ number: Int, width: Int) {
        var divisor = width == 4 ? 1000 : width == 3 ? 100 : 10
        while divisor > 0 {
            bytes.append(48 + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
