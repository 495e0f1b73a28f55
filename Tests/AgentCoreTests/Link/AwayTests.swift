import AgentProtocol
import AgentSupport
import Cryptography
import Domain
import Host
import TestSupport
import Testing
import Values

@testable import AgentCore

/// A hub that is away for an hour of the agent's clock.
@Suite(.timeLimit(.minutes(5))) struct AwayTests {
    private let pause = Duration.seconds(600)
    private let times = 6

    private func isEnd(_ record: JournalRecord) -> Bool {
        if case .ended = record.event { true } else { false }
    }

    /// One life of the agent in its folder: the same machine, another process.
    private func live(
        _ number: UInt64, in scratch: String, of hub: TestHub, _ keys: AgentKeys,
        _ wall: WallClock, timer: any Clock<Duration> = ContinuousClock(),
        _ body: @Sendable (TestAgent) async throws -> Void
    ) async throws {
        let agent = try await TestAgent(
            in: scratch, of: hub, wall: wall,
            incarnation: ID(UUID(high: 0x019A_0000_0000_7000, low: 0x8000_0000_0000_0000 | number)),
            keys: keys, timer: timer)
        try await body(agent)
        await agent.close()
    }

    @Test func schedulesFireOnTimeAndAreToldOnceAfterwards() async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let (clock, keys) = (TestClock(), AgentKeys.random())
                try await live(1, in: scratch, of: hub, keys, clock.wall) { agent in
                    try await configure(agent, hub)
                }
                let start = clock.wall.now
                try await live(2, in: scratch, of: hub, keys, clock.wall, timer: clock) { agent in
                    try await agent.run {
                        for count in 1...times {
                            // Whoever fires, and whoever trims, wait for the clock.
                            await clock.sleepers(2)
                            clock.advance(by: pause)
                            _ = try await agent.until { story in
                                story.count { $0 == "ended succeeded" } == count
                            }
                        }
                    }
                }
                try await live(3, in: scratch, of: hub, keys, clock.wall) { agent in
                    let records = try await told(by: agent, hub)
                    let begun = records.compactMap { record -> RunBegan? in
                        if case .began(let began) = record.event { began } else { nil }
                    }
                    let due = (1...times).map { start + pause * $0 }
                    #expect(begun.map { $0.firing?.time } == due)
                    // To the moment: the clock stood still meanwhile.
                    #expect(records.filter(isEnd).map(\.time) == due)
                    #expect(Set(begun.map(\.attempt.run)).count == times)
                    #expect(Set(records.map(\.sequence)).count == records.count)
                }
            }
        }
    }

    /// With a schedule for every ten minutes from now on.
    private func configure(_ agent: TestAgent, _ hub: TestHub) async throws {
        try writeFile(Array("one".utf8), to: "\(agent.scratch)/data/one")
        let vault = try agent.vault(7)
        try await agent.make(vault)
        let plan = try configuration(
            sources: [source(paths: ["\(agent.scratch)/data"])], vaults: [vault],
            cron: "*/10 * * * *", effective: agent.wall.now, hub: hub.id)
        try await agent.run(try HubAddress(hub.url)) {
            let (link, _) = try await hub.greet(agent: agent.identity.signingKey.verifyingKey)
            try await link.send(.configuration(hub.sign(plan)))
            try await link.wait { if case .configured = $0 { true } else { false } }
            link.drop()
        }
    }

    /// What an earlier life wrote down, as the hub gets it: over two links, and no record twice
    /// after it was acknowledged.
    private func told(by agent: TestAgent, _ hub: TestHub) async throws -> [JournalRecord] {
        try await agent.run(try HubAddress(hub.url)) {
            let key = agent.identity.signingKey.verifyingKey
            let (link, _) = try await hub.greet(agent: key)
            for _ in 0..<1000 where link.records.filter(isEnd).count < times {
                try await link.wait { if case .records = $0 { true } else { false } }
            }
            let records = link.records
            link.drop()
            let (again, _) = try await hub.greet(agent: key)
            try await again.send(.question(QuestionAsked(.folder(path: agent.scratch))), asks: 7)
            try await again.wait { if case .answer = $0 { true } else { false } }
            #expect(again.records.isEmpty)
            return records
        }
    }
}
