internal import CommandLine
internal import JSON

/// The settings in force with where each came from, for people and for scripts. Secrets are shown
/// by where they are kept, never by what they are.
package struct SettingsListing: Sendable {
    private let entries: [SettingsEntry]

    package init(_ settings: Settings) {
        entries = settings.entries
    }

    /// A settings file that would give the same settings, with the origins as comments.
    package var text: String {
        let lines = entries.map { (entry: $0, line: $0.line) }
        // Longer lines push their comment out instead of everybody's.
        let longestAligned = 48
        let width = lines.map(\.line.count).filter { $0 <= longestAligned }.max() ?? 0
        var text = ""
        var section = ""
        for (entry, line) in lines {
            if entry.key.section != section {
                section = entry.key.section
                text += "\(text.isEmpty ? "" : "\n")[\(section)]\n"
            }
            let padding = String(repeating: " ", count: max(0, width - line.count) + 2)
            text += "\(line)\(padding)# \(entry.originText)\n"
        }
        return text
    }

    /// One JSON object a line: `key`, `value`, `origin` and the `place` of it.
    package var jsonLines: String {
        entries.map { entry in
            let document: JSON = [
                "key": .string(entry.key.path), "value": entry.json,
                "origin": .string(entry.origin.kind),
                "place": entry.origin.place.map(JSON.string) ?? .null,
            ]
            return document.line + "\n"
        }.joined()
    }
}

extension SettingsEntry {
    private static let hidden = "‹redacted›"

    /// As a line of a settings file; a comment where no line can say it.
    fileprivate var line: String {
        switch text {
        case .none: "# \(key.name) ="
        case .hidden: "# \(key.shape.secret ?? key.name) = \(Self.hidden)"
        case .one(let text) where key.shape.literal == .string:
            "\(key.name) = \(SettingsDocument.Value.string(text))"
        case .one(let text): "\(key.name) = \(text)"
        case .many(let texts): "\(key.name) = \(SettingsDocument.Value.strings(texts))"
        }
    }

    fileprivate var originText: String {
        text == .none && origin == .default ? "not set" : origin.description
    }

    fileprivate var json: JSON {
        switch text {
        case .none: .null
        case .hidden: .string(Self.hidden)
        case .one(let text): key.shape.literal == .string ? .string(text) : Self.number(text)
        case .many(let texts): .array(texts.map(JSON.string))
        }
    }

    /// Numbers and truth values are written as JSON writes them.
    private static func number(_ text: String) -> JSON {
        do {
            return try JSON(parsing: Array(text.utf8))
        } catch {
            return .string(text)
        }
    }
}

extension Origin {
    fileprivate var kind: String {
        switch self {
        case .flag, .argument: "flag"
        case .environment: "environment"
        case .file: "file"
        case .default: "default"
        }
    }

    fileprivate var place: String? {
        switch self {
        case .flag(let name), .environment(let name): name
        case .file(let path, let line): "\(path):\(line)"
        case .argument, .default: nil
        }
    }
}
