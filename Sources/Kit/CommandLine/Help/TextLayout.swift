/// Sets text in lines of a width that people read well.
struct TextLayout {
    let columns: Int

    /// - Parameter columns: of the terminal; lines stay within 60 and 100 of them.
    init(columns: Int?) {
        self.columns = min(max(columns ?? 80, 60), 100)
    }

    /// Paragraphs are separated by empty lines; a line that begins with a space stays as it is.
    func paragraphs(_ text: String, indent: Int = 0) -> String {
        var lines: [String] = []
        var words: [Substring] = []
        func flush() {
            lines += wrapped(words, indent: indent)
            words = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty || line.first == " " {
                flush()
                lines.append(line.isEmpty ? "" : String(repeating: " ", count: indent) + line)
            } else {
                words += line.split(separator: " ")
            }
        }
        flush()
        return lines.joined(separator: "\n") + "\n"
    }

    /// Two columns, the second aligned; a long label has its text on the lines below it.
    func table(_ rows: [(label: String, text: String)]) -> String {
        let widest = 28
        let fitting = rows.map(\.label.count).filter { $0 <= widest }
        let column = 2 + (fitting.max() ?? widest) + 2
        return rows.map { row in
            let label = "  \(row.label)"
            let text = paragraphs(row.text, indent: column)
            guard row.label.count <= widest, row.label.count + 4 <= column else {
                return label + "\n" + text
            }
            return label + text.dropFirst(label.count)
        }.joined()
    }

    private func wrapped(_ words: [Substring], indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in words {
            if !line.isEmpty, indent + line.count + 1 + word.count > columns {
                lines.append(margin + line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        if !line.isEmpty { lines.append(margin + line) }
        return lines
    }
}
