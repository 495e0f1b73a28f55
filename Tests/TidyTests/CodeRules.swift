/// What may not stand in Swift code, or only where it is listed in `allowed.txt`.
enum CodeRules {
    static let all =
        [unexplainedTry, sleep, access, leftovers, markup, sql, names]
        + House.bannedModules.sorted { $0.key < $1.key }.map(bannedModule)

    /// Dangerous words: each file that uses one is on a list that is read in review.
    static let listed: [(name: String, needles: [String])] = [
        ("unsafe", ["unsafe"]),
        ("unstructured-task", ["Task {", "Task(", "Task.detached"]),
        ("unchecked-sendable", ["@unchecked Sendable"]),
        ("nonisolated-unsafe", ["nonisolated(unsafe)"]),
        ("fatal-error", ["fatalError"]),
    ]

    private static let unexplainedTry = Rule.forbidding(
        ["try?"], in: { $0.isSwift && $0.isProduct },
        unless: { file, line in
            file.lines[line].contains("// ") || line > 0 && file.lines[line - 1].contains("// ")
        },
        "say in a comment on this line or the one before why losing the error is fine",
        bad: ("Sources/a.swift", "let a = try? b()"))

    private static let sleep = Rule.forbidding(
        [" sleep(", "usleep(", "nanosleep(", "Task.sleep"],
        in: { $0.isSwift && $0.path.hasPrefix("Tests/") },
        unless: { file, line in file.lines[line].hasWords("func sleep") },
        "tests wait for an event, never for time to pass",
        bad: ("Tests/a.swift", "try await Task.sleep(for: .seconds(1))"))

    private static let access = Rule.forbidding(
        ["public", "open class"], in: \.isSwift,
        unless: { file, line in
            let words = file.lines[line].split(separator: " ")
            return !words.prefix(3).contains { $0 == "public" || $0 == "open" }
        },
        "what another target uses is `package`",
        bad: ("Sources/a.swift", "public struct A {}"))

    private static let sql = Rule.forbidding(
        ["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM ", "\"CREATE TABLE "],
        in: {
            $0.isSwift && $0.isProduct && !$0.path.hasPrefix("Sources/Stores/")
                && !$0.path.hasPrefix("Sources/Agent/AgentCore/Journal/")
        }, "SQL is written in Sources/Stores, and in the agent's journal",
        bad: ("Sources/a.swift", "run(\"SELECT 1\")"))

    private static let markup = Rule.forbidding(
        ["</"],
        in: {
            $0.isSwift && $0.isProduct && !$0.path.hasPrefix("Sources/Kit/Markup/")
                && !$0.path.hasPrefix("Sources/Kit/XML/")
                && !$0.path.hasPrefix("Sources/Hub/HubWeb/")
        }, "HTML is written with Markup, XML with XMLElement",
        bad: ("Sources/a.swift", "let a = \"<b>no</b>\""))

    private static let names = Rule(
        name: "names",
        badExample: SourceFile(path: "Sources/a.swift", text: "struct BackupManager {}"),
        applies: { $0.isSwift && !$0.isTidy }
    ) { file in
        let endings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Impl"]
        return file.linesOfCode(withAny: ["struct", "class", "enum", "actor", "protocol"])
            .filter { line in
                file.lines[line].withoutComment.split { " :<{(,".contains($0) }
                    .contains { $0.hasPrefix("Mock") || endings.contains(where: $0.hasSuffix) }
            }.map { ($0, "Manager, Helper, Util, Impl and Mock say nothing: name what it does") }
    }

    private static func bannedModule(_ name: String, replacement: String) -> Rule {
        .forbidding(
            ["import \(name)"], in: \.isSwift, "use \(replacement)",
            bad: ("Sources/a.swift", "internal import \(name)"))
    }

    private static let leftovers = Rule(
        name: "leftovers",
        badExample: SourceFile(path: "docs/a.md", text: "FIXME: later"),
        applies: { !$0.isTidy }
    ) { file in
        ["FIXME", "TODO", "XXX", "<<<<<<<", "/home/", "/Users/"].flatMap { mark in
            guard file.text.offset(of: mark) != nil else {
                return [(line: Int, sentence: String)]()
            }
            return file.lines.indices.filter { file.lines[$0].hasWords(mark) }
                .map { ($0, "\(mark) does not belong in a finished file") }
        }
    }
}
