package import Host

/// Patterns in the order they were written: the last that matches decides.
package struct PatternSet: Hashable, Sendable {
    package enum Letters: Hashable, Sendable {
        case asWritten
        /// Letters of ASCII match in both cases.
        case inBothCases
    }

    package enum Verdict: Hashable, Sendable {
        case excluded, included
    }

    private(set) var patterns: [PathPattern] = []
    /// Lines that can match nothing, as they were written.
    package private(set) var unusable: [[UInt8]] = []
    /// As they were written; nil for what nobody wrote.
    private var lines: [[UInt8]?] = []

    package init() {}

    /// Adds the lines of a text: a file of patterns, or a single one from a setting.
    package mutating func add(_ text: some Collection<UInt8>, letters: Letters = .asWritten) {
        var bytes = Array(text)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            add(line: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, letters: letters)
        }
    }

    /// Adds one path, whatever its letters mean in patterns. It is of no interest to anybody where
    /// it can match nothing.
    package mutating func add(path: FilePath) {
        let before = lines.count
        defer { if lines.count > before { lines[before] = nil } }
        let special = Array("\\*?[ ".utf8)
        add(
            line: path.string.bytes.flatMap { special.contains($0) ? [special[0], $0] : [$0] }[...],
            letters: .asWritten)
    }

    private mutating func add(line: ArraySlice<UInt8>, letters: Letters) {
        do {
            patterns.append(
                try PathPattern(line: line, isCaseInsensitive: letters == .inBothCases))
            lines.append(Array(line))
        } catch {
            if error == .neverMatches { unusable.append(Array(line)) }
        }
    }

    package var isEmpty: Bool { patterns.isEmpty }

    /// What the patterns say of a path, whose last name begins at `nameStart`; nil when none of
    /// them matches. Paths begin at `start`, where the folder is that the patterns belong to.
    package func verdict(
        on path: [UInt8], from start: Int, nameStart: Int, isFolder: Bool
    ) -> Verdict? {
        var lowercased: [UInt8]?
        for pattern in patterns.reversed() {
            var subject = path
            if pattern.isCaseInsensitive {
                subject = lowercased ?? path.map(\.lowercased)
                lowercased = subject
            }
            if pattern.matches(subject, from: start, nameStart: nameStart, isFolder: isFolder) {
                return pattern.isNegated ? .included : .excluded
            }
        }
        return nil
    }

    /// The lines that can match nothing below any of these folders, as when an absolute path
    /// was expected to begin at a folder.
    func lines(missing folders: [[ArraySlice<UInt8>]]) -> [[UInt8]] {
        zip(patterns, lines).filter { pattern, _ in
            !folders.contains { pattern.canReach($0) }
        }.compactMap(\.1)
    }
}
