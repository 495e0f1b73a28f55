internal import Values

/// Paths in snapshots are bytes, and people, forms, orders and stores pass them on as text. One
/// that a line of text says exactly is that text. Any other, and one that begins as these do, is
/// `~` and its bytes in base 64 for addresses. With a slash before it, a text is never taken so.
package enum SnapshotPath {
    private static let mark = UInt8(ascii: "~")
    private static let blank = UInt8(ascii: " ")
    private static let slash = UInt8(ascii: "/")

    /// The bytes that a text stands for, without slashes around them; nil for what is no path.
    package static func bytes(of text: some StringProtocol) -> [UInt8]? {
        let bytes: [UInt8]
        if text.utf8.first == mark {
            guard let decoded = Base64.url.decode(String(text.dropFirst())) else { return nil }
            bytes = decoded
        } else {
            bytes = Array(text.utf8)
        }
        guard !bytes.contains(0) else { return nil }
        return Array(bytes.split(separator: slash).joined(separator: [slash]))
    }

    /// The text that stands for bytes.
    package static func text(of bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let isExact =
            bytes.first != mark && bytes.first != blank && bytes.last != blank
            && !text.unicodeScalars.contains(where: \.isControl) && text.utf8.elementsEqual(bytes)
        return isExact ? text : "~" + Base64.url.encode(bytes)
    }

    /// What people see of it, in one line, which may be less than it is.
    package static func shown(_ text: some StringProtocol) -> String {
        let whole = bytes(of: text).map { String(decoding: $0, as: UTF8.self) } ?? String(text)
        guard whole.unicodeScalars.contains(where: \.isControl) else { return whole }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: whole.unicodeScalars.map { $0.isControl ? "\u{FFFD}" : $0 })
        return String(line)
    }
}
