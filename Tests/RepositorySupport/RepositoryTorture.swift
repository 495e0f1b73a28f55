package import FilesSupport
internal import TestSupport

/// The torture tree as restic can read it: without the file of a terabyte, whose hole it would read
/// to the end, and not deeper than a path may be long.
package enum RepositoryTorture {
    package static func make(at path: String, seed: UInt64) async throws -> TortureTree {
        let tree = try await TortureTree.make(at: path, seed: seed, depth: 40)
        let script = """
            set -e; cd "$1/sparse"
            before=$(stat -c %y .); rm huge; touch -d "$before" .
            """
        let outcome = try await runProgram("bash", ["-c", script, "bash", path])
        guard outcome.status == 0 else {
            throw UpstreamRestic.Unreadable(what: "tree", text: outcome.errorText)
        }
        return tree
    }

    /// A description without what no restore of restic brings back, to be compared: sockets, holes,
    /// that two names are one link, and with 0.14 attributes of links and targets beyond UTF-8.
    package static func comparable(
        _ lines: [String], _ version: UpstreamRestic.Version
    ) -> [String] {
        lines.compactMap { line in
            var columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count > 12, columns[1] != "s" else { return nil }
            columns[7] = ""  // holes
            if columns[1] == "l" {
                columns[9] = ""  // the first name of the same
                if version == .v014 {
                    columns[12] = ""  // attributes
                    if columns[8].contains("\\3") { columns[8] = "beyond UTF-8" }
                }
            }
            return columns.joined(separator: "\t")
        }
    }
}
