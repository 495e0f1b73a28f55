import JSON
import TestSupport

@testable import RepositoryEngine

/// What two trees of a repository, and the trees below them, differ in.
enum TreeDifferences {
    /// The names of members that differ, with values where they were not expected to.
    static func find(
        _ restic: Restic, _ repository: String, _ a: String, _ b: String, at path: String = ""
    ) async throws -> Set<String> {
        if a == b { return [] }
        let (first, second) = (
            try await restic.blob(repository, a), try await restic.blob(repository, b)
        )
        let nodes = try [first, second].map { try nodes(of: $0) }
        var found: Set<String> = []
        guard nodes[0].count == nodes[1].count else {
            return ["\(path): \(nodes[0].count) and \(nodes[1].count) nodes"]
        }
        for (mine, other) in zip(nodes[0], nodes[1]) where mine != other {
            let name = mine["name"]?.text ?? ""
            let keys = Set(members(mine) + members(other))
            for key in keys where mine[key] != other[key] {
                if key == "subtree", let x = mine[key]?.text, let y = other[key]?.text {
                    found.formUnion(
                        try await find(restic, repository, x, y, at: "\(path)/\(name)"))
                } else if restic.expectedDifferences.contains(key) {
                    found.insert(key)
                } else {
                    found.insert(
                        "\(path)/\(name) \(key): \(mine[key] ?? "-") and \(other[key] ?? "-")")
                }
            }
        }
        if found.isEmpty { found.insert("\(path): the same members in other bytes") }
        return found
    }

    private static func members(_ json: JSON) -> [String] {
        guard case .object(let object) = json else { return [] }
        return object.members.map(\.key)
    }

    private static func nodes(of text: [UInt8]) throws -> [JSON] {
        guard case .array(let nodes) = try JSON(parsing: text)["nodes"] else { return [] }
        return nodes
    }
}
