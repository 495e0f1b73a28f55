internal import Values

/// One way to the file key, as it stands in a header. Kinds that are not known here are kept and
/// passed over, as the format demands.
package struct AgeStanza: Hashable, Sendable {
    /// A line of a body holds 48 bytes in 64 letters.
    static let lineLength = 64
    /// A file key and its tag, in every kind that is known here.
    static let wrappedKeySize = AgeFileKey.byteCount + ChaCha20Poly1305.tagSize

    /// The kind, then what it needs; each of one or more visible ASCII letters.
    package let arguments: [String]
    package let body: [UInt8]

    package var kind: String { arguments[0] }

    init(_ arguments: [String], body: [UInt8]) {
        self.arguments = arguments
        self.body = body
    }

    /// Reads the first line, `-> kind argument…`; nil where it is not one.
    static func arguments(inLine line: ArraySlice<UInt8>) -> [String]? {
        guard line.starts(with: "-> ".utf8) else { return nil }
        var arguments: [String] = []
        for word in line.dropFirst(3).split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        {
            guard !word.isEmpty, word.allSatisfy({ (33...126).contains($0) }) else { return nil }
            arguments.append(String(decoding: word, as: UTF8.self))
        }
        return arguments
    }

    func append(to text: inout [UInt8]) {
        text.append(contentsOf: "-> ".utf8)
        text.append(contentsOf: arguments.joined(separator: " ").utf8)
        text.append(UInt8(ascii: "\n"))
        var letters = Array(Base64.unpadded.encode(body).utf8)[...]
        while letters.count >= Self.lineLength {
            text.append(contentsOf: letters.prefix(Self.lineLength))
            text.append(UInt8(ascii: "\n"))
            letters = letters.dropFirst(Self.lineLength)
        }
        // A body ends with a line that is not full, even if it is empty.
        text.append(contentsOf: letters)
        text.append(UInt8(ascii: "\n"))
    }

    /// Canonical base 64 of exactly `count` bytes; nil otherwise.
    func bytes(ofArgument index: Int, count: Int) -> [UInt8]? {
        guard let bytes = Base64.unpadded.decode(arguments[index]), bytes.count == count else {
            return nil
        }
        return bytes
    }
}
