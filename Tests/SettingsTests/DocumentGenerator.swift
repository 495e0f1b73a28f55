import TestSupport

/// Makes settings files, most of them right or nearly right.
enum DocumentGenerator {
    static func document(_ random: inout SeededGenerator) -> [UInt8] {
        var text = ""
        for _ in 0..<Int.random(in: 0...6, using: &random) { text += line(&random) }
        var bytes = Array(text.utf8)
        if Int.random(in: 0..<3, using: &random) == 0 { mutate(&bytes, &random) }
        return bytes
    }

    private static func line(_ random: inout SeededGenerator) -> String {
        let blank = pick(["", " ", "\t", "  "], &random)
        let end = pick(["\n", "\n", "\r\n", " # note é\n", "#\n", "\t\n"], &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return blank + end
        case 1: return "[\(blank)\(name(&random))\(blank)]\(end)"
        default: return "\(blank)\(name(&random))\(blank)=\(blank)\(value(&random))\(end)"
        }
    }

    private static func name(_ random: inout SeededGenerator) -> String {
        pick(["a", "b-c", "d_e", "F9", "7", "-", "long_name"], &random)
            + "\(Int.random(in: 0..<40, using: &random))"
    }

    private static func value(_ random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return pick(["true", "false"], &random)
        case 1, 2: return pick(["0", "-0", "+7", "12_3", "-9", "9223372036854775807"], &random)
        case 3: return pick(["1.5", "0x1f", "inf", "nan", "1e3", "2026-11-21", "{}"], &random)
        case 4, 5:
            let count = Int.random(in: 0...3, using: &random)
            var items = (0..<count).map { _ in string(&random) + pick(["", " ", "\n"], &random) }
            if count > 0, Bool.random(using: &random) { items.append("") }
            return "[" + pick(["", " ", "\n # c\n"], &random) + items.joined(separator: ",") + "]"
        default: return string(&random)
        }
    }

    private static func string(_ random: inout SeededGenerator) -> String {
        let pieces = ["x", " ", "é", "🔒", "#", "=", "]", "/srv", "\t"]
        let count = Int.random(in: 0...4, using: &random)
        if Bool.random(using: &random) {
            return "'" + (0..<count).map { _ in pick(pieces + ["\\", "\""], &random) }.joined()
                + "'"
        }
        let escapes = ["\\n", "\\\\", "\\\"", "\\u00e9", "\\U0001F512", "\\b", "\\f", "\\r", "'"]
        return "\"" + (0..<count).map { _ in pick(pieces + escapes, &random) }.joined() + "\""
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: 0..<bytes.count, using: &random)
        let odd = Array("\"'[]=#\\\n\r\t .,-_0a{\u{0}\u{7F}".utf8) + [0xC3, 0xFF]
        let byte = odd[Int.random(in: 0..<odd.count, using: &random)]
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = byte
        case 1: bytes.insert(byte, at: index)
        default: bytes.remove(at: index)
        }
    }

    private static func pick(_ choices: [String], _ random: inout SeededGenerator) -> String {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}
