internal import CommandLine
internal import Settings
internal import Values

/// A settings file that is read is written and read again as the same settings, and so are values
/// with units.
package func fuzzSettings(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    if let span = Duration(text) {
        precondition(Duration(span.text) == span, "duration \(span)")
    }
    if let size = ByteCount(text: text) {
        precondition(ByteCount(text: size.exactText) == size, "size \(size.bytes)")
    }
    precondition(!quoted(text).contains("\n"), "a quotation is one line")
    guard let document = try? SettingsDocument(input) else {
        return  // Refused, as most inputs are.
    }
    guard let again = try? SettingsDocument(Array(document.description.utf8)) else {
        preconditionFailure("unreadable: \(document)")
    }
    precondition(again.sections.map(\.name) == document.sections.map(\.name), "sections")
    precondition(again.entries.count == document.entries.count, "entries")
    for (a, b) in zip(again.entries, document.entries) {
        precondition((a.section, a.key) == (b.section, b.key) && a.value == b.value, "\(b)")
    }
}
