import Glibc
import TestSupport
import Testing

/// Files that use a dangerous word are listed in `allowed.txt`, so that a new one shows in review.
/// `UPDATE_GOLDEN=1 make test ONLY=AllowedTests` writes the list anew.
@Suite struct AllowedTests {
    private static let path = "Tests/TidyTests/allowed.txt"

    @Test func dangerousWordsStandOnlyInListedFiles() {
        let found = Self.findings(in: Repository.files)
        if getenv("UPDATE_GOLDEN") != nil { Self.write(found) }
        let text = String(decoding: WorkingTree.bytes(of: Self.path) ?? [], as: UTF8.self)
        let lines = SourceFile(path: Self.path, text: text).lines
        let listed = Set(lines.filter { !$0.isEmpty && !$0.hasPrefix("#") })
        #expect(Set(found).subtracting(listed) == [], "not on the list of allowed files")
        #expect(listed.subtracting(found) == [], "on the list of allowed files for nothing")
    }

    @Test(arguments: CodeRules.listed.map(\.name))
    func dangerousWordsAreNoticed(name: String) {
        let needle = CodeRules.listed.first { $0.name == name }?.needles.last ?? ""
        let file = SourceFile(path: "Sources/a.swift", text: "a \(needle) b\n// \(needle)")
        #expect(Self.findings(in: [file]).contains("\(name) Sources/a.swift"))
        let comment = SourceFile(path: "Sources/a.swift", text: "// \(needle)")
        #expect(Self.findings(in: [comment]).isEmpty)
    }

    private static func findings(in files: [SourceFile]) -> [String] {
        CodeRules.listed.flatMap { rule in
            files.filter { $0.isSwift && $0.isProduct }
                .filter { !$0.linesOfCode(withAny: rule.needles).isEmpty }
                .map { "\(rule.name) \($0.path)" }
        }
    }

    private static func write(_ found: [String]) {
        guard let file = fopen("\(WorkingTree.root)/\(path)", "w") else { return }
        fputs("# Files that may use a dangerous word; see AllowedTests.swift.\n", file)
        for line in found { fputs("\(line)\n", file) }
        fclose(file)
    }
}
