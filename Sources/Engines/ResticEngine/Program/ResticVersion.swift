/// A release of restic, and what it can do.
package struct ResticVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    /// The first that knows repositories of version 2, with compression.
    package static let oldest = ResticVersion(major: 0, minor: 14, patch: 0)

    package init(major: Int, minor: Int, patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// From what `restic version` prints, as in `restic 0.18.0 compiled with go1.24`; nil for
    /// anything else.
    package init?(parsing line: some StringProtocol) {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "restic" else { return nil }
        // A build between releases calls itself `0.18.0-dev`.
        let numbers = words[1].prefix { $0 != "-" && $0 != "+" }
            .split(separator: ".", omittingEmptySubsequences: false).map { Self.number($0) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1],
            let patch = numbers[2]
        else { return nil }
        self.init(major: major, minor: minor, patch: patch)
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        text.utf8.count <= 6 && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (a: ResticVersion, b: ResticVersion) -> Bool {
        (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
    }

    private func isAtLeast(_ minor: Int, _ patch: Int = 0) -> Bool {
        self >= ResticVersion(major: 0, minor: minor, patch: patch)
    }

    /// Codes of their own for no repository (10), a lock (11) and a wrong password (12).
    var tellsByExitCode: Bool { isAtLeast(17, 1) }
    /// `repair index`, which was `rebuild-index` before.
    var hasRepair: Bool { isAtLeast(16) }
    /// `-o sftp.args=…`
    var takesSFTPArguments: Bool { isAtLeast(16) }
}
