internal import CommandLine
internal import Engine
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Storage
internal import Values

/// Says what a repository is.
struct RepositoryPrinter {
    private let invocation: Invocation

    init(_ invocation: Invocation) {
        self.invocation = invocation
    }

    func print(_ vault: RepositoryVault, isKnown: Bool) async throws {
        let counts = (
            snapshots: try await vault.list(.snapshots).count,
            keys: try await vault.list(.keys).count, locks: try await vault.list(.locks).count
        )
        let space = try await vault.storage.space()
        guard invocation[Option.json] else {
            invocation.print("repository  \(vault.config.id)")
            invocation.print("place       \(vault.place)")
            invocation.print("format      repository, version \(vault.config.version)")
            invocation.print("known here  \(isKnown ? "yes" : "no")")
            invocation.print("snapshots   \(counts.snapshots)")
            invocation.print("keys        \(counts.keys)")
            invocation.print("locks       \(counts.locks)")
            if let space {
                let total = space.total.map { " of \($0)" } ?? ""
                invocation.print("free        \(space.free)\(total)")
            }
            return
        }
        var object = JSONObject()
        object["vault"] = .string("\(vault.localID)")
        object["format"] = "repository"
        object["repository"] = .string("\(vault.config.id)")
        object["version"] = JSON(vault.config.version)
        object["isKnown"] = .bool(isKnown)
        object["snapshots"] = JSON(counts.snapshots)
        object["keys"] = JSON(counts.keys)
        object["locks"] = JSON(counts.locks)
        if let space {
            object["free"] = .integer(space.free.bytes)
            if let total = space.total { object["total"] = .integer(total.bytes) }
        }
        invocation.print("\(JSON.object(object))")
    }
}
