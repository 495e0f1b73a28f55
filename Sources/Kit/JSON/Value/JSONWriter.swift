/// Writes JSON into a buffer, member by member; nothing is built up first.
///
///     writer.beginObject()
///     writer.key("items")
///     writer.beginArray()
///     for try await run in runs {
///         Run.schema.write(run, to: &writer)
///         if writer.count > 32_768 { try await body.write(writer.takeBytes()) }
///     }
///
/// Commas come by themselves. That keys and values alternate is the caller's to see to.
package struct JSONWriter: Sendable {
    package enum Style: Sendable {
        case compact
        /// Keys sorted by their bytes, for content hashes: equal values give equal bytes.
        case canonical
        /// Whatever a terminal would act upon or not show is escaped, for log lines.
        case visible
    }

    private var bytes: [UInt8] = []
    private let style: Style
    private var needsComma = false

    package init(_ style: Style = .compact) {
        self.style = style
    }

    /// Bytes written and not yet taken.
    package var count: Int { bytes.count }

    /// What was written so far. The writer goes on where it is, mid-list too.
    package mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    package mutating func key(_ key: String) {
        value(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func null() { word("null") }
    package mutating func value(_ value: Bool) { word(value ? "true" : "false") }

    package mutating func value(_ value: some FixedWidthInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// The shortest digits that read back as the same number. What JSON cannot say is `null`.
    package mutating func value(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    package mutating func value(_ text: String) {
        separate()
        if style == .visible {
            JSONText.appendVisible(text, to: &bytes)
        } else {
            JSONText.append(text, to: &bytes)
        }
    }

    package mutating func value(_ json: JSON) {
        switch json {
        case .null: null()
        case .bool(let value): self.value(value)
        case .integer(let value): self.value(value)
        case .unsigned(let value): self.value(value)
        case .number(let value): self.value(value)
        case .string(let value): self.value(value)
        case .array(let elements):
            beginArray()
            for element in elements { value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in ordered(object.members) {
                key(member.key)
                value(member.value)
            }
            endObject()
        }
    }

    private func ordered(_ members: [JSONObject.Member]) -> [JSONObject.Member] {
        guard style == .canonical else { return members }
        return members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func word(_ word: StaticString) {
        separate()
        word.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }
}

extension JSON {
    /// The whole value as bytes.
    package func bytes(_ style: JSONWriter.Style = .compact) -> [UInt8] {
        var writer = JSONWriter(style)
        writer.value(self)
        return writer.takeBytes()
    }
}

extension JSON {
    /// The whole value on one line for a terminal, without an end of line.
    package var line: String { String(decoding: bytes(.visible), as: UTF8.self) }
}

extension JSON: CustomStringConvertible {
    package var description: String { String(decoding: bytes(), as: UTF8.self) }
}
