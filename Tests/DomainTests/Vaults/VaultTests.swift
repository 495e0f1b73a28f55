import Testing
import Values

@testable import Domain

@Suite struct VaultTests {
    private let now = moment("12:00")

    private func vault(
        owner: UInt64? = nil, agents: [UInt64]? = nil, keeper: UInt64? = nil, tenant: UInt64 = 1
    ) -> KnownVault {
        KnownVault(
            id: ID(1), tenant: ID(tenant), name: "Disk", format: .archive, place: "file:/srv",
            owner: owner.map { ID($0) }, agents: agents.map { Set($0.map { ID($0) }) },
            keeper: keeper.map { ID($0) }, created: now)
    }

    /// Owner, listed agents, keeper; may agent 1 reach it; which kinds does agent 1 get the delete
    /// credential for.
    @Test(
        arguments: Row.table(
            """
            - -   - yes -
            - -   1 yes forget,prune,delete
            - -   2 yes -
            1 -   1 yes forget,prune,delete
            2 -   1 no  -
            - 1,2 1 yes forget,prune,delete
            - 2   1 no  -
            - 1   - yes -
            """))
    func theDeleteCredentialGoesToTheKeeperAlone(row: Row) {
        let vault = vault(
            owner: UInt64(row[0]),
            agents: row[1] == "-" ? nil : row[1].split(separator: ",").compactMap { UInt64($0) },
            keeper: UInt64(row[2]))
        #expect(vault.isReachable(by: ID(1)) == (row[3] == "yes"))
        let kinds = RunKind.allCases.filter { vault.lendsDeleteCredential(to: ID(1), for: $0) }
        let expected = row[4].split(separator: ",").compactMap { RunKind(rawValue: String($0)) }
        #expect(Set(kinds) == Set(expected))
    }

    /// Owner, keeper; does the word of agent 1 about the whole of it count.
    @Test(arguments: Row.table("- - yes\n1 - yes\n2 - no\n2 1 yes\n- 1 yes\n- 2 no"))
    func allOfAVaultIsCountedByWhoseWordCounts(row: Row) {
        var vault = vault(owner: UInt64(row[0]), keeper: UInt64(row[1]))
        #expect(vault.isKnownWhole(by: ID(1)) == (row[2] == "yes"))
        #expect(!vault.isCounted(by: ID(1)), "nothing is measured by it")
        vault.quota = .gibibytes(1)
        #expect(vault.isCounted(by: ID(1)) == (row[2] == "yes"))
    }

