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
        bytes.append(UInt8(ascii: "\""))
        if style == .visible {
            writeVisible(text)
        } else {
            writeEscaped(text)
        }
        bytes.append(UInt8(ascii: "\""))
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

    private mutating func writeEscaped(_ text: String) {
        let characters = text.utf8
        guard characters.contains(where: Self.needsEscape) else {
            bytes.append(contentsOf: characters)
            return
        }
        for character in characters {
            if Self.needsEscape(character) {
                writeEscape(UInt16(character))
            } else {
                bytes.append(character)
            }
        }
    }

    private static func needsEscape(_ character: UInt8) -> Bool {
        character < 0x20 || character == UInt8(ascii: "\"") || character == UInt8(ascii: "\\")
    }

    private mutating func writeVisible(_ text: String) {
        for scalar in text.unicodeScalars {
            if scalar.isASCII, Self.needsEscape(UInt8(scalar.value)) || scalar.value == 0x7F {
                writeEscape(UInt16(scalar.value))
            } else if scalar.isInvisible {
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    writeEscape(unit)
                }
            } else {
                bytes.append(
                    contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    private mutating func writeEscape(_ unit: UInt16) {
        bytes.append(UInt8(ascii: "\\"))
        switch unit {
        case 0x22, 0x5C: bytes.append(UInt8(unit))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(UInt8(ascii: "u"))
            for shift in [12, 8, 4, 0] as [UInt16] {
                let digit = UInt8(unit >> shift & 15)
                bytes.append(digit < 10 ? digit + 48 : digit + 87)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Acts upon a terminal or hides: control and format characters (among them those that turn
    /// the direction of writing), separators of lines, private use.
    package var isInvisible: Bool {
        guard value > 0x7E else { return value < 0x20 }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            return true
        default: return false
        }
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

extension JSON: CustomStringConvertible {
    package var description: String { String(decoding: bytes(), as: UTF8.self) }
}
