import TestSupport

/// What documents claim, held against the repository.
enum DocumentRules {
    static let all = [links, decisions, makeTargets]

    private static let links = Rule(
        name: "links",
        badExample: SourceFile(path: "docs/a.md", text: "[here](no/such/file.md)"),
        applies: { $0.path.hasSuffix(".md") }
    ) { file in
        var folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
        if !folder.isEmpty { folder += "/" }
        return file.lines.indices.flatMap { line in
            targets(in: file.lines[line]).filter { !WorkingTree.exists(folder + $0) }
                .map { (line, "nothing is at \($0)") }
        }
    }

    /// Relative link targets of a line, without their anchors.
    private static func targets(in line: String) -> [String] {
        line.split(separator: "](", omittingEmptySubsequences: false).dropFirst().compactMap {
            let target = $0.prefix { $0 != ")" && $0 != "#" }
            return target.isEmpty || target.contains(":") ? nil : String(target)
        }
    }

    private static let decisions = Rule(
        name: "decisions",
        badExample: SourceFile(path: "docs/decisions/0001-a.md", text: "# 2. A\n"),
        applies: { $0.path.hasPrefix("docs/decisions/0") }
    ) { file in
        let number = file.path.dropFirst("docs/decisions/".count).prefix(4)
        let title = "# \(Int(number) ?? -1). "
        return file.lines[0].hasPrefix(title) ? [] : [(0, "the first line begins with \(title)")]
    }

    /// `make x` in a document names an entry of the Makefile.
    private static let makeTargets = Rule(
        name: "make targets",
        badExample: SourceFile(path: "a.md", text: "Run `make " + "coffee`."),
        applies: { $0.path.hasSuffix(".md") }
    ) { file in
        file.lines.indices.flatMap { line in
            file.lines[line].split(separator: "`make ").dropFirst().compactMap { rest in
                let name = rest.prefix { $0.isLetter }
                return makeEntries.contains(String(name))
                    ? nil : (line, "the Makefile has no entry \(name)")
            }
        }
    }

    static let makeEntries: Set<String> = Set(
        (Repository.file("Makefile")?.lines ?? []).filter { $0.contains(": ##") }
            .map { String($0.prefix { $0 != ":" }) })
}
