internal import CommandLine
internal import Connector
internal import Engine
internal import FilesConnector

/// Which entries of a snapshot are wanted.
struct EntryOptionGroup: ParameterGroup {
    private let exclude = Option.repeated(
        "exclude", .text, "Leave out what a pattern in the language of .gitignore matches.")
    private let include = Option.repeated(
        "include", .text, "Only take what such a pattern matches, and the folders above it.")

    var parameters: [any Parameter] { [include, exclude] }

    func choice(_ invocation: Invocation, paths: [String]) throws -> EntryChoice {
        let wanted = try patterns(invocation[include])
        let unwanted = try patterns(invocation[exclude])
        var choice = EntryChoice(paths: try entryPaths(paths))
        guard !wanted.isEmpty || !unwanted.isEmpty else { return choice }
        choice.isWanted = { path, kind in
            let isFolder = kind == .folder
            if unwanted.matches(path, isFolder: isFolder) { return false }
            return wanted.isEmpty || wanted.matches(path, isFolder: isFolder)
        }
        return choice
    }

    private func patterns(_ texts: [String]) throws -> PatternSet {
        var patterns = PatternSet()
        for text in texts { patterns.add(text.utf8) }
        if let bad = patterns.unusable.first {
            throw Failure(
                .usage, "The pattern \(quoted(shown(bad))) matches nothing.",
                hint: "docs/user/excludes.md has the language")
        }
        return patterns
    }
}
