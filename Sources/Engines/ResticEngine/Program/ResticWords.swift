internal import JSON
internal import Synchronization
internal import Values

/// A line that restic wrote. A line without an end comes in pieces.
struct ResticLine: Sendable {
    let bytes: [UInt8]
    let isError: Bool

    /// nil for what is no JSON object; restic mixes both.
    var message: JSON? {
        guard bytes.first == UInt8(ascii: "{") else { return nil }
        do throws(JSONError) {
            return try JSON(parsing: bytes)
        } catch {
            return nil
        }
    }
}

/// The last of what restic said to people, so that its failure can be told in its own words.
/// Bounded whatever it writes.
final class ResticWords: Sendable {
    private static let linesMax = 50
    private static let lengthMax = 600

    private let kept = Mutex<[String]>([])

    func append(_ line: ResticLine) {
        // What goes to standard output is an answer, as a rule; only failures are wanted of it.
        let text = Self.text(of: line)
        guard let text, line.isError || text.hasPrefix("Fatal") else { return }
        kept.withLock { lines in
            if lines.count == Self.linesMax { lines.removeFirst() }
            lines.append(text)
        }
    }

    var lines: [String] { kept.withLock(\.self) }

    /// Since 0.17 a failure comes as JSON where JSON was asked for.
    private static func text(of line: ResticLine) -> String? {
        guard line.bytes.count <= ResticProcess.lineMax / 16 else { return nil }
        if line.isError, let message = line.message {
            guard message["message_type"]?.text == "exit_error" else { return nil }
            return message["message"]?.text.map(shortened)
        }
        let text = shortened(String(decoding: line.bytes, as: UTF8.self))
        return text.isEmpty ? nil : text
    }

    private static func shortened(_ text: String) -> String {
        let cleaned = text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }
        var line = String(String.UnicodeScalarView(cleaned))
        while line.last == " " { line.removeLast() }
        return line.utf8.count <= lengthMax ? line : "\(line.prefix(lengthMax / 4))…"
    }
}
