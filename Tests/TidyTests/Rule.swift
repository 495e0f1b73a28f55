import Testing

/// Something a file must not do, with an example that proves the rule awake.
struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    /// A file that breaks the rule exactly once.
    let badExample: SourceFile
    let applies: @Sendable (SourceFile) -> Bool
    /// The lines (from 0) at fault, each with a sentence that says what to do instead.
    let faults: @Sendable (SourceFile) -> [(line: Int, sentence: String)]

    var testDescription: String { name }

    func complaints(about file: SourceFile) -> [String] {
        guard applies(file) else { return [] }
        return faults(file).map { "\(file.place($0.line)): \($0.sentence)" }
    }

    /// A rule about words that may not stand in code.
    static func forbidding(
        _ needles: [String], in applies: @escaping @Sendable (SourceFile) -> Bool,
        unless isExcused: @escaping @Sendable (SourceFile, Int) -> Bool = { _, _ in false },
        _ sentence: String, bad: (path: String, text: String)
    ) -> Rule {
        Rule(
            name: needles.joined(separator: " · "),
            badExample: SourceFile(path: bad.path, text: bad.text),
            applies: { !$0.isTidy && applies($0) }
        ) { file in
            file.linesOfCode(withAny: needles).filter { !isExcused(file, $0) }
                .map { ($0, sentence) }
        }
    }
}
