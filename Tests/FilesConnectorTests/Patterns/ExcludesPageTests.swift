import TestSupport
import Testing

@testable import FilesConnector

/// The examples of docs/user/excludes.md say the truth, and git agrees with them.
@Suite struct ExcludesPageTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let patterns: String
        let path: String
        let isExcluded: Bool

        var testDescription: String { "\(patterns) on \(path)" }
    }

    static let examples: [Example] = {
        let page = String(
            decoding: WorkingTree.bytes(of: "docs/user/excludes.md") ?? [], as: UTF8.self)
        return page.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 5, line.hasPrefix("| `") else { return nil }
            let verdict = cells[3].drop { $0 == " " }
            guard verdict.hasPrefix("excluded") || verdict.hasPrefix("taken") else { return nil }
            return Example(
                patterns: inCode(cells[1]), path: inCode(cells[2]),
                isExcluded: verdict.hasPrefix("excluded"))
        }
    }()

    private static func inCode(_ cell: Substring) -> String {
        String(cell.drop { $0 != "`" }.dropFirst().prefix { $0 != "`" })
    }

    @Test func pageHasExamples() {
        #expect(Self.examples.count == 28)
        #expect(
            Self.examples.contains { $0.isExcluded } && Self.examples.contains { !$0.isExcluded })
    }

    @Test(arguments: examples)
    func exampleHolds(example: Example) async throws {
        var set = PatternSet()
        set.add(Array(Self.text(example).utf8))
        #expect(
            GitDifferentialTests.isExcluded(Array(example.path.utf8), by: set)
                == example.isExcluded)
    }

    @Test(arguments: examples)
    func gitAgrees(example: Example) async throws {
        try await withScratchFolder { folder in
            try writeFile(Array(Self.text(example).utf8), to: "\(folder)/patterns")
            let asked = try await runProgram(
                "sh",
                [
                    "-c",
                    """
                    cd '\(folder)' && git init -q r && cd r && case "$1" in
                    */) mkdir -p "$1" ;;
                    *) mkdir -p "$(dirname "$1")" && touch "$1" ;;
                    esac
                    git -c core.excludesFile=../patterns check-ignore -q --no-index "${1%/}"
                    """, "sh", example.path,
                ])
            #expect(asked.status == (example.isExcluded ? 0 : 1), "\(asked.errorText)")
        }
    }

    /// Comments hold spaces; patterns of the page do not.
    private static func text(_ example: Example) -> String {
        let isComment = example.patterns.hasPrefix("#")
        return isComment
            ? example.patterns
            : example.patterns.split(separator: " ").joined(separator: "\n")
    }
}
