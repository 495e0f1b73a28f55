import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct AuditContract {
    private func chain(_ store: any Store, _ scope: AuditScope) async throws -> [AuditEvent] {
        try await store.auditChain(of: scope, after: 0, limit: PageRequest.limitMax)
    }

    private func expectWhole(_ events: [AuditEvent]) {
        var head = AuditHead.start
        for event in events {
            #expect(event.follows(head, sha256: sha256), "event \(event.sequence)")
            head = event.head
        }
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsKeptOfAnEventComesBackAsItWas(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let drafts = [
                AuditDraft(.signInFailed, in: world.scope, by: .system, at: Sample.now),
                AuditDraft(
                    AuditAction(rawValue: "later.invented"), in: world.scope,
                    by: .user(world.owner.id, login: "owner"), at: Sample.now + .seconds(-5),
                    on: AuditTarget(world.owner), from: "2001:db8::1",
                    detail: ["from=": "a\nb\\n\0", "到": "\r\n", "": ""]),
            ]
            try await world.store.record(drafts)
            let events = try await chain(world.store, world.scope)
            #expect(events.map(\.draft) == drafts)
            #expect(events.map(\.sequence) == [1, 2])
            expectWhole(events)
            #expect(try await world.store.auditHead(of: world.scope) == events.last?.head)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func everyScopeHasItsOwnChain(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let other = Sample.tenant("other")
            let scopes: [AuditScope] = [world.scope, .tenant(other.id), .hub]
            try await world.store.addTenant(other, owner: world.owner.id, audit: [])
            let before = try await world.store.auditHead(of: .hub).sequence
            for number in 0..<9 {
                try await world.store.record([
                    Sample.event(.signedIn, in: scopes[number % 3]),
                    Sample.event(.signedOut, in: scopes[number % 2]),
                ])
            }
            var counts: [Int64] = []
            for scope in scopes {
                expectWhole(try await chain(world.store, scope))
                counts.append(try await world.store.auditHead(of: scope).sequence)
            }
            #expect(counts == [8, 7, before + 3])
            let empty = try await world.store.auditHead(of: .tenant(Sample.id()))
            #expect(empty == .start)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func eventsAreListedFromTheNewestInPages(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            for second in 0..<7 {
                try await world.store.record([
                    Sample.event(.signedIn, in: world.scope, at: Sample.now + .seconds(second))
                ])
            }
            var sequences: [Int64] = []
            var before: Int64?
            while true {
                let page = try await world.store.auditEvents(
                    in: world.scope, matching: AuditFilter(), before: before, limit: 3)
                guard let last = page.last else { break }
                sequences += page.map(\.sequence)
                before = last.sequence
            }
            #expect(sequences == [7, 6, 5, 4, 3, 2, 1])
            let rest = try await world.store.auditChain(of: world.scope, after: 5, limit: 10)
            #expect(rest.map(\.sequence) == [6, 7])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func filtersCombine(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = try await world.add("ann", as: .viewer)
            let people = [world.owner, ann]
            for second in 0..<8 {
                try await world.store.record([
                    Sample.event(
                        second < 4 ? .signedIn : .signedOut, in: world.scope,
                        by: .user(people[second % 2].id, login: people[second % 2].login),
                        at: Sample.now + .seconds(second),
                        on: second % 4 < 2 ? AuditTarget(ann) : nil)
                ])
            }
            let times = (Sample.now + .seconds(1))..<(Sample.now + .seconds(6))
            for (filter, expected) in [
                (AuditFilter(action: .signedIn), [5, 4, 3, 2]),
                (AuditFilter(actor: ann.id), [9, 7, 5, 3]),
                (AuditFilter(target: ann.id.uuid), [7, 6, 3, 2, 1]),
                (AuditFilter(times: times), [7, 6, 5, 4, 3]),
                (
                    AuditFilter(
                        action: .signedOut, actor: ann.id, target: ann.id.uuid, times: times),
                    [7]
                ),
                (AuditFilter(action: .hubSetUp), []),
            ] as [(AuditFilter, [Int64])] {
                let found = try await world.store.auditEvents(
                    in: world.scope, matching: filter, before: nil, limit: 100)
                #expect(found.map(\.sequence) == expected, "\(filter)")
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aChainStaysWholeWhenEightWriteToIt(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let outcomes = await eightAtOnce { number in
                for _ in 0..<5 {
                    try await world.peers[number].record([
                        Sample.event(.signedIn, in: world.scope, detail: ["by": "\(number)"]),
                        Sample.event(.signedOut, in: world.scope, detail: ["by": "\(number)"]),
                    ])
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            let events = try await chain(world.store, world.scope)
            #expect(events.count == 80)
            expectWhole(events)
            // The two events of one call stand next to each other.
            for index in stride(from: 0, to: 80, by: 2) {
                let names = [events[index], events[index + 1]].map { $0.draft.detail["by"] }
                #expect(names[0] == names[1])
            }
        }
    }
}
