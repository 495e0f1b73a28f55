/// Header fields in the order they came, compared by name without regard to case.
///
/// All fields share one buffer of bytes with a list of where each name and value lies in it; a
/// request keeps the bytes it arrived as, a response the bytes it will be sent as. Strings are made
/// when somebody asks for one.
package struct HTTPFields: Sendable {
    struct Entry: Sendable {
        let nameStart: UInt32
        let nameEnd: UInt32
        let valueStart: UInt32
        let valueEnd: UInt32

        var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    /// Of a request: its head, from the request line on. Of others: complete lines of fields.
    var bytes: [UInt8] = []
    var entries: [Entry] = []

    package init() {}

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    /// The first value of that name; setting it replaces every field of the name.
    package subscript(name: HTTPFieldName) -> String? {
        get { index(of: name).map { value(at: $0) } }
        set {
            remove(name)
            if let newValue { append(name, newValue) }
        }
    }

    package func contains(_ name: HTTPFieldName) -> Bool { index(of: name) != nil }

    /// Every value of that name, in order.
    package func values(of name: HTTPFieldName) -> [String] {
        var values: [String] = []
        for index in entries.indices where isName(name, at: index) {
            values.append(value(at: index))
        }
        return values
    }

    /// The members of a comma-separated list field, over all its lines, without empty ones.
    package func list(of name: HTTPFieldName) -> [String] {
        values(of: name).flatMap { value in
            value.split(separator: ",").compactMap { member in
                let trimmed = member.trimmingBlanks
                return trimmed.isEmpty ? nil : String(trimmed)
            }
        }
    }

    /// Lends the bytes of the first value of that name; nil when there is none.
    package func withValue<Result>(
        of name: HTTPFieldName, _ body: (Span<UInt8>) -> Result
    ) -> Result? {
        guard let index = index(of: name) else { return nil }
        return body(bytes.span.extracting(entries[index].value))
    }

    /// Adds a field after those there are. Control characters in `value`, line breaks among them,
    /// become spaces: no value can start a field of its own.
    package mutating func append(_ name: HTTPFieldName, _ value: String) {
        append(name, bytes: value.utf8)
    }

    mutating func append(_ name: HTTPFieldName, bytes value: some Sequence<UInt8>) {
        if bytes.isEmpty {
            // Most answers have a handful of fields: growing by doubling would copy each thrice.
            bytes.reserveCapacity(256)
            entries.reserveCapacity(8)
        }
        let nameStart = bytes.count
        bytes.append(contentsOf: name.description.utf8)
        let nameEnd = bytes.count
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        let valueStart = bytes.count
        bytes.append(contentsOf: value)
        let valueEnd = bytes.count
        for index in valueStart..<valueEnd
        where bytes[index] < 0x20 && bytes[index] != 0x09 || bytes[index] == 0x7F {
            bytes[index] = 0x20
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
        entries.append(
            Entry(
                nameStart: UInt32(nameStart), nameEnd: UInt32(nameEnd),
                valueStart: UInt32(valueStart), valueEnd: UInt32(valueEnd)))
    }

    /// Removes every field of that name.
    package mutating func remove(_ name: HTTPFieldName) {
        guard contains(name) else { return }
        var kept = HTTPFields()
        for index in entries.indices where !isName(name, at: index) {
            kept.append(HTTPFieldName(self.name(at: index)), bytes: bytes[entries[index].value])
        }
        self = kept
    }

    func name(at index: Int) -> String {
        String(decoding: bytes[entries[index].name], as: UTF8.self)
    }

    func value(at index: Int) -> String {
        String(decoding: bytes[entries[index].value], as: UTF8.self)
    }

    private func index(of name: HTTPFieldName) -> Int? {
        for index in entries.indices where isName(name, at: index) { return index }
        return nil
    }

    private func isName(_ name: HTTPFieldName, at index: Int) -> Bool {
        let range = entries[index].name
        guard range.count == name.lowercased.utf8.count else { return false }
        var position = range.lowerBound
        for byte in name.lowercased.utf8 {
            guard bytes[position].asciiLowercased == byte else { return false }
            position += 1
        }
        return true
    }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (HTTPFieldName, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}

extension HTTPFields: RandomAccessCollection {
    package typealias Element = (name: String, value: String)

    package var startIndex: Int { 0 }
    package var endIndex: Int { entries.count }

    package subscript(position: Int) -> Element {
        (name(at: position), value(at: position))
    }
}

extension StringProtocol {
    /// Without the spaces and tabs around it (RFC 9110 calls them optional white space).
    package var trimmingBlanks: SubSequence {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !isBlank($0) }),
            let last = lastIndex(where: { !isBlank($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