    @Test func boundsOfVaultsHaveRules() {
        var vault = vault()
        vault.quota = .mebibytes(1)
        vault.bandwidth = Bandwidth(upload: .kibibytes(1), download: .kibibytes(1))
        #expect(vault.violations.isEmpty)
        vault.quota = ByteCount((1 << 20) - 1)
        vault.bandwidth = Bandwidth(upload: ByteCount(1023), download: ByteCount(-1))
        #expect(
            vault.violations.map { "\($0.field):\($0.code)" } == [
                "quota:too_small", "upload:too_small", "download:too_small",
            ])
    }

    private func source(
        _ place: SourcePlace = .agent(ID(1)),
        _ configuration: SourceConfiguration = .files(FilesConfiguration(paths: ["/srv"])),
        vaults: [UInt64] = [1]
    ) -> Source {
        Source(
            id: ID(1), tenant: ID(1), name: "Web", place: place, configuration: configuration,
            vaults: vaults.map { ID($0) }, created: now)
    }

    @Test func aSourceNeedsVaultsItCanReach() {
        let sftp = SourceConfiguration.sftp(
            SFTPConfiguration(host: "h", user: "u", files: FilesConfiguration(paths: ["/"])))
        typealias Case = (Source, [KnownVault], SourceRefusal?)
        let cases: [Case] = [
            (source(), [vault()], nil),
            (source(), [], .vaultUnknown(ID(1))),
            (source(), [vault(tenant: 2)], .vaultUnknown(ID(1))),
            (source(vaults: [1, 1]), [vault()], .vaultTwice),
            (source(), [vault(owner: 1)], nil),
            (source(), [vault(owner: 2)], .vaultUnreachable(ID(1))),
            (source(), [vault(agents: [2])], .vaultUnreachable(ID(1))),
            (source(.pool), [vault()], .needsAgent),
            (source(.pool, sftp), [vault()], nil),
            (source(.pool, sftp), [vault(owner: 1)], .vaultUnreachable(ID(1))),
            (source(.agent(ID(1)), sftp), [vault(owner: 1)], nil),
        ]
        for (index, (source, vaults, expected)) in cases.enumerated() {
            #expect(source.refusal(vaults: vaults) == expected, "case \(index)")
        }
    }

    @Test func fieldsOfSourcesHaveRules() {
        func codes(_ configuration: SourceConfiguration) -> [String] {
            source(.agent(ID(1)), configuration).violations.map { "\($0.field):\($0.code)" }
        }
        let files = FilesConfiguration(paths: ["/srv/ a ", "/\u{301}\n"])
        #expect(codes(.files(files)).isEmpty)
        #expect(codes(.files(FilesConfiguration(paths: []))) == ["paths:too_small"])
        #expect(
            codes(.files(FilesConfiguration(paths: ["srv", "", "/a\0"]))) == [
                "path:character", "path:missing", "path:character",
            ])
        #expect(
            codes(.files(FilesConfiguration(paths: ["/"], excludes: [""]))) == ["pattern:missing"])
        #expect(codes(.sqlite(SQLiteConfiguration(path: "a.db"))) == ["path:character"])
        #expect(
            codes(.sftp(SFTPConfiguration(host: "", port: 0, user: "", files: files))) == [
                "address:missing", "port:too_small", "remote_user:missing",
            ])
        #expect(source(vaults: []).violations.map(\.field) == ["vaults"])
        var hooked = source()
        hooked.hooks = Hooks(before: "", after: "true")
        #expect(hooked.violations.map(\.code) == ["missing"])
    }

    @Test func anOverrideReplacesAllRules() {
        let retention = SourceRetention(
            rules: RetentionRules(counts: [.daily: 7]),
            overrides: [ID(2): RetentionRules(ageMax: .seconds(5))])
        #expect(retention.rules(in: ID(1)) == RetentionRules(counts: [.daily: 7]))
        #expect(retention.rules(in: ID(2)) == RetentionRules(ageMax: .seconds(5)))
    }

    /// All there are, gone today, how many more may go: ten or a quarter, whatever is more.
    @Test(
        arguments: Row.table(
            """
            0    0   10
            12   0   10
            12   4   6
            40   0   10
            44   0   11
            1000 0   250
            1000 250 0
            1000 300 0
            """))
    func aCapLimitsADay(row: Row) throws {
        let numbers = row.cells.compactMap { Int($0) }
        #expect(DeletionCap().left(of: numbers[0], deletedToday: numbers[1]) == numbers[2])
    }

    @Test func theOldestGoFirstAndTheRestWaits() {
        let candidates = (0..<100).map {
            RetentionCandidate(id: "\($0)", time: now - .seconds(Int64($0) * 86_400))
        }
        let decisions = RetentionRules(counts: [.last: 5]).decide(candidates, now: now) {
            CalendarDate(secondsSince1970: $0.seconds)
        }
        let cap = DeletionCap(count: 10, percent: 25)
        let (leaving, withheld) = cap.apply(to: decisions, deletedToday: 0)
        #expect(leaving.map(\.candidate.id) == (75..<100).reversed().map { "\($0)" })
        #expect(withheld.count == 70)
        // The rest of the day: 75 are left of 100.
        let (more, _) = cap.apply(
            to: decisions.filter { Int($0.candidate.id) ?? 0 < 75 }, deletedToday: 25)
        #expect(more.isEmpty)
        // What is damaged stays, and is not what a share is taken of.
        let damaged = (100..<500).map {
            RetentionCandidate(id: "\($0)", time: now, isGood: false)
        }
        let mixed = RetentionRules(counts: [.last: 5]).decide(candidates + damaged, now: now) {
            CalendarDate(secondsSince1970: $0.seconds)
        }
        #expect(
            cap.apply(to: mixed, deletedToday: 0).leaving.map(\.candidate.id)
                == leaving.map(\.candidate.id))
        let none = DeletionCap(count: 1, percent: 1).apply(
            to: decisions.filter(\.isKept), deletedToday: 0)
        #expect(none.leaving.isEmpty && none.withheld.isEmpty)
    }

    /// What it claims and when it was seen, in seconds from noon; the time it is judged by.
    @Test(
        arguments: Row.table(
            """
            -60     0 right -60
            -864000 0 right -864000
            300     0 right 300
            301     0 right 0
            -60     0 wrong 0
            9999999 0 wrong 0
            """))
    func aWrongClockAgesNothing(row: Row) throws {
        let claimed = now + .seconds(try #require(Int64(row[0])))
        let expected = now + .seconds(try #require(Int64(row[3])))
        #expect(
            RetentionCandidate.time(
                claimed: claimed, firstSeen: now, isClockRight: row[2] == "right") == expected)
    }

    private func snapshot(pinned: Bool = false, holds: [SnapshotHold] = []) -> KnownSnapshot {
        KnownSnapshot(
            id: ID(1), tenant: ID(1), vault: ID(1), locator: "a", source: ID(1), run: nil,
            claimedTime: now, firstSeen: now, size: ByteCount(1),
            pin: pinned ? SnapshotPin(user: ID(1), time: now) : nil, holds: holds)
    }

    private func hold(until: Timestamp? = nil, released: Timestamp? = nil) -> SnapshotHold {
        SnapshotHold(
            id: ID(1), reason: "court", placed: now - .seconds(9), until: until, released: released)
    }

    @Test func holdsPinsAndTheLastGoodOneStayInThisOrder() {
        typealias Case = (KnownSnapshot, Bool, Bool, SnapshotRefusal?)
        let cases: [Case] = [
            (snapshot(), false, false, nil), (snapshot(), false, true, .lastGood),
            (snapshot(), true, true, nil), (snapshot(pinned: true), false, true, .pinned),
            (snapshot(pinned: true), true, false, nil),
            (snapshot(pinned: true, holds: [hold()]), true, false, .held),
            (snapshot(holds: [hold(until: now + .seconds(1))]), true, false, .held),
            (snapshot(holds: [hold(until: now)]), false, false, nil),
            (snapshot(holds: [hold(released: now)]), false, false, nil),
            (snapshot(holds: [hold(released: now), hold()]), false, false, .held),
        ]
        for (index, (snapshot, isForced, isLast, expected)) in cases.enumerated() {
            #expect(
                snapshot.deletionRefusal(isForced: isForced, isLastGood: isLast, at: now)
                    == expected, "case \(index)")
        }
        let candidate = RetentionCandidate(
            snapshot(pinned: true, holds: [hold()]), isClockRight: true, now: now)
        #expect(candidate.isPinned && candidate.isHeld && candidate.isGood)
    }

    /// States and steps of a deletion, and where they lead; a dot where nothing changes.
    @Test(
        arguments: Row.table(
            """
            queued   running  .    .        .       .      ignored
            running  .        done retrying blocked .      .
            retrying running  .    .        .       queued ignored
            blocked  .        .    .        .       queued ignored
            done     .        .    .        .       .      .
            ignored  .        .    .        .       .      .
            """))
    func aDeletionGoesItsWay(row: Row) throws {
        let steps: [Deletion.Step] = [
            .start, .succeed, .fail(.retryable), .fail(.needsOperator), .retry, .ignore,
        ]
        let state = try #require(Deletion.State(rawValue: row[0]))
        for (step, expected) in zip(steps, row.cells.dropFirst()) {
            var deletion = Deletion(
                id: ID(1), tenant: ID(1), snapshot: ID(1), state: state, tries: 1, created: now)
            let isTaken = deletion.take(step, now: now)
            #expect((isTaken ? deletion.state.rawValue : ".") == expected, "\(step)")
            if !isTaken { #expect(deletion.state == state) }
        }
    }

    @Test func aDeletionIsTriedLongAndPatientlyAndThenBlocked() {
        var deletion = Deletion(id: ID(1), tenant: ID(1), snapshot: ID(1), created: now)
        var time = now
        func take(_ step: Deletion.Step, at time: Timestamp) -> Bool {
            deletion.take(step, now: time)
        }
        var waits: [String] = []
        while !deletion.state.isFinal, deletion.state != .blocked {
            #expect(take(.start, at: time))
            #expect(take(.fail(.retryable), at: time))
            #expect(!take(.start, at: deletion.notBefore - .milliseconds(1)))
            waits.append((deletion.notBefore - time).text)
            time = deletion.notBefore
        }
        #expect(deletion.tries == 20 && deletion.state == .blocked)
        #expect(waits.prefix(4) == ["1m", "2m", "4m", "8m"] && waits.last == "6h")
        #expect(take(.retry, at: time))
        #expect(take(.start, at: time) && deletion.tries == 1)
        deletion.repair(now: time)
        #expect(deletion.state == .retrying && take(.start, at: time))
        #expect(take(.fail(.retryable), at: now + Deletion.lifetime))
        #expect(deletion.state == .blocked)
    }
}
