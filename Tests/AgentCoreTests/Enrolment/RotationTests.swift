import AgentProtocol
import AgentSupport
import Cryptography
import Domain
import Host
import TestSupport
import Testing
import Transport
import Values

@testable import AgentCore

/// Other keys for an agent, while it runs and while it does not.
@Suite(.timeLimit(.minutes(5))) struct RotationTests {
    private func membership(_ hub: TestHub) -> HubMembership {
        HubMembership(
            enrolled: Enrolled(
                hub: hub.id, hubKey: hub.key.verifyingKey.bytes, agent: number(1),
                tenant: number(9), name: "web"), address: hub.url, allowsInsecure: false, pins: [])
    }

    private func joining(_ hub: TestHub, _ loop: EventLoop) throws -> HubJoining {
        HubJoining(to: try HubAddress(hub.url), trust: .system, loop: loop)
    }

    private func withLoop<Result>(
        _ body: (EventLoop) async throws -> Result
    ) async throws -> Result {
        let loop = try EventLoop(name: "rotation")
        try loop.start()
        defer { loop.stop() }
        return try await body(loop)
    }

    @Test func anAnswerThatWasLostChangesNothing() async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                try await withLoop { loop in
                    let folder = try await blocking { try AgentFolder(at: FilePath(scratch)) }
                    let old = try await blocking { try folder.keys() }
                    let identity = try membership(hub).identity(old)
                    let door = try joining(hub, loop)
                    // Killed between each two steps, and begun anew.
                    for _ in 1...3 {
                        let next = try await blocking { try folder.nextKeys() }
                        try await door.rotate(identity, to: next)
                        #expect(try await blocking { try folder.keys() }.key == old.key)
                    }
                    #expect(hub.door.keys.count == 1)
                    try await blocking {
                        try folder.adoptNextKeys()
                        try folder.adoptNextKeys()
                    }
                    let present = try await blocking { try folder.keys() }
                    #expect(hub.door.keys == [present.key])
                    #expect(try await blocking { try folder.formerKeys() }?.key == old.key)
                    // The old ones count for nothing.
                    let stolen = try membership(hub).identity(old)
                    await #expect(throws: JoiningRefusal.self) {
                        try await door.rotate(stolen, to: .random())
                    }
                    await door.close()
                }
            }
        }
    }

    /// What was sealed before is opened with the former key, until the hub has sealed anew.
    @Test func aRunningAgentComesBackWithTheNewKeys() async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let folder = try await blocking {
                    try AgentFolder(at: FilePath("\(scratch)/folder"))
                }
                let old = try await blocking { try folder.keys() }
                let keyring = try await blocking {
                    try AgentKeyring(folder, membership(hub))
                }
                let agent = try await TestAgent(in: scratch, of: hub, keys: old, keyring: keyring)
                let before = try configuration(serial: 1, hub: hub.id)
                try await agent.book.adopt(hub.sign(before))
                try await agent.run(try HubAddress(hub.url)) {
                    let (link, _) = try await hub.greet(agent: old.signing.verifyingKey)
                    let next = try await blocking { try folder.nextKeys() }
                    try await blocking { try folder.adoptNextKeys() }
                    try await link.send(
                        .goodbye(Goodbye(code: "rotated", message: "Other keys.")))
                    while try await link.receive() != nil {}
                    link.drop()
                    let (again, _) = try await hub.greet(agent: next.signing.verifyingKey)
                    #expect(
                        keyring.identity.boxKeys.map(\.publicKey.bytes)
                            == [next.box, old.box].map(\.publicKey.bytes))
                    #expect(try await blocking { try folder.formerKeys() } != nil)
                    // A new life opens what is kept, too.
                    _ = try await ConfigurationBook(agent.journal) { keyring.identity }
                    try await again.send(
                        .configuration(hub.sign(try configuration(serial: 2, hub: hub.id))))
                    try await again.wait { if case .configured = $0 { true } else { false } }
                    #expect(try await blocking { try folder.formerKeys() } == nil)
                    let fresh = try membership(hub).identity(next)
                    let kept = try await ConfigurationBook(agent.journal) { fresh }
                    #expect(kept.configuration?.serial == 2)
                }
                await agent.close()
            }
        }
    }
}
