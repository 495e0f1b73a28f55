import Testing
import Values

@testable import Domain

@Suite struct RunLifeTests {
    private static let steps: [RunStep] = [
        .lease, .start, .finalize, .finish(.succeeded), .finish(.warned), .finish(.failed),
        .finish(.cancelled), .retry, .release, .interrupt, .cancel, .skip(.overlap),
    ]

    /// Each state and each step: where it leads, `-` where it is out of order, `ended` where
    /// nothing leads anywhere any more.
    private static let table = Row.table(
        """
        queued leased running - - - - - - - - cancelled skipped
        leased - running - - - failed - queued queued queued cancelling -
        running - - finalizing succeeded warned failed cancelled queued queued failed cancelling -
        finalizing - - - succeeded warned failed cancelled queued queued failed cancelling -
        cancelling - - - cancelled cancelled cancelled cancelled cancelled cancelled cancelled - -
        succeeded ended ended ended ended ended ended ended ended ended ended ended ended
        warned ended ended ended ended ended ended ended ended ended ended ended ended
        failed ended ended ended ended ended ended ended ended ended ended ended ended
        cancelled ended ended ended ended ended ended ended ended ended ended ended ended
        skipped ended ended ended ended ended ended ended ended ended ended ended ended
        """)

    @Test func theTableIsComplete() {
        #expect(Self.table.map { $0[0] } == RunState.allCases.map(\.rawValue))
        #expect(Self.table.allSatisfy { $0.cells.count == Self.steps.count + 1 })
    }

    @Test(arguments: table) func everyStepFromEveryStateLeadsWhereTheTableSays(row: Row) throws {
        let state = try #require(RunState(rawValue: row[0]))
        for (step, expected) in zip(Self.steps, row.cells.dropFirst()) {
            let found: String
            do throws(RunRefusal) {
                found = try state.after(step).rawValue
            } catch {
                switch error {
                case .ended(let where_): found = where_ == state ? "ended" : "?"
                case .outOfOrder: found = "-"
                case .stale: found = "stale"
                }
            }
            #expect(found == expected, "\(state.rawValue) + \(step.name)")
        }
    }

    /// However steps come, a run ends once, in at most so many of them, and stays as it ended.
    @Test func aRunEndsOnceWhateverComes() {
        for seed in 0..<500 as Range<UInt64> {
            var random = Dice(seed)
            var position = RunPosition()
            var end: RunState?
            for _ in 0..<200 {
                let step = Self.steps.randomElement(using: &random) ?? .lease
                let old = position
                do throws(RunRefusal) {
                    position = try RunTransition(of: position, step, by: .hub).next
                } catch {
                    #expect(position == old)
                }
                if let end { #expect(position.state == end, "seed \(seed)") }
                if position.state.isFinal { end = position.state }
                #expect(position.fence >= old.fence && position.attempt >= old.attempt)
            }
        }
    }

    @Test func whoWasFencedOffChangesNothing() throws {
        var position = try RunTransition(of: RunPosition(), .lease, by: .hub).next
        #expect(position == RunPosition(state: .leased, attempt: 1, fence: 1))
        let old = RunTransition.Authority.agent(attempt: 1, fence: 1)
        position = try RunTransition(of: position, .start, by: old).next
        // The lease runs out; the run is given to another worker.
        position = try RunTransition(of: position, .release, by: .hub).next
        #expect(position == RunPosition(state: .queued, attempt: 2, fence: 1))
        position = try RunTransition(of: position, .lease, by: .hub).next
        #expect(position == RunPosition(state: .leased, attempt: 2, fence: 2))
        for step in Self.steps.dropFirst() {
            #expect(throws: (any Error).self) { try RunTransition(of: position, step, by: old) }
        }
        let new = RunTransition.Authority.agent(attempt: 2, fence: 2)
        position = try RunTransition(of: position, .start, by: new).next
        #expect(throws: RunRefusal.stale) {
            try RunTransition(of: position, .finish(.succeeded), by: old)
        }
        position = try RunTransition(of: position, .finish(.succeeded), by: new).next
        #expect(position.state == .succeeded)
    }

    @Test func aLateSuccessNeverOverwritesCancelled() throws {
        let agent = RunTransition.Authority.agent(attempt: 1, fence: 1)
        let running = RunPosition(state: .running, attempt: 1, fence: 1)
        let cancelling = try RunTransition(of: running, .cancel, by: .hub).next
        let ended = try RunTransition(of: cancelling, .interrupt, by: .hub).next
        #expect(ended.state == .cancelled)
        #expect(throws: RunRefusal.ended(.cancelled)) {
            try RunTransition(of: ended, .finish(.succeeded), by: agent)
        }
        // The other way round the success stays.
        let done = try RunTransition(of: running, .finish(.succeeded), by: agent).next
        #expect(throws: RunRefusal.ended(.succeeded)) {
            try RunTransition(of: done, .cancel, by: .hub)
        }
    }

    /// Letters: s source, V vaults, v vault, o other vault, p snapshot, d destination, a agent,
    /// k keeper, D delete credential, t thawed, c right clock.
    @Test(
        arguments: Row.table(
            """
            backup  sV    | retried stores
            restore vpd   |
            drill   vp    | retried
            check   v     | retried maintenance
            forget  vkDt  | retried maintenance destructive
            prune   vkDtc | retried maintenance destructive
            unlock  vkc   | maintenance
            init    v     | retried maintenance
            delete  vpkDt | retried maintenance destructive
            copy    vo    | retried maintenance stores
            export  vpd   |
            update  a     |
            """))
    func everyKindNeedsWhatTheTableSays(row: Row) throws {
        let kind = try #require(RunKind(rawValue: row[0]))
        let letters: [(Character, RunNeed)] = [
            ("s", .source), ("V", .vaults), ("v", .vault), ("o", .otherVault), ("p", .snapshot),
            ("d", .destination), ("a", .agent), ("k", .keeper), ("D", .deleteCredential),
            ("t", .thawed), ("c", .rightClock),
        ]
        #expect(Set(letters.map(\.1)) == Set(RunNeed.allCases))
        let expected = letters.filter { row[1].contains($0.0) }.map(\.1)
        #expect(kind.needs == Set(expected))
        let words = row.cells.dropFirst(3)
        #expect(kind.isRetried == words.contains("retried"))
        #expect(kind.storesSnapshots == words.contains("stores"))
        #expect(kind.isMaintenance == words.contains("maintenance"))
        #expect(kind.isDestructive == words.contains("destructive"))
    }

    @Test func whatASubjectLacksIsTold() {
        let one: ID<KnownVault> = ID(1)
        let two: ID<KnownVault> = ID(2)
        #expect(RunSubject().lacking(for: .backup) == [.source, .vaults])
        #expect(RunSubject(source: ID(1), vaults: [one]).lacking(for: .backup).isEmpty)
        #expect(RunSubject(vaults: [one, two]).lacking(for: .prune) == [.vault])
        #expect(RunSubject(vaults: [one, two]).lacking(for: .copy).isEmpty)
        #expect(RunSubject(vaults: [one, one]).lacking(for: .copy) == [.otherVault])
        #expect(RunSubject(vaults: [one]).lacking(for: .restore) == [.snapshot, .destination])
        #expect(RunSubject().lacking(for: .update) == [.agent])
    }
}

/// SplitMix64, for tests that throw dice and can be repeated.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
