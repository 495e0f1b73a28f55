import Host
import RESTProtocol
import RepositorySupport
import StorageSupport
import TestSupport
import Testing

/// Upstream restic against our server, as against its own.
@Suite(.timeLimit(.minutes(10))) struct RepositoryServingTests {
    private func restic(
        _ version: UpstreamRestic.Version, at server: TestVaultServer, as name: String,
        _ secret: String
    ) -> UpstreamRestic {
        UpstreamRestic(
            version,
            "rest:http://\(name):\(secret)@\(server.address)/site/repository/")
    }

    /// Files of several packs, so that data is listed, read in parts and pruned.
    private func makeTree(_ folder: String) async throws {
        let script = """
            mkdir -p '\(folder)/a/b' && cd '\(folder)'
            head -c 20000000 /dev/urandom >large
            for n in $(seq 50); do head -c 5000 /dev/urandom >a/$n; done
            echo hello >a/b/c
            """
        #expect(try await blocking { try shell(script) }.status == 0)
    }

    /// What the packs of the repository take on the server's disk.
    private func packBytes(_ server: TestVaultServer) async throws -> Int {
        let folder = "\(server.folder)/site/repository/data"
        let sum = try await runProgram(
            "find", [folder, "-type", "f", "-printf", "%s\\n"])
        return sum.text.split(separator: "\n").compactMap { Int($0) }.reduce(0, +)
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func resticBacksUpChecksAndRestores(version: UpstreamRestic.Version) async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web", path: "site")
            let restic = restic(version, at: server, as: "web", secret)
            try await withScratchFolder { scratch in
                try await makeTree("\(scratch)/tree")
                try await restic.initialize()
                try await restic.backUp(["tree"], in: scratch)
                try await restic.requireSound()
                try await restic.restore(to: "\(scratch)/back")
                let same = try await runProgram(
                    "diff", ["-r", "\(scratch)/tree", "\(scratch)/back/tree"])
                #expect(same.status == 0, "\(same.text)")
                // Nothing stays locked: locks may go.
                #expect(try await restic.ids(of: "locks") == [])
                #expect(try await restic.ids(of: "packs").count > 1)
            }
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func forgetAndPruneAreForTheOneWhoMay(version: UpstreamRestic.Version) async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web", path: "site")
            let keeper = try server.add("keeper", path: "site", .full)
            let restic = restic(version, at: server, as: "web", secret)
            let full = self.restic(version, at: server, as: "keeper", keeper)
            try await withScratchFolder { scratch in
                try await makeTree("\(scratch)/tree")
                try await restic.initialize()
                try await restic.backUp(["tree"], in: scratch)
                try await blocking { try writeFile([1], to: "\(scratch)/tree/large") }
                try await restic.backUp(["tree"], in: scratch)
                let before = try await restic.snapshots().map(\.id)
                let forget = try await restic.run(["forget", "--keep-last", "1", "--prune"])
                #expect(forget.said.contains("403"), "\(forget.said)")
                #expect(try await restic.snapshots().map(\.id) == before)
                try await restic.requireSound()

                // Bytes, as the number of packs depends on who wrote beside whom.
                let packs = try await packBytes(server)
                try await full.forget(["--keep-last", "1"], prunes: true)
                #expect(try await restic.snapshots().map(\.id) == [before.last])
                #expect(try await packBytes(server) < packs - 15_000_000)
                try await restic.requireSound()
            }
        }
    }
}
