import AgentProtocol
import Domain
import Host
import SFTP
import StorageSupport
import TestSupport
import Testing
import Values

@testable import AgentCore

/// Sources on machines where nothing is installed: OpenSSH's own server is at the other end.
@Suite(.timeLimit(.minutes(10))) struct ServerSourceTests {
    private static let policy = """
        read-servers = ["127.0.0.1"]
        restore-servers = ["127.0.0.1"]
        vault-folders = ["@/vaults"]
        """

    /// Lends an agent, a vault, and a server that has something to read.
    private func withServer(
        policy: String = Self.policy,
        _ body: @escaping @Sendable (TestAgent, ConfiguredVault, SSHDaemon) async throws -> Void
    ) async throws {
        try await SSHDaemon.with { daemon in
            let made = try await runProgram(
                "sh",
                [
                    "-ec",
                    """
                    cd \(daemon.scratch); mkdir -p srv/in; echo one >srv/one; echo two >srv/in/two
                    chmod 640 srv/one; ln -s one srv/link
                    """,
                ])
            #expect(made.status == 0, "\(made.errorText)")
            try await withScratchFolder { scratch in
                let agent = try await TestAgent(
                    in: scratch, of: nil, policy: policy, hub: SigningHub())
                let vault = try await agent.keyedVault(7)
                try await agent.make(vault)
                try await agent.run { try await body(agent, vault, daemon) }
                await agent.close()
            }
        }
    }

    private func configuration(
        _ daemon: SSHDaemon, hostKey: String? = nil
    ) async throws -> SFTPConfiguration {
        SFTPConfiguration(
            host: "127.0.0.1", port: Int(daemon.port), user: try daemon.server().user,
            hostKey: hostKey, files: FilesConfiguration(paths: ["\(daemon.scratch)/srv"]))
    }

    private func source(
        _ agent: TestAgent, _ daemon: SSHDaemon, key: String = "user_ed25519",
        hostKey: String? = nil
    ) async throws -> ConfiguredSource {
        let text = try await runProgram("cat", ["\(daemon.scratch)/\(key)"]).text
        let source = Source(
            id: number(6), tenant: number(9), name: "Shop", place: .pool,
            configuration: .sftp(try await configuration(daemon, hostKey: hostKey)),
            vaults: [number(7)], created: Timestamp(seconds: 0))
        return ConfiguredSource(source, secrets: [try agent.seal("private_key", text)])
    }

    private func order(
        _ kind: RunKind, _ run: UInt64, _ source: ConfiguredSource, _ vault: ConfiguredVault,
        snapshot: String? = nil, terms: RestoreTerms? = nil
    ) -> RunOrder {
        RunOrder(
            attempt: RunAttempt(run: number(run), attempt: 1, fence: 1), kind: kind,
            source: source, vaults: [vault], snapshot: snapshot,
            destination: kind == .restore ? .inPlace : nil, terms: terms)
    }

    private func shell(_ script: String) async throws -> String {
        let outcome = try await runProgram("sh", ["-ec", script])
        #expect(outcome.status == 0, "\(outcome.errorText)")
        return outcome.text
    }

    @Test func aServerIsBackedUpAndGivenBackWhatItLost() async throws {
        try await withServer { agent, vault, daemon in
            let source = try await source(agent, daemon)
            let story = try await agent.complete(order(.backup, 50, source, vault))
            #expect(story.last == "ended succeeded", "\(story)")
            let list = """
                cd \(daemon.scratch)/srv
                find . -printf '%p %y %m %l %T@\\n' | sort; cat one in/two
                """
            let before = try await shell(list)
            _ = try await shell("cd \(daemon.scratch)/srv; rm -r in one link; echo new >kept")
            let snapshot = try await agent.stored(number(50))
            let named = RestoreTerms(conflicts: .skip, confirmation: "127.0.0.1")
            let unnamed = RestoreTerms(conflicts: .skip, confirmation: "web")
            let refused = try await agent.complete(
                order(.restore, 51, source, vault, snapshot: snapshot, terms: unnamed))
            #expect(refused.last == "ended failed", "\(refused)")
            #expect(try await shell("ls \(daemon.scratch)/srv") == "kept\n")
            let restored = try await agent.complete(
                order(.restore, 52, source, vault, snapshot: snapshot, terms: named))
            #expect(restored.last == "ended succeeded", "\(restored)")
            _ = try await shell("rm \(daemon.scratch)/srv/kept")
            let after = try await shell(list)
            // Times are whole seconds over SFTP, and folders' are set when all is in them.
            #expect(Self.plain(after) == Self.plain(before))
        }
    }

    private static func plain(_ listing: String) -> [String] {
        listing.split(separator: "\n").map { line in
            guard let point = line.lastIndex(of: "."), line.hasPrefix(".") else {
                return String(line)
            }
            return line.contains(" f ")
                ? String(line[..<point])
                : line.split(separator: " ").dropLast().joined(separator: " ")
        }
    }

    @Test func aChangedHostKeyStopsEverythingUntilSomebodyNamesIt() async throws {
        try await withServer { agent, vault, daemon in
            let plain = try await source(agent, daemon)
            #expect(
                try await agent.complete(order(.backup, 50, plain, vault)).last
                    == "ended succeeded")
            _ = try await shell(
                """
                cd \(daemon.scratch); rm host_ed25519*
                ssh-keygen -q -t ed25519 -N '' -f host_ed25519
                """)
            let moved = try daemon.moved()
            let pinned = try await shell(
                "ssh-keygen -lf \(daemon.scratch)/host_ed25519.pub | cut -d ' ' -f 2")
            // The same name and port is another machine now.
            let known = "\(agent.scratch)/agent/state/known-hosts"
            _ = try await shell("sed -i s/:\(daemon.port)/:\(moved.port)/ \(known)")
            try await moved.running {
                let source = try await source(agent, moved)
                let story = try await agent.complete(order(.backup, 51, source, vault))
                #expect(story.last == "ended failed")
                let codes = try await agent.journal.everything().compactMap { record in
                    if case .ended(let ended) = record.event { ended.failure?.code } else { nil }
                }
                #expect(codes == ["host_key_changed"])
                let named = try await self.source(
                    agent, moved, hostKey: pinned.filter { !$0.isNewline })
                let last = try await agent.complete(order(.backup, 52, named, vault))
                #expect(last.last == "ended succeeded", "\(last)")
            }
        }
    }

    @Test(arguments: [
        "read-servers = []", "read-servers = [\"127.0.0.1:1\"]",
        "read-servers = [\"localhost\"]", "read = [\"/\"]",
    ])
    func nothingIsReadFromAServerThatThePolicyDoesNotName(policy: String) async throws {
        try await withServer(policy: policy + "\nvault-folders = [\"@/vaults\"]") {
            agent, vault, daemon in
            let source = try await source(agent, daemon)
            #expect(
                try await agent.complete(order(.backup, 50, source, vault)) == ["refused policy"])
            let asked = ServerFolderQuestion(
                server: try await configuration(daemon), path: "/", secrets: source.secrets)
            guard case .refused(let failure) = await agent.link.desk.answer(.serverFolder(asked))
            else { return #expect(Bool(false), "it was answered") }
            #expect(failure.code == "policy")
        }
    }

    @Test func pathsAreChosenAndTriedOverSSH() async throws {
        try await withServer { agent, _, daemon in
            let source = try await source(agent, daemon)
            let server = try await configuration(daemon)
            let folder = Question.serverFolder(
                ServerFolderQuestion(
                    server: server, path: "\(daemon.scratch)/srv", secrets: source.secrets))
            guard case .page(let page) = await agent.answer(folder) else {
                return #expect(Bool(false), "there was no page")
            }
            #expect(
                page.items.map { "\($0.name.text) \($0.kind)" } == [
                    "in folder", "link link", "one file",
                ])
            let test = Question.connection(
                ConnectionQuestion(
                    source: source.configuration, vault: nil, secrets: source.secrets))
            let key = try await shell(
                "ssh-keygen -lf \(daemon.scratch)/host_ed25519.pub | cut -d ' ' -f 2 | tr -d '\\n'")
            #expect(
                await agent.answer(test)
                    == .reached("The path can be read. The server's key is \(key)."))
            let stranger = Question.connection(
                ConnectionQuestion(source: source.configuration, vault: nil, secrets: []))
            guard case .refused(let failure) = await agent.answer(stranger) else {
                return #expect(Bool(false), "somebody without a key was let in")
            }
            #expect(failure.code == "source_denied")
        }
    }
}

extension TestAgent {
    /// On threads that may block, as the link asks.
    fileprivate func answer(_ question: Question) async -> Answer {
        await withTaskExecutorPreference(parts.pool) { await link.desk.answer(question) }
    }
}
