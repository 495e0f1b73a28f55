import AgentProtocol
import TestSupport
import Testing

@Suite struct SequenceTests {
    @Test func aWindowBoundsWhatIsOnItsWay() throws {
        var outbox = Outbox()
        #expect(outbox.next() == nil)
        for number in 1...5000 as ClosedRange<Int64> { #expect(outbox.record() == number) }
        #expect(outbox.next() == nil, "there is no link")
        outbox.link(received: 0)
        var sent: [ClosedRange<Int64>] = []
        while let range = outbox.next() { sent.append(range) }
        #expect(sent == [1...500, 501...1000, 1001...1500, 1501...2000])
        try outbox.acknowledge(700, rewinds: false)
        #expect(outbox.next() == 2001...2500)
        #expect(outbox.next() == 2501...2700)
        #expect(outbox.next() == nil)
        // Late and repeated words change nothing; a rewind sends again what is not there.
        try outbox.acknowledge(300, rewinds: false)
        #expect(outbox.acknowledged == 700)
        try outbox.acknowledge(700, rewinds: true)
        #expect(outbox.next() == 701...1200)
        #expect(throws: ProtocolError.self) { try outbox.acknowledge(5001, rewinds: false) }
    }

    @Test func linesAreCountedWhenTooMuchWaits() throws {
        var outbox = Outbox()
        for _ in 0..<Outbox.backlogMax { _ = outbox.record(isDispensable: true) }
        #expect(outbox.record(isDispensable: true) == nil)
        #expect(outbox.record() == Outbox.backlogMax + 1)
        try outbox.acknowledge(10, rewinds: false)
        #expect(outbox.record(isDispensable: true) == Outbox.backlogMax + 2)
    }

    @Test func onlyWhatTheHubHasIsForgotten() throws {
        var outbox = Outbox()
        for _ in 0..<100 { _ = outbox.record() }
        #expect(outbox.forget(through: 50) == 0)
        try outbox.acknowledge(30, rewinds: false)
        #expect(outbox.forget(through: 50) == 30)
        #expect(outbox.forget(through: 10) == 30)
        // The hub was restored and has nothing: it gets what is left.
        outbox.link(received: 0)
        #expect(outbox.next() == 31...100)
        var inbox = Inbox()
        inbox.open(first: outbox.oldest)
        #expect(inbox.missing == 30)
        #expect(inbox.receive(31...100) == .commit(31...100))
    }

    @Test func anInboxTakesEachRecordOnce() {
        var inbox = Inbox(committed: 10)
        #expect(inbox.receive(1...10) == .duplicate)
        #expect(inbox.receive(12...20) == .gap)
        #expect(inbox.receive(5...12) == .commit(11...12))
        inbox.abandon()
        #expect(inbox.committed == 10)
        #expect(inbox.receive(11...12) == .commit(11...12))
        #expect(inbox.commit() == 12)
        #expect(inbox.receive(11...12) == .duplicate)
        inbox.open(first: 1)
        inbox.open(first: 13)
        #expect(inbox.missing == 0)
    }

    /// An agent may say any number, and the hub has to live with what it wrote down of it.
    @Test func anInboxEndsWhereNumbersEnd() {
        var inbox = Inbox(missing: 7)
        inbox.open(first: .max)
        #expect(inbox.committed == .max - 1 && inbox.missing == .max)
        #expect(inbox.receive(.max ... .max) == .commit(.max ... .max))
        #expect(inbox.commit() == .max)
        inbox.open(first: .max)
        inbox.open(first: 1)
        #expect(inbox.receive(1...5) == .duplicate)
        #expect(inbox.receive(.max ... .max) == .duplicate)
        #expect(inbox.committed == .max)
    }

    /// A line that drops, repeats, delays and breaks; a hub whose transactions fail, that dies, and
    /// that is restored from yesterday; an agent that dies. In the end the hub's store has each
    /// record once, in order, and nothing is missing but what only a lost store knew.
    @Test(arguments: 0..<300 as Range<UInt64>) func nothingIsLostAndNothingDoubled(
        number: UInt64
    ) throws {
        var world = World(seed: number)
        for _ in 0..<600 { try world.act() }
        try world.settle()
        #expect(world.store == Array(1...world.outbox.recorded), "seed \(number)")
        #expect(world.outbox.acknowledged == world.outbox.recorded, "seed \(number)")
        #expect(world.inbox.missing == 0)
        #expect(world.outbox.recorded > 20, "seed \(number) did nothing")
    }

    /// The test above would pass a hub that acknowledges before it commits, if none ever died.
    @Test func theWorldIsHarsh() throws {
        var deeds: Set<World.Deed> = []
        for seed in 0..<50 as Range<UInt64> {
            var world = World(seed: seed)
            for _ in 0..<600 { try world.act() }
            deeds.formUnion(world.done)
        }
        #expect(deeds == Set(World.Deed.allCases))
    }
}

/// An agent, a hub and the line between them.
private struct World {
    enum Deed: CaseIterable {
        case record, send, deliver, drop, repeated, reorder, breakLine, link, failCommit, hubDies
        case hubRestored, agentDies, duplicateSeen, gapSeen
    }

