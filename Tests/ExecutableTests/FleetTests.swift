import TestSupport
import Testing

/// A hub's fleet through the executable; OpenSSL plays the machines, curl their programs.
@Suite(.timeLimit(.minutes(10))) struct FleetTests {
    @Test func aMachineJoinsByATokenAndIsLookedAfter() async throws {
        let outcome = try await runHubScript(
            hubMachines + ##"""
                start --data-dir=data; owner; login
                token=$("$holdfast" enrolment-tokens create)
                machine web
                signature=$(printf 'holdfast-agent-enrolment-1\n64:%s,64:%s,43:%s,' \
                    "$(hex web.sign)" "$(hex web.seal)" "$token" | sign web)
                form='{"introduction":'$(introduction web)',"token":"'$token'","signature":"'
                echo "forged: $(api enrolments "$form$(printf x | sign web)\"}")"
                echo "joined: $(api enrolments "$form$signature\"}")"; id=$(member agent <answer)
                echo "again: $(api enrolments "$form$signature\"}") $(member agent <answer)" |
                    sed "s/$id/same/"
                "$holdfast" agents list | sed "s/$id/ID/"
                "$holdfast" agents edit --name='Web server' --label=site=north "$id"
                "$holdfast" agents list --label=site=north --json | member standing
                "$holdfast" agents pause "$id"
                "$holdfast" agents revoke "$id"
                "$holdfast" agents resume "$id" || echo "exit $?"
                "$holdfast" agents delete "$id"
                "$holdfast" agents delete "$id" || echo "exit $?"
                "$holdfast" agents list
                HOLDFAST_TOKEN=nonsense "$holdfast" agents list || echo "exit $?"
                grep -c "$token" log data/hub.db* || true
                stop; echo "stopped: $?"
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("forged: 403") && lines.contains("joined: 201"))
        #expect(lines.contains("again: 201 same"))
        let row = try #require(lines.first { $0.hasPrefix("ID ") && $0.contains("web") })
        #expect(row.contains("active") && row.contains("away"))
        #expect(lines.contains("Web server is changed.") && lines.contains("active"))
        #expect(lines.contains("Web server is paused now."))
        #expect(lines.contains("Web server is revoked now."))
        #expect(lines.filter { $0.hasPrefix("exit ") } == ["exit 1", "exit 5", "exit 6"])
        #expect(outcome.errorText.contains("agent_revoked"))
        #expect(lines.contains { $0.hasPrefix("There is no agent yet.") })
        #expect(lines.filter { $0.hasPrefix("data/hub.db") }.allSatisfy { $0.hasSuffix(":0") })
        #expect(lines.contains("stopped: 0"))
    }

    @Test func aMachineThatAnnouncesItselfIsApprovedByItsFingerprint() async throws {
        let outcome = try await runHubScript(
            hubMachines + ##"""
                start --data-dir=data; owner; login
                machine db
                echo "announced: $(api announcements '{"introduction":'"$(introduction db)"'}')"
                id=$(member announcement <answer); hub=$(member hub <answer)
                nonce=$(member nonce <answer | base64 -d | od -An -vtx1 | tr -d ' \n')
                "$holdfast" agents waiting
                ask() {
                    local proof=$(printf 'holdfast-agent-announcement-1\n36:%s,36:%s,64:%s,' \
                        "$hub" "$id" "$nonce" | sign db)
                    echo "asked: $(api announcements/$id/proofs '{"signature":"'$proof'"}')" \
                        "$(member state <answer)"
                }
                ask
                "$holdfast" agents waiting --json | member fingerprint | tr -d ' '
                fingerprint db
                "$holdfast" agents approve --fingerprint=$(printf '%032d' 0) "$id" || echo "exit $?"
                "$holdfast" agents approve --fingerprint=$(fingerprint db) "$id" >/dev/null
                ask
                "$holdfast" agents list --json | member name
                stop
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(3) == ["announced: 202", "No machine waits.", "asked: 200 waiting"],
            "\(lines)")
        try #require(lines.count == 8, "\(lines)")
        #expect(lines[3] == lines[4] && lines[3].count == 32)
        #expect(lines[5...] == ["exit 1", "asked: 200 enrolled", "db"])
        #expect(outcome.errorText.contains("fingerprint_differs"))
    }

    @Test func agentsJoinBothWaysAndStayLinkedToTheirHub() async throws {
        let outcome = try await runHubScript(
            hubMachines + ##"""
                agents() { "$holdfast" agents list | awk -v n="$1" '$2 == n { print $3, $4 }'; }
                knows() { until "$holdfast" agent status --data-dir=web | grep "$1"; do :; done; }
                listen=127.0.0.1:9876
                start --data-dir=data; owner; login
                "$holdfast" enrolment-tokens create >token
                "$holdfast" agent enroll --data-dir=web --token-file=token >/dev/null
                "$holdfast" agent run --data-dir=web >web.log 2>&1 & web=$!
                said 'agent connected'; agents "$(hostname)"
                id=$("$holdfast" agents list --json | member id)
                "$holdfast" agents pause "$id" >/dev/null; knows 'standing *paused'
                "$holdfast" agents resume "$id" >/dev/null; knows 'standing *active'
                "$holdfast" agents edit --name=web "$id" >/dev/null
                stop; echo "stopped: $?"; start --data-dir=data; said 'agent connected'; agents web
                "$holdfast" agent announce --data-dir=db >announced 2>&1 & announced=$!
                said proofs
                one=$("$holdfast" agents waiting --json | member id)
                other=$(grep -Eom1 '([0-9a-f]{4} ){7}[0-9a-f]{4}' announced)
                "$holdfast" agents approve --fingerprint="$other" "$one" >/dev/null
                wait $announced; echo "approved: $?"
                "$holdfast" agent run --data-dir=db >db.log 2>&1 & db=$!
                said 'agent connected'
                "$holdfast" agents revoke "$id" >/dev/null; knows 'standing *revoked'
                kill $web $db; wait $web || true; wait $db || true
                grep -rl "$(cat token)" data web db *.log || true
                stop
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        #expect(
            lines == [
                "active connected", "standing paused", "standing active", "stopped: 0",
                "active connected", "approved: 0", "standing revoked",
            ], "\(outcome.errorText)")
    }
}
