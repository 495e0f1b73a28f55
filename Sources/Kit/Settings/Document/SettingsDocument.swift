/// The content of a settings file: `key = value` lines below `[section]` lines.
///
/// The language is a part of TOML 1.0 (https://toml.io): comments, sections with plain names, plain
/// keys, strings on one line, whole numbers, booleans and lists of strings. The rest of TOML is
/// refused with a sentence of its own.
package struct SettingsDocument: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case string(String)
        case integer(Int64)
        case boolean(Bool)
        case strings([String])
    }

    package struct Entry: Hashable, Sendable {
        /// Empty above the first section.
        package let section: String
        package let key: String
        package let value: Value
        package let line: Int
    }

    package struct Section: Hashable, Sendable {
        package let name: String
        package let line: Int
    }

    /// In the order of the file; no section has a key twice.
    package private(set) var entries: [Entry] = []
    package private(set) var sections: [Section] = []
    private var lines: [Name: Int] = [:]

    private struct Name: Hashable {
        let section: String
        let key: String
    }

    package init() {}

    /// Reads a file of at most `DocumentReader.longestFile` bytes.
    package init(_ bytes: [UInt8]) throws(DocumentError) {
        var reader = try DocumentReader(bytes)
        self = try reader.document()
    }

    mutating func begin(_ name: String, at line: Int) throws(DocumentError) {
        let first = sections.first { $0.name == name }?.line ?? lines[Name(section: "", key: name)]
        if let first {
            throw DocumentError(.duplicate, line, "'\(name)' is already used in line \(first).")
        }
        sections.append(Section(name: name, line: line))
    }

    mutating func add(_ key: String, _ value: Value, at line: Int) throws(DocumentError) {
        let section = sections.last?.name ?? ""
        if let first = lines.updateValue(line, forKey: Name(section: section, key: key)) {
            throw DocumentError(.duplicate, line, "\(key) is already set in line \(first).")
        }
        entries.append(Entry(section: section, key: key, value: value, line: line))
    }
}

/// What is wrong with a settings file, and in which line.
package struct DocumentError: Error, Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// It is not TOML.
        case malformed
        /// It is TOML, but of the parts that settings do without.
        case unsupported
        case duplicate
        case tooLong
    }

    package let kind: Kind
    package let line: Int
    /// One sentence.
    package let message: String

    init(_ kind: Kind, _ line: Int, _ message: String) {
        self.kind = kind
        self.line = line
        self.message = message
    }
}
