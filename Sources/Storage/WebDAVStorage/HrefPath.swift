/// The path in an address that a server gives: whole URL or path alone, with or without a slash at
/// its end, each part percent-encoded as the server likes.
struct HrefPath: Hashable {
    /// Decoded, without empty ones.
    let parts: [[UInt8]]

    /// nil for what is no path, or one that climbs or hides a slash in a part.
    init?(_ text: String) {
        var rest = Substring(text)
        if let scheme = Self.scheme(of: rest) {
            let authority = rest.dropFirst(scheme).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            rest = rest.dropFirst(scheme + authority.count)
        }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        guard rest.isEmpty || rest.utf8.first == 47 else { return nil }
        var parts: [[UInt8]] = []
        for part in rest.utf8.split(separator: 47) {
            guard let bytes = Self.decode(part), !bytes.contains(47), !bytes.contains(0),
                bytes != [46], bytes != [46, 46]
            else { return nil }
            parts.append(bytes)
        }
        self.parts = parts
    }

    /// nil for what does not lie below it, nor is it.
    func parts(below root: HrefPath) -> ArraySlice<[UInt8]>? {
        guard parts.starts(with: root.parts) else { return nil }
        return parts.dropFirst(root.parts.count)
    }

    /// The length of `https://`.
    private static func scheme(of text: Substring) -> Int? {
        for scheme in ["https://", "http://"]
        where text.prefix(scheme.count).lowercased() == scheme {
            return scheme.count
        }
        return nil
    }

    private static func decode(_ part: Substring.UTF8View.SubSequence) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = part[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.flatMap { byte < 128 ? UInt8($0) : nil }
    }
}
