extension SettingsDocument.Value: CustomStringConvertible {
    /// As it is written in a file.
    package var description: String {
        switch self {
        case .string(let text): Self.literal(text)
        case .integer(let number): "\(number)"
        case .boolean(let isTrue): "\(isTrue)"
        case .strings(let texts): "[" + texts.map(Self.literal).joined(separator: ", ") + "]"
        }
    }

    private static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension SettingsDocument: CustomStringConvertible {
    /// A file that reads as the same document, without comments.
    package var description: String {
        let above = entries.filter { $0.section.isEmpty }.map { "\($0.key) = \($0.value)\n" }
        let below = sections.map { section in
            "\n[\(section.name)]\n"
                + entries.filter { $0.section == section.name && !section.name.isEmpty }
                .map { "\($0.key) = \($0.value)\n" }.joined()
        }
        return above.joined() + below.joined()
    }
}
