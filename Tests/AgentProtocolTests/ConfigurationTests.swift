import AgentProtocol
import Cryptography
import Domain
import JSON
import Testing
import Values

@Suite struct ConfigurationTests {
    private let key = SigningKey.random()
    private let stranger = SigningKey.random()

    private func configuration(
        agent: UInt64 = 1, hub: UInt64 = 2, incarnation: UInt64 = 3, serial: Int64 = 5,
        sourceVault: UInt64 = 7, vaults: [UInt64] = [7], schedule: UInt64 = 6
    ) throws -> AgentConfiguration {
        let source = Source(
            id: id(6), tenant: id(9), name: "Web", place: .agent(id(agent)),
            configuration: .files(FilesConfiguration(paths: ["/srv"])), vaults: [id(sourceVault)],
            created: Timestamp(seconds: 0))
        return AgentConfiguration(
            agent: id(agent), hub: id(hub), hubIncarnation: id(incarnation), serial: serial,
            sources: [
                ConfiguredSource(source, secrets: [SealedSecret(name: "password", box: [1, 2])])
            ],
            vaults: vaults.map {
                ConfiguredVault(id: id($0), format: .archive, place: "file:/v", secrets: [])
            },
            schedules: [
                AgentConfiguration.Schedule(
                    id: id(8), time: try ScheduleTime(cron: "@daily", zone: "UTC"),
                    sources: [id(schedule)], isEnabled: true, jitter: .zero,
                    effective: Timestamp(seconds: 0))
            ], capacity: 2)
    }

    private func open(
        _ signed: SignedConfiguration, after current: AgentConfiguration? = nil
    ) -> String {
        do throws(SignedConfiguration.Refusal) {
            let configuration = try signed.open(for: id(1), of: id(2), after: current) {
                key.verifyingKey.verifies($0, of: $1)
            }
            return "serial \(configuration.serial)"
        } catch {
            switch error {
            case .badSignature: return "bad signature"
            case .malformed: return "malformed"
            case .foreign: return "foreign"
            case .replayed: return "replayed"
            }
        }
    }

    private func signed(
        _ configuration: AgentConfiguration, by key: SigningKey? = nil
    ) -> SignedConfiguration {
        let key = key ?? self.key
        return SignedConfiguration.sign(configuration) { key.sign($0) }
    }

    @Test func onlyTheHubsOwnAndTheLatestIsTaken() throws {
        let current = try configuration()
        #expect(open(signed(current)) == "serial 5")
        #expect(open(signed(current), after: current) == "serial 5")
        #expect(open(try signed(configuration(serial: 6)), after: current) == "serial 6")
        #expect(open(try signed(configuration(serial: 4)), after: current) == "replayed")
        #expect(
            open(try signed(configuration(incarnation: 4, serial: 1)), after: current)
                == "serial 1")
        #expect(open(try signed(configuration(agent: 4))) == "foreign")
        #expect(open(try signed(configuration(hub: 4))) == "foreign")
        #expect(open(signed(current, by: stranger)) == "bad signature")
    }

    @Test func everyFlippedByteIsNoticed() throws {
        let signed = try signed(configuration())
        for index in signed.content.indices {
            var content = signed.content
            content[index] ^= 1
            let forged = SignedConfiguration(content: content, signature: signed.signature)
            #expect(open(forged) == "bad signature")
        }
        // What is signed is no configuration by itself: a signature of something else is no use.
        let bare = SignedConfiguration(
            content: signed.content, signature: key.sign(signed.content))
        #expect(open(bare) == "bad signature")
    }

    @Test func whatContradictsItselfIsRefused() throws {
        for broken in [
            try configuration(sourceVault: 8), try configuration(vaults: [7, 7]),
            try configuration(schedule: 5),
        ] { #expect(open(signed(broken)) == "malformed") }
    }

    /// The form is closed: an agent of before refuses what it does not know.
    @Test func whatBoundsAVaultIsSaidWhereSomethingDoes() throws {
        func said(_ vault: ConfiguredVault) throws -> String {
            let whole = try configuration()
            let bounded = AgentConfiguration(
                agent: whole.agent, hub: whole.hub, hubIncarnation: whole.hubIncarnation,
                serial: whole.serial, sources: whole.sources, vaults: [vault],
                schedules: whole.schedules, capacity: whole.capacity)
            let bytes = AgentConfiguration.schema.encode(bounded)
            #expect(
                try AgentConfiguration.schema.decode(JSON(parsing: bytes, depthLimit: 20))
                    == bounded)
            return String(decoding: bytes, as: UTF8.self)
        }
        func vault(_ bandwidth: Bandwidth, isCounted: Bool) -> ConfiguredVault {
            ConfiguredVault(
                id: id(7), format: .archive, place: "file:/v", secrets: [],
                bandwidth: bandwidth, isCounted: isCounted)
        }
        let plain = try said(vault(.unbounded, isCounted: false))
        for word in ["upload", "download", "counted"] { #expect(!plain.contains(word)) }
        let bounded = try said(vault(Bandwidth(upload: .mebibytes(1)), isCounted: true))
        #expect(bounded.contains(#""upload":1048576,"counted":true"#))
        #expect(!bounded.contains("download"))
    }

    @Test func proofsDifferByEndAndByEveryField() throws {
        let nonce = [UInt8](repeating: 1, count: 32)
        let other = [UInt8](repeating: 2, count: 32)
        let proofs = [
            LinkProof(
                hub: id(1), agent: id(2), incarnation: id(3), hubNonce: nonce, agentNonce: nonce),
            LinkProof(
                hub: id(2), agent: id(1), incarnation: id(3), hubNonce: nonce, agentNonce: nonce),
            LinkProof(
                hub: id(1), agent: id(2), incarnation: id(4), hubNonce: nonce, agentNonce: nonce),
            LinkProof(
                hub: id(1), agent: id(2), incarnation: id(3), hubNonce: other, agentNonce: nonce),
            LinkProof(
                hub: id(1), agent: id(2), incarnation: id(3), hubNonce: nonce, agentNonce: other),
        ]
        let all = proofs.flatMap { proof in
            ProtocolEnd.allCases.map { proof.bytes(signedBy: $0) }
        }
        #expect(Set(all).count == 10)
        #expect(all[0].starts(with: Array("holdfast-link-1 hub\n36:".utf8)))
    }
}
