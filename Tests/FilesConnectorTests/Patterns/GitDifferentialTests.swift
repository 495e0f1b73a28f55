import Glibc
import TestSupport
import Testing

@testable import FilesConnector

/// What git itself says of generated patterns and paths is what we say.
@Suite struct GitDifferentialTests {
    static let seed = SeededGenerator().seed

    @Test(.timeLimit(.minutes(20)), arguments: [PatternSet.Letters.asWritten, .inBothCases])
    func verdictsAreThoseOfGit(letters: PatternSet.Letters) async throws {
        var generator = SeededGenerator(
            seed: getenv("TEST_SEED").flatMap { UInt64(String(cString: $0)) } ?? Self.seed)
        let rounds = isFullLength ? 400 : 40
        var compared = 0
        var excluded = 0
        for round in 0..<rounds {
            let draft = PatternDraft(letters: letters)
            let text = draft.file(&generator)
            let paths = draft.paths(&generator)
            let theirs = try await Self.ignoredByGit(paths, patterns: text, letters: letters)
            var set = PatternSet()
            set.add(text, letters: letters)
            for path in paths {
                let ours = Self.isExcluded(path, by: set)
                compared += 1
                excluded += ours ? 1 : 0
                #expect(
                    ours == theirs.contains(path),
                    """
                    seed \(generator.seed), round \(round): \(String(decoding: path, as: UTF8.self))
                    \(String(decoding: text, as: UTF8.self))
                    """)
            }
        }
        #expect(compared > rounds * 100)
        // Patterns that match hardly anything would test hardly anything.
        #expect(excluded * 20 > compared)
    }

    /// A path ends with a slash when it is a folder's. As in a walk, what is in an excluded folder
    /// is excluded, whatever later patterns say.
    static func isExcluded(_ path: [UInt8], by set: PatternSet) -> Bool {
        let slash = UInt8(ascii: "/")
        let isFolder = path.last == slash
        let path = isFolder ? Array(path.dropLast()) : path
        var nameStart = 0
        for end in path.indices where path[end] == slash {
            if set.verdict(
                on: Array(path[..<end]), from: 0, nameStart: nameStart, isFolder: true)
                == .excluded
            {
                return true
            }
            nameStart = end + 1
        }
        return set.verdict(on: path, from: 0, nameStart: nameStart, isFolder: isFolder)
            == .excluded
    }

    private static func ignoredByGit(
        _ paths: [[UInt8]], patterns: [UInt8], letters: PatternSet.Letters
    ) async throws -> Set<[UInt8]> {
        try await withScratchFolder { folder in
            try writeFile(patterns, to: "\(folder)/patterns")
            let made = try await runProgram("git", ["init", "-q", "\(folder)/r"])
            #expect(made.status == 0)
            let asked = try await runProgram(
                "git",
                [
                    "-C", "\(folder)/r", "-c", "core.excludesFile=\(folder)/patterns", "-c",
                    "core.ignoreCase=\(letters == .inBothCases)", "check-ignore", "--no-index",
                    "-z", "--stdin",
                ], input: Array(paths.joined(separator: [0])) + [0])
            #expect(asked.status <= 1, "\(asked.errorText)")
            return Set(asked.output.split(separator: 0).map(Array.init))
        }
    }
}

/// Makes patterns and paths of few letters, so that they meet often.
private struct PatternDraft {
    let letters: PatternSet.Letters

    func file(_ generator: inout SeededGenerator) -> [UInt8] {
        var text = ""
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            text += line(&generator) + (Int.random(in: 0..<12, using: &generator) == 0 ? "\r" : "")
            text += "\n"
        }
        return Array(text.utf8)
    }

    private func line(_ generator: inout SeededGenerator) -> String {
        var line = Int.random(in: 0..<5, using: &generator) == 0 ? "!" : ""
        if Int.random(in: 0..<4, using: &generator) == 0 { line += "/" }
        let count = [1, 1, 1, 2, 2, 3].randomElement(using: &generator) ?? 1
        line += (0..<count).map { _ in segment(&generator) }.joined(separator: "/")
        if Int.random(in: 0..<5, using: &generator) == 0 { line += "/" }
        if Int.random(in: 0..<15, using: &generator) == 0 { line += "  " }
        return line
    }

    private func segment(_ generator: inout SeededGenerator) -> String {
        if Int.random(in: 0..<5, using: &generator) == 0 { return "**" }
        let pieces = [
            "a", "b", "ab", "c", "*", "*", "?", ".", "[ab]", "[!a]", "[^b-c]", "[a-c]", "[]a]",
            "[!]]", "[[:alpha:]]", "[[:digit:]b]", "[a-]", "[-c]", "\\a", "\\*", "\\[", "[\\]]",
            "[a", "\\ ", " ", "é", "#", "!", "***", "[[:nope:]]", "[[:al]", "[c-a]", "1",
            "[[:upper:]]", "[[:space:]x]", "[a-", "[[.a.]]", "x\\",
        ]
        let cased = letters == .inBothCases ? ["A", "aB", "C*", "É"] : ["A"]
        return (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            (pieces + cased).randomElement(using: &generator) ?? "a"
        }.joined()
    }

    /// Never twice the same, and never one that git would take for something else than a path.
    func paths(_ generator: inout SeededGenerator) -> [[UInt8]] {
        let names = [
            "a", "b", "c", "ab", "abc", "ba", "a.b", ".a", "a b", "*", "[", "]", "a]", "é", "1",
            "A", "aB", "C", "#", "!a", "\\", "x\\", "-", "bb", "aab", "É", " ", "a ",
        ]
        var paths: Set<String> = []
        for _ in 0..<130 {
            let count = [1, 1, 2, 2, 3, 4].randomElement(using: &generator) ?? 1
            let path = (0..<count).map { _ in names.randomElement(using: &generator) ?? "a" }
                .joined(separator: "/")
            paths.insert(path)
        }
        return paths.sorted().map { Array($0.utf8) }
    }
}
