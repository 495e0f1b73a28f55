import Values

@testable import Cryptography

extension AgeVector {
    private static let begin = "-----BEGIN AGE ENCRYPTED FILE-----"
    private static let end = "-----END AGE ENCRYPTED FILE-----"
    /// A file for `identity` that holds "age".
    private static let inside = AgeVector("", .content([])) {
        $0.header()
        $0.payload()
    }.bytes

    /// The armored file's lines, in base 64 as mail has it.
    private static func lines(of bytes: [UInt8] = inside) -> [String] {
        var letters = Substring(Base64.standard.encode(bytes))
        var lines: [String] = []
        while !letters.isEmpty {
            lines.append(String(letters.prefix(64)))
            letters = letters.dropFirst(64)
        }
        return lines
    }

    private static func armor(
        _ name: String, _ kind: CryptographyError.Kind?, lines: [String], ending: String = "\n",
        released: [UInt8] = [], content: [UInt8] = AgeVectorFile.content
    ) -> AgeVector {
        let outcome = kind.map { Outcome.failure($0, released: released) }
        return AgeVector("armor " + name, outcome ?? .content(content)) {
            $0.bytes = Array(lines.map { $0 + ending }.joined().utf8)
        }
    }

    private static func edited(
        _ name: String, _ kind: CryptographyError.Kind?, _ edit: (inout [String]) -> Void
    ) -> AgeVector {
        var all = [begin] + lines() + [end]
        edit(&all)
        return armor(name, kind, lines: all)
    }

    private static func changed(
        _ name: String, _ kind: CryptographyError.Kind?, _ edit: (String) -> String
    ) -> AgeVector {
        let text = ([begin] + lines() + [end]).map { $0 + "\n" }.joined()
        return AgeVector(
            "armor " + name,
            kind.map { .failure($0, released: []) } ?? .content(AgeVectorFile.content)
        ) { $0.bytes = Array(edit(text).utf8) }
    }

    /// A file whose base 64 ends in two equals signs.
    private static func paddingOfTwo(
        _ name: String, _ kind: CryptographyError.Kind?, _ edit: (String) -> String
    ) -> AgeVector {
        let content = [UInt8].repeating(65, 3 + (4 - inside.count % 3) % 3)
        let file = AgeVector("", .content([])) {
            $0.header()
            $0.payload(content)
        }
        precondition(file.bytes.count % 3 == 1)
        let text = ([begin] + lines(of: file.bytes) + [end]).joined(separator: "\n")
        return armor(name, kind, lines: [edit(text)], content: content)
    }

    static let armors: [AgeVector] = soundArmors + markArmors + bodyArmors

    private static let soundArmors: [AgeVector] = [
        edited("sound", nil) { _ in },
        changed("with CRLF", nil) { $0.replacing("\n", with: "\r\n") },
        changed("without the end of its last line", nil) { String($0.dropLast()) },
        changed("with white space around", nil) { "\n\r   \t\n" + $0 + "\n\r   \t\n" },
        fullLastLine(nil) { $0 },
        fullLastLine(.malformed) { $0.dropLast() + ["", end] },
    ]

    /// A file whose base 64 ends exactly at the end of a line.
    private static func fullLastLine(
        _ kind: CryptographyError.Kind?, _ edit: ([String]) -> [String]
    ) -> AgeVector {
        let size = (48 - inside.count % 48) % 48 + AgeVectorFile.content.count
        let content = [UInt8].repeating(65, size)
        let file = AgeVector("", .content([])) {
            $0.header()
            $0.payload(content)
        }
        precondition(file.bytes.count.isMultiple(of: 48))
        return armor(
            kind == nil ? "with a full last line" : "with an empty last line", kind,
            lines: edit([begin] + lines(of: file.bytes) + [end]), content: content)
    }

