import AgentProtocol
import Cryptography
import Domain
import HubCore
import JSON
import Store
import StoreSupport
import Testing
import Values
import WebSocket

@testable import HubLink

/// What agents are told of vaults, sources and schedules, and what they say to it.
@Suite(.timeLimit(.minutes(2))) struct ConfigurationTests {
    /// A vault, a source and a schedule of one machine, made as people make them.
    private struct Protection {
        let vault: VaultView
        let source: SourceView
        let schedule: ScheduleView
    }

    private func protect(_ machine: TestMachine, at hub: LinkFixture) async throws -> Protection {
        let vault = try await hub.vaults.create(
            VaultDraft(
                name: "Disk", format: .archive, place: "file:/srv/backups", owner: machine.id,
                secrets: [SecretSlot(purpose: .delete, name: .password): Secret("delete-word")]),
            of: hub.tenant, by: hub.somebody)
        let source = try await hub.sources.create(
            SourceDraft(
                name: "Web", place: .agent(machine.id),
                configuration: .files(FilesConfiguration(paths: ["/srv/www"])),
                vaults: [vault.vault.id], hooks: Hooks(before: "systemctl stop web")),
            of: hub.tenant, by: hub.somebody)
        let schedule = try await hub.schedules.create(
            ScheduleDraft(
                name: "Nightly", time: ScheduleTime(cron: "0 3 * * *", zone: "Europe/Berlin"),
                sources: [source.source.id]), of: hub.tenant, by: hub.somebody)
        return Protection(vault: vault, source: source, schedule: schedule)
    }

    /// The next configuration, checked as an agent checks it.
    private func configuration(
        on link: TestLink, for machine: TestMachine, after last: AgentConfiguration? = nil
    ) async throws -> (signed: SignedConfiguration, content: AgentConfiguration) {
        while let message = try await link.nextAnsweringPings() {
            guard case .configuration(let signed) = message else { continue }
            let enrolled = try #require(machine.enrolled)
            let key = try #require(VerifyingKey(bytes: enrolled.hubKey))
            let content = try signed.open(for: machine.id, of: enrolled.hub, after: last) {
                key.verifies($0, of: $1)
            }
            // What is not confirmed may be said again.
            if content.serial == last?.serial { continue }
            return (signed, content)
        }
        throw Unexpected("no configuration came")
    }

    /// Returns once the hub has heard it: until then it may say the same again.
    private func confirm(_ signed: SignedConfiguration, on link: TestLink) async throws {
        try await link.say(
            .configured(Configured(hash: signed.hash(sha256: { SHA256.hash($0).bytes }))))
        try await link.say(.ping(Ping(time: Sample.now)))
        while let message = try await link.nextAnsweringPings() {
            if case .pong = message { return }
        }
        throw Unexpected("no pong came")
    }

    @Test(arguments: StoreKind.allCases)
    func anAgentIsToldAtHelloAndWhenSomethingChanges(kind: StoreKind) async throws {
        try await LinkFixture.with(kind) { hub in
            let machine = try await hub.agent()
            let made = try await protect(machine, at: hub)
            let link = try await hub.link(machine)
            let (signed, first) = try await configuration(on: link, for: machine)
            #expect(first.serial == 1)
            #expect(first.vaults.map(\.id) == [made.vault.vault.id])
            #expect(first.sources.map(\.hooks.before) == ["systemctl stop web"])
            #expect(first.schedules.map(\.sources) == [[made.source.source.id]])
            #expect(first.schedules.first?.time == made.schedule.schedule.time)
            try await confirm(signed, on: link)

            var edit = ScheduleEdit()
            let later = try ScheduleTime(cron: "30 4 * * *", zone: "UTC")
            edit.time = .set(later)
            _ = try await hub.schedules.edit(
                made.schedule.schedule.id, of: hub.tenant, version: 1, edit, by: hub.somebody)
            let (_, second) = try await configuration(on: link, for: machine, after: first)
            #expect(second.serial == 2)
            #expect(second.schedules.first?.time == later)
            let state = try await hub.world.store.configurationStates(of: [machine.id])
            #expect(state[machine.id]?.wanted == 2 && state[machine.id]?.applied == 1)

            try await hub.schedules.delete(
                made.schedule.schedule.id, of: hub.tenant, by: hub.somebody)
            let (_, third) = try await configuration(on: link, for: machine, after: second)
            #expect(third.schedules.isEmpty && third.serial == 3)
        }
    }

    @Test func aSourceWithoutCommandsHasThoseOfItsMachine() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let made = try await protect(machine, at: hub)
            let bare = try await hub.sources.create(
                SourceDraft(
                    name: "Etc", place: .agent(machine.id),
                    configuration: .files(FilesConfiguration(paths: ["/etc"])),
                    vaults: [made.vault.vault.id]), of: hub.tenant, by: hub.somebody)
            let link = try await hub.link(machine)
            let (signed, first) = try await configuration(on: link, for: machine)
            #expect(first.sources.compactMap(\.hooks.before) == ["systemctl stop web"])
            try await confirm(signed, on: link)
            func set(_ hooks: Hooks) async throws {
                try await hub.hostHooks.set(
                    hooks, of: machine.id, in: hub.tenant, by: hub.somebody)
            }
            try await set(Hooks(before: "mount /disk", after: "umount /disk"))
            let (_, second) = try await configuration(on: link, for: machine, after: first)
            let hooks = Dictionary(
                uniqueKeysWithValues: second.sources.map { ($0.id, $0.hooks) })
            #expect(hooks[made.source.source.id] == Hooks(before: "systemctl stop web"))
            #expect(
                hooks[bare.source.id] == Hooks(before: "mount /disk", after: "umount /disk"))
            try await set(Hooks())
            let (_, third) = try await configuration(on: link, for: machine, after: second)
            #expect(third.sources.first { $0.id == bare.source.id }?.hooks == Hooks())
        }
    }

    /// Also to an agent that protects nothing yet; runs are given by what it takes once it says so.
    @Test(arguments: StoreKind.allCases)
    func anAgentIsToldWhatItMayTake(kind: StoreKind) async throws {
        try await LinkFixture.with(kind) { hub in
            let machine = try await hub.agent()
            let link = try await hub.link(machine)
            func limit(_ edit: AgentLimitsEdit) async throws {
                _ = try await hub.fleet.edit(
                    machine.id, of: hub.tenant, limits: edit, by: hub.somebody)
            }
            func capacity() -> Int? { hub.board.readyAgents().first?.capacity }
            let edit = AgentLimitsEdit(
                runsAtOnce: .set(5), upload: .set(.mebibytes(1)), niceness: .set(7))
            try await limit(edit)
            let (signed, first) = try await configuration(on: link, for: machine)
            #expect(first.capacity == 5)
            #expect(first.limits == AgentLimits(upload: .mebibytes(1), niceness: 7))
            #expect(capacity() != 5, "it does not go by it yet")
            let state = try await hub.world.store.configurationStates(of: [machine.id])
            #expect(state[machine.id]?.isApplied == false)
            try await confirm(signed, on: link)
            #expect(capacity() == 5)
            try await limit(AgentLimitsEdit(runsAtOnce: .set(nil), upload: .set(nil)))
            let (last, second) = try await configuration(on: link, for: machine, after: first)
            #expect(second.capacity == AgentConfiguration.capacityDefault)
            #expect(second.limits == AgentLimits(niceness: 7))
            try await confirm(last, on: link)
            #expect(capacity() == 2)
            await #expect(throws: InvalidFields.self) {
                try await limit(AgentLimitsEdit(niceness: .set(20)))
            }
        }
    }

    /// Agents may go by something newer than a hub knows that was restored.
    @Test func aFrozenHubTellsNobodyUntilItIsConfirmed() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let made = try await protect(machine, at: hub)
            _ = try await hub.world.store.setFrozen(Sample.now, audit: [])
            let link = try await hub.link(machine)
            try await hub.schedules.delete(
                made.schedule.schedule.id, of: hub.tenant, by: hub.somebody)
            hub.keeper.beat()
            _ = try await hub.world.store.setFrozen(nil, audit: [])
            hub.keeper.beat()
            let (_, first) = try await configuration(on: link, for: machine)
            #expect(first.serial == 1 && first.schedules.isEmpty, "the first that was ever said")
        }
    }

    @Test func secretsAreForThisAgentAndForThisWorkAlone() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            _ = try await protect(machine, at: hub)
            let repository = try await hub.vaults.create(
                VaultDraft(
                    name: "Far", format: .repository, place: "rest:https://vault.example/r",
                    keeper: machine.id,
                    secrets: [SecretSlot(name: .password): Secret("pass-word")]),
                of: hub.tenant, by: hub.somebody)
            let link = try await hub.link(machine)
            let (signed, told) = try await configuration(on: link, for: machine)
            let far = try #require(told.vaults.first { $0.id == repository.vault.id })
            var opened: [String: String] = [:]
            for secret in far.secrets {
                opened[secret.name] = try SealedBox.open(secret.box, with: machine.sealing)
                    .revealed()
            }
            #expect(opened["password"] == "pass-word")
            #expect(try #require(opened["passphrase"]).utf8.count == 43, "one was made for it")
            #expect(throws: CryptographyError.self) {
                try SealedBox.open(far.secrets[0].box, with: .random())
            }
            // Who stores in an archive can say for whom, and can read nothing.
            let archive = try #require(told.vaults.first { $0.id != repository.vault.id })
            #expect(archive.secrets.map(\.name) == ["recipients"])
            let text = String(decoding: signed.content, as: UTF8.self)
            for word in ["pass-word", "delete-word", "AGE-SECRET-KEY"] {
                #expect(!text.contains(word))
            }
        }
    }

    /// What one run needs is told for that run: to read an archive its identity, to delete the
    /// other password, and that to the keeper alone.
    @Test func aRunGetsWhatItNeedsAndNoMore() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let made = try await protect(machine, at: hub)
            let agent = try await hub.fleet.agent(machine.id, of: hub.tenant)
            func told(_ vault: KnownVault, _ kind: RunKind) async throws -> [String: String] {
                let told = try await hub.configurations.vault(vault, for: kind, to: agent)
                var opened: [String: String] = [:]
                for secret in told.secrets {
                    opened[secret.name] = try SealedBox.open(secret.box, with: machine.sealing)
                        .revealed()
                }
                return opened
            }
            var vault = made.vault.vault
            #expect(try await Set(told(vault, .backup).keys) == ["recipients"])
            let reading = try await told(vault, .drill)
            #expect(Set(reading.keys) == ["recipients", "identity"])
            #expect(reading["identity"]?.hasPrefix("AGE-SECRET-KEY-1") == true)
            await expectRefusal(.vaultUnreachable) { _ = try await told(vault, .prune) }
            vault.keeper = machine.id
            #expect(
                try await told(vault, .prune)["password"] == "delete-word",
                "the keeper gets it for one run")
            vault.owner = Sample.id()
            let foreign = vault
            await expectRefusal(.vaultUnreachable) { _ = try await told(foreign, .backup) }
        }
    }

    /// An agent has what bounds a vault as soon as somebody says so, in its configuration and for
    /// every run; and counts what lies there where its word about it counts.
    @Test func whatBoundsAVaultIsToldToItsAgents() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let made = try await protect(machine, at: hub)
            let link = try await hub.link(machine)
            let (signed, first) = try await configuration(on: link, for: machine)
            #expect(first.vaults.map(\.bandwidth) == [.unbounded])
            #expect(first.vaults.map(\.isCounted) == [false])
            try await confirm(signed, on: link)
            var edit = VaultEdit()
            edit.quota = .set(.gibibytes(3))
            edit.bandwidth = .set(Bandwidth(upload: .mebibytes(1)))
            let bounded = try await hub.vaults.edit(
                made.vault.vault.id, of: hub.tenant, version: nil, edit, by: hub.somebody
            ).vault
            let (_, second) = try await configuration(on: link, for: machine, after: first)
            #expect(second.vaults.map(\.bandwidth) == [Bandwidth(upload: .mebibytes(1))])
            #expect(second.vaults.map(\.isCounted) == [true])
            let agent = try await hub.fleet.agent(machine.id, of: hub.tenant)
            let run = try await hub.configurations.vault(bounded, for: .check, to: agent)
            #expect(run.bandwidth.upload == .mebibytes(1) && run.isCounted)
            var shared = bounded
            (shared.owner, shared.keeper) = (nil, Sample.id())
            let other = try await hub.configurations.vault(shared, for: .backup, to: agent)
            #expect(other.bandwidth.upload == .mebibytes(1) && !other.isCounted)
        }
    }

    @Test func whatAnAgentHasIsNotSaidAgain() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let made = try await protect(machine, at: hub)
            let link = try await hub.link(machine)
            let (signed, first) = try await configuration(on: link, for: machine)
            try await confirm(signed, on: link)
            // The same put in again is nothing new; another name of the vault is none of its
            // business; the next thing that is said is of the next thing that concerns it.
            var same = SourceEdit()
            same.name = .set("Web")
            _ = try await hub.sources.edit(
                made.source.source.id, of: hub.tenant, version: nil, same, by: hub.somebody)
            var other = VaultEdit()
            other.name = .set("Another name")
            _ = try await hub.vaults.edit(
                made.vault.vault.id, of: hub.tenant, version: nil, other, by: hub.somebody)
            _ = try await hub.sources.setEnabled(
                false, made.source.source.id, of: hub.tenant, by: hub.somebody)
            let (again, second) = try await configuration(on: link, for: machine, after: first)
            #expect(second.serial == 2 && second.sources.first?.isEnabled == false)
            try await confirm(again, on: link)
            try await link.say(.goodbye(.shuttingDown))

            let back = try await hub.dial()
            var hello = machine.hello(to: back)
            hello = hello.goingBy(again.hash(sha256: { SHA256.hash($0).bytes }))
            try await back.say(.hello(hello))
            _ = try await back.welcome()
            _ = try await hub.sources.setEnabled(
                true, made.source.source.id, of: hub.tenant, by: hub.somebody)
            let (_, third) = try await configuration(on: back, for: machine, after: second)
            #expect(third.serial == 3 && third.sources.first?.isEnabled == true)
        }
    }

    @Test func afterARotationSecretsAreSealedAnew() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            _ = try await protect(machine, at: hub)
            let link = try await hub.link(machine)
            let (_, first) = try await configuration(on: link, for: machine)
            let (next, form) = machine.rotated(at: hub.hub.identity.hub)
            let answer = try await hub.post(RotationForm.path, RotationForm.schema.encode(form))
            #expect(answer.status == 204)
            let back = try await hub.link(next)
            let (_, second) = try await configuration(on: back, for: next, after: first)
            let box = try #require(second.vaults.first?.secrets.first?.box)
            #expect(try SealedBox.open(box, with: next.sealing).revealed().hasPrefix("age1"))
        }
    }

    @Test func anAgentAnswersWhatPeopleAsk() async throws {
        try await LinkFixture.with { hub in
            let machine = try await hub.agent()
            let made = try await protect(machine, at: hub)
            await expectRefusal(.agentAway) {
                _ = try await hub.connections.test(made.vault.vault.id, of: hub.tenant)
            }
            let link = try await hub.link(machine)
            _ = try await configuration(on: link, for: machine)
            let asked = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let finding = try await hub.connections.folder(
                        "/srv", on: machine.id, of: hub.tenant)
                    guard case .found(let page) = finding else { throw Unexpected("\(finding)") }
                    #expect(page.items.map(\.name.text) == ["www"])
                }
                let number = try await answer(
                    .page(
                        TreePage(
                            items: [
                                TreePage.Item(
                                    name: FileName(Array("www".utf8)), kind: .folder,
                                    size: ByteCount(0), modified: nil)
                            ], isLast: true)), on: link
                ) { $0 == .folder(path: "/srv") }
                try await group.waitForAll()
                return number
            }
            #expect(asked == 1)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let finding = try await hub.connections.test(
                        made.vault.vault.id, of: hub.tenant)
                    guard case .refused(let failure) = finding else {
                        throw Unexpected("\(finding)")
                    }
                    #expect(failure.code == "policy")
                }
                let failure = RunFailure(
                    code: "policy", message: "Not here.", disposition: .needsOperator)
                _ = try await answer(.refused(failure), on: link) { question in
                    guard case .connection(let connection) = question else { return false }
                    return connection.vault?.id == made.vault.vault.id
                }
                try await group.waitForAll()
            }
            // Whoever waits when the link ends is told so.
            await expectRefusal(.agentAway) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        _ = try await hub.connections.folder(
                            "/", on: machine.id, of: hub.tenant)
                    }
                    _ = try await question(on: link)
                    try await link.say(.goodbye(.shuttingDown))
                    try await group.waitForAll()
                }
            }
        }
    }

    private func question(on link: TestLink) async throws -> (number: Int64, Question) {
        while case .text(let text)? = try await link.socket.receive() {
            let envelope = try Envelope<HubMessage>(parsing: Array(text.utf8))
            if case .question(let asked) = envelope.message, let number = envelope.asks {
                return (number, asked.question)
            }
        }
        throw Unexpected("nothing was asked")
    }

    private func answer(
        _ answer: Answer, on link: TestLink, _ isMeant: (Question) -> Bool
    ) async throws -> Int64 {
        let (number, asked) = try await question(on: link)
        #expect(isMeant(asked))
        // What nobody asked is passed over.
        try await link.send(
            Envelope(AgentMessage.answer(AnswerGiven(.reached("wrong"))), answers: number + 7)
                .encoded)
        try await link.send(
            Envelope(AgentMessage.answer(AnswerGiven(answer)), answers: number).encoded)
        return number
    }
}

extension Hello {
    /// The same from an agent that goes by a configuration.
    fileprivate func goingBy(_ hash: [UInt8]) -> Hello {
        Hello(
            program: program, agent: agent, incarnation: incarnation, nonce: nonce,
            signature: signature, time: time, recorded: recorded, journals: journals,
            hubIncarnation: hubIncarnation, configuration: hash, capabilities: capabilities,
            runs: runs)
    }
}
