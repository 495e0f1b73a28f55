import AgentProtocol
import Domain
import StoreSupport
import Testing

@testable import HubCore

/// What all tenants share, no tenant takes alone.
@Suite struct SharingTests {
    @Test func oneTenantDoesNotTakeAllStreams() throws {
        let (feed, greedy, other) = (RunFeed(), Sample.id(Tenant.self), Sample.id(Tenant.self))
        var listeners: [RunListener] = []
        for number in 0..<TenantLimits.listenersMax {
            let interest: RunFeed.Interest =
                number % 2 == 0 ? .tenant(greedy) : .run(Sample.id(), of: greedy)
            listeners.append(try #require(feed.listen(to: interest)))
        }
        #expect(feed.listen(to: .tenant(greedy)) == nil)
        #expect(feed.listen(to: .run(Sample.id(), of: greedy)) == nil)
        #expect(feed.listen(to: .tenant(other)) != nil)
        feed.leave(listeners[0])
        #expect(feed.listen(to: .tenant(greedy)) != nil)
    }

    @Test func oneTenantDoesNotTakeAllThatTheHubCarries() throws {
        let (board, greedy, other) = (RelayBoard(), Sample.id(Tenant.self), Sample.id(Tenant.self))
        var relays: [Relay] = []
        for _ in 0..<TenantLimits.relaysMax {
            relays.append(try #require(board.open(for: Sample.id(), of: greedy, .zip)))
        }
        #expect(board.open(for: Sample.id(), of: greedy, .zip) == nil)
        #expect(board.open(for: Sample.id(), of: other, .zip) != nil)
        board.close(relays[0], isWhole: false)
        #expect(board.open(for: Sample.id(), of: greedy, .zip) != nil)
    }
}
