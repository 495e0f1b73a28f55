/// Sizes that keep a file readable in one sitting.
enum SizeRules {
    static let columns = 100
    static let linesPerFunction = 70
    static let linesPerFile = 500
    static let linesPerTestFile = 600

    static let all = [lineLength, functionLength, fileLength]

    static let lineLength = Rule(
        name: "line length",
        badExample: SourceFile(path: "a.swift", text: String(repeating: "é", count: columns + 1)),
        applies: { $0.isSwift || $0.path.hasSuffix(".c") || $0.path.hasSuffix(".h") }
    ) { file in
        file.lines.indices
            .filter { file.lines[$0].utf8.count > columns && file.lines[$0].count > columns }
            .map { ($0, "longer than \(columns) columns") }
    }

    static let fileLength = Rule(
        name: "file length",
        badExample: SourceFile(
            path: "Sources/a.swift", text: String(repeating: "\n", count: linesPerFile + 1)),
        applies: \.isSwift
    ) { file in
        let limit = file.isProduct ? linesPerFile : linesPerTestFile
        return file.lines.count - 1 <= limit
            ? [] : [(limit, "longer than \(limit) lines: what are the two things in it?")]
    }

    /// Relies on the formatter: the brace that ends a function stands under its first letter.
    static let functionLength = Rule(
        name: "function length",
        badExample: SourceFile(
            path: "a.swift",
            text: "func f() {\n" + String(repeating: "    g()\n", count: linesPerFunction) + "}\n"),
        applies: \.isSwift
    ) { file in
        file.lines.indices.filter { isFunction(file.lines[$0]) }.compactMap { start in
            let indentation = file.lines[start].indentation
            let end = file.lines[start...].firstIndex {
                $0.indentation == indentation && $0.utf8.dropFirst(indentation).first == 125
            }
            guard let end, end - start >= linesPerFunction else { return nil }
            return (start, "longer than \(linesPerFunction) lines: name its parts")
        }
    }

    private static func isFunction(_ line: String) -> Bool {
        guard line.utf8.contains(40) else { return false }  // no parenthesis, no function
        let isCall = line.hasWords("self.init(") || line.hasWords("super.init(")
        return line.hasWords("func") || line.hasWords("init?(")
            || line.withoutComment.hasWords("init(") && !isCall
    }
}
