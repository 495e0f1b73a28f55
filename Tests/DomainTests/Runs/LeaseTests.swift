import Testing
import Values

@testable import Domain

@Suite struct LeaseTests {
    private let run: ID<Run> = ID(1)
    private let now = moment("12:00")

    private func take(
        _ holder: UInt64, incarnation: UInt64 = 1, after lease: Lease?, at time: Timestamp
    ) throws(Lease.Refusal) -> Lease {
        try Lease.take(
            run, after: lease, by: ID(holder), incarnation: ID(incarnation), now: time)
    }

    @Test func aLiveLeaseIsNobodyElses() throws {
        let first = try take(1, after: nil, at: now)
        #expect(first.fence == 1 && first.expires == now + .seconds(90))
        #expect(try take(1, after: first, at: now + .seconds(89)) == first)
        for (holder, incarnation) in [(2, 1), (1, 2)] as [(UInt64, UInt64)] {
            #expect(throws: Lease.Refusal.held(until: first.expires)) {
                try take(holder, incarnation: incarnation, after: first, at: now + .seconds(89))
            }
        }
    }

    @Test func anExpiredLeaseIsTakenOverAndFencedOff() throws {
        var first = try take(1, after: nil, at: now)
        let late = now + Lease.length
        #expect(throws: Lease.Refusal.expired) { try first.check(fence: 1, now: late) }
        #expect(throws: Lease.Refusal.expired) { try first.renew(fence: 1, now: late) }
        var second = try take(2, after: first, at: late)
        #expect(second.fence == 2)
        #expect(throws: Lease.Refusal.fencedOff(by: 2)) { try second.check(fence: 1, now: late) }
        #expect(throws: Lease.Refusal.fencedOff(by: 2)) { try second.renew(fence: 1, now: late) }
        try second.renew(fence: 2, now: late + .seconds(60))
        #expect(second.expires == late + .seconds(150))
        // The first holder itself has to take it anew.
        #expect(try take(1, after: first, at: late).fence == 2)
    }

    @Test func renewingNeverShortens() throws {
        var lease = try take(1, after: nil, at: now)
        try lease.renew(fence: 1, now: now - .seconds(600))
        #expect(lease.expires == now + .seconds(90))
    }

    /// Workers with clocks of their own take, renew and commit at random; whoever commits is the
    /// only one who may, at that moment.
    @Test func oneFenceCommitsAtATime() {
        for seed in 0..<200 as Range<UInt64> {
            var random = Dice(seed)
            var lease: Lease?
            var held: [UInt64: Int64] = [:]
            var committed: [Int64] = []
            var time = now
            for _ in 0..<100 {
                time = time + .seconds(Int64.random(in: 0...70, using: &random))
                let worker = UInt64.random(in: 1...3, using: &random)
                do throws(Lease.Refusal) {
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0:
                        let taken = try take(worker, after: lease, at: time)
                        lease = taken
                        held[worker] = taken.fence
                    case 1: try lease?.renew(fence: held[worker] ?? 0, now: time)
                    default:
                        try lease?.check(fence: held[worker] ?? 0, now: time)
                        if lease != nil { committed.append(held[worker] ?? 0) }
                    }
                } catch { continue }
            }
            #expect(committed == committed.sorted(), "seed \(seed)")
            #expect(!committed.contains(0))
        }
    }
}
