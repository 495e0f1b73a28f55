internal import TestSupport

/// A tree of everything that a file system can hold and a backup can get wrong: odd names, links,
/// holes, devices, sockets, modes, owners, attributes, access lists, times, and folders deeper than
/// any path may be long. The same seed makes the same tree.
package struct TortureTree: Sendable {
    package let path: String
    package let seed: UInt64
    /// What the user or the file system did not allow, as in `devices: Operation not permitted`.
    package let leftOut: [String]

    /// Deep enough that paths exceed PATH_MAX; a smaller depth is quicker to look at.
    package static let fullDepth = 3000

    /// Makes it at a path where nothing is yet.
    package static func make(
        at path: String, seed: UInt64 = .random(in: 0..<1 << 32), depth: Int = 40
    ) async throws -> TortureTree {
        let made = try await runPython(
            file: "\(WorkingTree.root)/Tests/FilesSupport/torture.py",
            [path, String(seed), String(depth)])
        return TortureTree(
            path: path, seed: seed, leftOut: made.split(separator: "\n").map(String.init))
    }

    package enum Owners: String, Sendable {
        case compared = ""
        /// For trees that an ordinary user restored.
        case ignored = "without-owners"
    }

    /// A line for each thing in a tree, in the order of its paths, made by stock tools alone: equal
    /// lines are equal things. Times of access and of birth are not in it.
    package static func describe(
        _ path: String, owners: Owners = .compared
    ) async throws -> [String] {
        let script = "\(WorkingTree.root)/Tests/FilesSupport/describe-tree"
        let outcome = try await runProgram("bash", [script, path, owners.rawValue])
        guard outcome.status == 0 else { throw Undescribed(reason: outcome.errorText) }
        return outcome.text.split(separator: "\n").map(String.init)
    }

    /// What differs between two descriptions: `-` lines of the first, `+` lines of the second.
    package static func differences(_ a: [String], _ b: [String]) -> [String] {
        let (inA, inB) = (Set(a), Set(b))
        return a.filter { !inB.contains($0) }.map { "- \($0.prefix(400))" }
            + b.filter { !inA.contains($0) }.map { "+ \($0.prefix(400))" }
    }

    package struct Undescribed: Error, CustomStringConvertible {
        let reason: String

        package var description: String { "describe-tree failed: \(reason)" }
    }
}