    var outbox = Outbox()
    var inbox = Inbox()
    var store: [Int64] = []
    var done: Set<Deed> = []
    private var backup: [Int64] = []
    private var toHub: [ClosedRange<Int64>] = []
    private var toAgent: [(through: Int64, rewinds: Bool)] = []
    private var isLinked = false
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func act() throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<20: note(.record) { _ = $0.outbox.record() }
        case 20..<40: send()
        case 40..<65: try deliver()
        case 65..<72: try acknowledge()
        case 72..<77:
            note(.drop) { world in
                if !world.toHub.isEmpty { world.toHub.removeFirst() }
            }
        case 77..<81:
            note(.repeated) { world in
                if let first = world.toHub.first { world.toHub.append(first) }
            }
        case 81..<84: note(.reorder) { $0.toHub.reverse() }
        case 84..<87: breakLine()
        case 87..<95: link()
        case 95:
            note(.hubDies) { world in
                world.breakLine()
                world.inbox = Inbox(committed: Int64(world.store.count))
            }
        case 96: backup = store
        case 97:
            note(.hubRestored) { world in
                world.breakLine()
                world.store = world.backup
                world.inbox = Inbox(committed: Int64(world.store.count))
            }
        case 98:
            note(.agentDies) { world in
                world.breakLine()
                // The journal has what was recorded, and perhaps an older word of the hub's.
                world.outbox = Outbox(
                    recorded: world.outbox.recorded,
                    acknowledged: world.outbox.acknowledged / 2)
            }
        default: break
        }
    }

    /// From now on everything works.
    mutating func settle() throws {
        breakLine()
        link()
        for _ in 0..<10_000 {
            guard outbox.acknowledged < outbox.recorded else { return }
            send()
            try deliver(failing: false)
            try acknowledge()
        }
    }

    private mutating func note(_ deed: Deed, _ act: (inout World) -> Void) {
        done.insert(deed)
        act(&self)
    }

    private mutating func send() {
        guard let range = outbox.next(most: Int.random(in: 1...7, using: &random)) else { return }
        done.insert(.send)
        toHub.append(range)
    }

    private mutating func deliver(failing: Bool = true) throws {
        guard isLinked, !toHub.isEmpty else { return }
        done.insert(.deliver)
        switch inbox.receive(toHub.removeFirst()) {
        case .duplicate:
            done.insert(.duplicateSeen)
            toAgent.append((inbox.committed, false))
        case .gap:
            done.insert(.gapSeen)
            toAgent.append((inbox.committed, true))
        case .commit(let range):
            if failing, Int.random(in: 0..<10, using: &random) == 0 {
                done.insert(.failCommit)
                inbox.abandon()
                toAgent.append((inbox.committed, true))
            } else {
                store += range
                toAgent.append((inbox.commit(), false))
            }
        }
    }

    private mutating func acknowledge() throws {
        guard isLinked, !toAgent.isEmpty else { return }
        let word = toAgent.removeFirst()
        try outbox.acknowledge(word.through, rewinds: word.rewinds)
    }

    private mutating func breakLine() {
        done.insert(.breakLine)
        isLinked = false
        outbox.unlink()
        toHub = []
        toAgent = []
    }

    private mutating func link() {
        guard !isLinked else { return }
        done.insert(.link)
        isLinked = true
        inbox.open(first: outbox.oldest)
        outbox.link(received: inbox.committed)
    }
}