    private static let markArmors: [AgeVector] = [
        armor("of nothing", .truncated, lines: [begin, end]),
        edited("without its end", .truncated) { $0.removeLast() },
        edited("without its start", .malformed) { $0.removeFirst() },
        changed("cut in its end", .truncated) { String($0.dropLast(3)) },
        edited("in lower case", .malformed) {
            $0[0] = $0[0].lowercased()
            $0[$0.count - 1] = $0[$0.count - 1].lowercased()
        },
        edited("of another type", .malformed) {
            $0[0] = "-----BEGIN AGE SECRET FILE-----"
            $0[$0.count - 1] = "-----END AGE SECRET FILE-----"
        },
        edited("with spaces in its start", .malformed) {
            $0[0] = "----- BEGIN AGE ENCRYPTED FILE -----"
        },
        edited("with spaces in its end", .malformed) {
            $0[$0.count - 1] = "----- END AGE ENCRYPTED FILE -----"
        },
        changed("with garbage before", .malformed) { "garbage\n" + $0 },
        changed("with garbage behind", .malformed) { $0 + "garbage\n" },
        changed("twice", .malformed) { $0 + $0 },
        changed("with too much white space", .malformed) {
            String(repeating: " ", count: 1025) + $0
        },
        changed("with too much white space behind", .malformed) {
            $0 + String(repeating: "\n", count: 1025)
        },
        edited("with headers", .malformed) {
            $0.insert(contentsOf: ["Headers: are", "Not: allowed", ""], at: 1)
        },
        edited("with a PGP checksum", .malformed) { $0.insert("=ZYgB", at: $0.count - 1) },
    ]

    private static let bodyArmors: [AgeVector] = [
        edited("with an empty line before", .malformed) { $0.insert("", at: 1) },
        edited("with an empty line behind", .malformed) { $0.insert("", at: $0.count - 1) },
        edited("with a letter of no alphabet", .malformed) {
            $0[2] = "*" + $0[2].dropFirst()
        },
        edited("with URL letters", .malformed) { $0[2] = "-" + $0[2].dropFirst() },
        edited("with a NUL", .malformed) { $0[2] = "\0" + $0[2].dropFirst() },
        edited("with a line too long", .malformed) {
            $0[1] += $0[2].prefix(4)
            $0[2] = String($0[2].dropFirst(4))
        },
        edited("with a line too short", .malformed) {
            $0[1] = String($0[1].dropLast(4))
            $0[2] += "AAAA"
        },
        edited("with a short line in the middle", .malformed) { $0.insert("AAAA", at: 1) },
        edited("with all in one line", .malformed) {
            $0 = [begin, $0[1..<($0.count - 1)].joined(), end]
        },
        edited("without padding", .malformed) {
            let last = $0.count - 2
            $0[last] = $0[last].filter { $0 != "=" }
        },
        edited("with base 64 that is not canonical", .malformed) {
            let last = $0.count - 2
            let letters = $0[last].filter { $0 != "=" }
            $0[last] = notCanonical(letters) + $0[last].dropFirst(letters.count)
        },
        paddingOfTwo("with padding", nil) { $0 },
        paddingOfTwo("with a line's end within the padding", .malformed) {
            $0.replacing("==", with: "=\n=")
        },
        paddingOfTwo("with half its padding", .malformed) { $0.replacing("==", with: "=") },
        edited("with a space at a line's end", .malformed) { $0[1] += " " },
        edited("with a space at a line's start", .malformed) { $0[1] = " " + $0[1] },
        edited("with a space at the last line's end", .malformed) { $0[$0.count - 2] += " " },
        armor(
            "around a file with CRLF", .malformed,
            lines: [begin]
                + lines(
                    of: Array(
                        String(decoding: inside.prefix(150), as: UTF8.self)
                            .replacing("\n", with: "\r\n").utf8)) + [end]),
        armor(
            "around garbage behind the file", .damaged,
            lines: [begin] + lines(of: inside + .noise(20)) + [end]),
    ]
}
