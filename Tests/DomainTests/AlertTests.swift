import Testing
import Values

@testable import Domain

@Suite struct AlertTests {
    private let now = moment("12:00")

    /// State, step; state, notice.
    @Test(
        arguments: Row.table(
            """
            raised       observe     raised       nothing
            raised       acknowledge acknowledged nothing
            raised       clear       resolved     resolved
            acknowledged observe     acknowledged nothing
            acknowledged acknowledge acknowledged nothing
            acknowledged clear       resolved     resolved
            resolved     observe     resolved     another
            resolved     acknowledge resolved     nothing
            resolved     clear       resolved     nothing
            """))
    func anAlertLives(row: Row) throws {
        var alert = Alert(
            id: ID(1), scope: .hub, condition: .hubFrozen,
            state: try #require(Alert.State(rawValue: row[0])), raised: now)
        let steps: [String: Alert.Step] = [
            "observe": .observe, "acknowledge": .acknowledge(ID(5)), "clear": .clear,
        ]
        let notice = alert.take(try #require(steps[row[1]]), now: now + .seconds(9))
        #expect(alert.state.rawValue == row[2])
        #expect("\(notice)" == row[3])
        let isSeenAgain = row[1] == "observe" && row[0] != "resolved"
        #expect(alert.count == (isSeenAgain ? 2 : 1))
        #expect(alert.lastSeen == (isSeenAgain ? now + .seconds(9) : now))
    }

    private static let conditions: [AlertCondition] = [
        .backupFailed(ID(1)), .backupFailed(ID(2)), .vaultMissed(ID(1), ID(2)),
        .vaultMissed(ID(2), ID(1)), .maintenanceFailed(ID(1), .forget),
        .maintenanceFailed(ID(1), .prune), .maintenanceFailed(ID(1), .check),
        .drillFailed(ID(1), ID(2)), .agentAway(ID(1)), .runUnheard(ID(1)), .sourceStale(ID(1)),
        .clockSkew(ID(1)), .agentCloned(ID(1)), .updateFailed(ID(1)), .vaultFilling(ID(9)),
        .vaultFull(ID(1)),
        .deletionsWithheld(ID(1)), .deletionBlocked(ID(1)), .booksUnbalanced(ID(1)), .hubFrozen,
        .hubBackupFailed, .hubBackupOverdue,
        .maintenanceOverdue(ID(1), .check), .vaultUnreachable(ID(1)),
    ]

    @Test func differentConditionsHaveDifferentKeys() {
        #expect(Set(Self.conditions.map(\.dedupKey)).count == Self.conditions.count)
        #expect(
            AlertCondition.agentAway(ID(1)).dedupKey
                == "agent_away:019a8f3c-0b7e-7000-8000-000000000001")
        #expect(AlertCondition.hubFrozen.dedupKey == "hub_frozen")
        #expect(AlertCondition.maintenanceFailed(ID(1), .prune).kind == "prune_failed")
        #expect(!AlertCondition.agentCloned(ID(1)).clearsItself)
    }

    @Test func aKeyIsReadBack() {
        for condition in Self.conditions {
            #expect(AlertCondition(dedupKey: condition.dedupKey) == condition)
        }
        for key in ["", "hub_frozen:1", "backup_failed", "nonsense_failed:\(ID<Run>(1))", "a:b:c"] {
            #expect(AlertCondition(dedupKey: key) == nil, "\(key)")
        }
    }

    private static let others: Set = [
        "run_unheard", "vault_unreachable", "vault_full", "check_overdue", "copy_overdue",
    ]

    /// Kind, what came of it in the vault; what is observed, what is cleared about the vault.
    @Test(
        arguments: [
            "backup stored | | vault_full vault_unreachable",
            "backup vault_unreachable | vault_unreachable |",
            "backup vault_missing | vault_unreachable |",
            "backup vault_denied | vault_unreachable |",
            "backup vault_untrusted | vault_unreachable |",
            "backup vault_conflict | | vault_unreachable",
            "prune vault_denied | |",
            "prune vault_unreachable | vault_unreachable |",
            "backup vault_full | vault_full | vault_unreachable",
            "backup damaged | | vault_unreachable",
            "check stored | | vault_unreachable",
            "check vault_full | | vault_unreachable",
            "restore vault_unreachable | vault_unreachable |",
            "copy other_vault | |",
        ])
    func whatWasMetAtAVaultIsSaid(row: String) throws {
        let parts = row.split(separator: "|", omittingEmptySubsequences: false).map {
            $0.split(separator: " ").map(String.init)
        }
        let result: VaultOutcome.Result =
            parts[0][1] == "stored"
            ? .stored(locator: "a")
            : .failed(
                RunFailure(code: parts[0][1], message: "No.", disposition: .needsOperator))
        var run = Run(
            id: ID(9), tenant: ID(1), kind: try #require(RunKind(rawValue: parts[0][0])),
            cause: .hub, subject: RunSubject(source: ID(1), vaults: [ID(1)]),
            position: RunPosition(state: .failed), created: now)
        _ = run.outcomes.record(VaultOutcome(vault: ID(1), attempt: 1, result: result))
        let changes = AlertChanges(endOf: run)
        func kinds(_ conditions: Set<AlertCondition>) -> [String] {
            conditions.map(\.kind).filter { ["vault_full", "vault_unreachable"].contains($0) }
                .sorted()
        }
        #expect(kinds(changes.observed) == parts[1])
        #expect(kinds(changes.cleared) == parts[2])
    }

    /// Kind, state, outcomes in vaults 1 and 2 (s stored, f failed, o the other one failed,
    /// - nothing); what is observed, what is cleared.
    @Test(
        arguments: [
            "backup succeeded ss | | backup_failed source_stale vault_missed:1 vault_missed:2",
            "backup warned sf | vault_missed:2 | backup_failed source_stale vault_missed:1",
            "backup failed ff | backup_failed | vault_missed:1 vault_missed:2",
            "backup cancelled s- | |",
            "backup skipped -- | |",
            "backup running -- | |",
            "drill failed - | drill_failed:1 |",
            "drill succeeded - | | drill_failed:1",
            "prune failed f | prune_failed |",
            "check succeeded s | | check_failed",
            "copy failed of | copy_failed:2 |",
            "copy failed fo | copy_failed:1 |",
            "copy failed -- | copy_failed:1 copy_failed:2 |",
            "copy succeeded ss | | copy_failed:1 copy_failed:2",
            "init failed f | init_failed |",
            "update failed - | update_failed |",
            "restore failed - | |",
        ])
    func theEndOfARunSaysWhatIsWrong(row: String) throws {
        let parts = row.split(separator: "|", omittingEmptySubsequences: false).map {
            $0.split(separator: " ").map(String.init)
        }
        let words = parts[0]
        let vaults: [ID<KnownVault>] = (1...UInt64(words[2].count)).map { ID($0) }
        var run = Run(
            id: ID(9), tenant: ID(1), kind: try #require(RunKind(rawValue: words[0])), cause: .hub,
            subject: RunSubject(source: ID(1), vaults: vaults, agent: ID(1)),
            position: RunPosition(state: try #require(RunState(rawValue: words[1]))), created: now)
        for (vault, letter) in zip(vaults, words[2]) where letter != "-" {
            _ = run.outcomes.record(
                VaultOutcome(
                    vault: vault, attempt: 1,
                    result: letter == "s"
                        ? .stored(locator: "a")
                        : .failed(letter == "f" ? .interrupted : .otherVault(.retryable))))
        }
        let changes = AlertChanges(endOf: run)
        func names(_ conditions: Set<AlertCondition>) -> [String] {
            conditions.map { condition in
                switch condition {
                case .vaultMissed(_, let vault), .drillFailed(_, let vault),
                    .maintenanceFailed(let vault, .copy):
                    "\(condition.kind):\(vault.uuid.low & 0xFF)"
                default: condition.kind
                }
            }.sorted()
        }
        #expect(names(changes.observed) == parts[1])
        #expect(names(changes.cleared).filter { !Self.others.contains($0) } == parts[2])
        #expect(
            changes.cleared.contains(.runUnheard(ID(9)))
                == ["succeeded", "warned", "failed", "cancelled", "skipped"]
                .contains(words[1]))
    }

    /// Whoever tries where a vault could lie is told at once, and the vault may be gone by then.
    @Test func aVaultThatSomebodyTriesToMakeRaisesNothing() {
        for state in [RunState.failed, .succeeded] {
            var run = Run(
                id: ID(9), tenant: ID(1), kind: .initialize, cause: .user(ID(5)),
                subject: RunSubject(vaults: [ID(1)], agent: ID(1)),
                position: RunPosition(state: state), created: now)
            let failure = RunFailure(
                code: "vault_missing", message: "no", disposition: .needsOperator)
            _ = run.outcomes.record(
                VaultOutcome(
                    vault: ID(1), attempt: 1, result: state == .failed ? .failed(failure) : .done))
            let changes = AlertChanges(endOf: run)
            #expect(changes.observed.isEmpty)
            #expect(
                changes.cleared.contains(.maintenanceFailed(ID(1), .initialize))
                    == (state == .succeeded))
        }
    }
}
