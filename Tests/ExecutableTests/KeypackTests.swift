import TestSupport
import Testing

/// The master key's way to a safe place and back, and the audit log without its hub.
@Suite(.timeLimit(.minutes(10))) struct KeypackTests {
    @Test func aMasterKeyComesBackFromItsKeypackAndNothingElseIsTouched() async throws {
        let outcome = try await runHubScript(
            ##"""
            keypack() { "$holdfast" keypack "$@" --data-dir=data; }
            export HOLDFAST_KEYPACK_PASSWORD='a passphrase to remember'
            start --data-dir=data; owner
            keypack export pack.age; keypack export pack.age || echo "exit $?"
            head -n 1 pack.age; stop
            stat -c %a pack.age; cp data/master.key before
            keypack import pack.age
            HOLDFAST_KEYPACK_PASSWORD=wrong-passphrase keypack import pack.age || echo "exit $?"
            cmp before data/master.key
            mv data/master.key away
            HOLDFAST_KEYPACK_PASSWORD=wrong-passphrase keypack import pack.age || echo "exit $?"
            ls data | grep -c master || true
            keypack import pack.age; cmp before data/master.key; stat -c %a data/master.key
            "$holdfast" hub --data-dir=other --listen=127.0.0.1:0 >other.log 2>&1 & other=$!
            until [ -e other/master.key ]; do kill -0 $other; done; kill $other; wait $other || true
            cp other/master.key foreign
            "$holdfast" keypack import pack.age --data-dir=other || echo "exit $?"
            cmp foreign other/master.key
            HOLDFAST_KEYPACK_PASSWORD=short keypack export short.age || echo "exit $?"
            ls short.age 2>/dev/null || echo none
            start --data-dir=data; status "http://$address/api/v1/setup"; stop
            """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("The master key is in pack.age now."))
        #expect(lines.contains("age-encryption.org/v1"))
        #expect(lines.contains("This master key was there; nothing was changed."))
        #expect(lines.contains("The master key is back.") && lines.contains("none"))
        #expect(lines.filter { $0 == "600" }.count == 2)
        #expect(lines.filter { $0.hasPrefix("exit ") }.count == 5, "\(lines)")
        #expect(lines.contains("0") && lines.last == "200")
    }

    @Test func theAuditLogIsReadWithoutItsHub() async throws {
        let outcome = try await runHubScript(
            ##"""
            audit() { "$holdfast" audit verify --data-dir=data "$@"; }
            audit || echo "exit $?"
            start --data-dir=data; owner; sign_in "http://$address" >/dev/null; stop
            audit >told; awk '{ print $1 }' told
            anchor=$(awk '/hub:/ { print $2 }' told)
            audit --expect="$anchor" >/dev/null; echo "held: $?"
            audit --expect="${anchor%?}x" >/dev/null || echo "exit $?"
            python3 -c "import sqlite3; db = sqlite3.connect('data/hub.db')
            db.execute('DROP TRIGGER audit_events_stay')
            db.execute(\"UPDATE audit_events SET actor_name = 'nobody' WHERE sequence = 1\")
            db.commit()"
            audit | cut -c1-12 || true; audit >/dev/null || echo "exit $?"
            """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("held: 0"))
        #expect(lines.filter { $0 == "whole" }.count >= 2, "the hub's chain and the tenant's")
        #expect(lines.contains { $0.hasPrefix("BROKEN") })
        #expect(lines.filter { $0.hasPrefix("exit ") }.count == 3, "\(lines)")
    }

    /// A chain whose end is gone is whole, and is not what the hub wrote down beside its backups.
    @Test func whatIsCutOffTheAuditLogShowsAgainstItsAnchors() async throws {
        let outcome = try await runHubScript(
            ##"""
            audit() { "$holdfast" audit verify --data-dir=data "$@"; }
            mkdir backups; age-keygen -o hub.key 2>public; reader=$(sed 's/.*: //' public)
            start --data-dir=data; owner; stop
            audit --anchors=backups >/dev/null 2>&1 || echo "none: $?"
            start --data-dir=data --backup-folder="$PWD/backups" --backup-recipients=$reader
            said "the hub was backed up"; stop
            wc -l <"$(ls backups/*.audit)"
            audit --anchors=backups >/dev/null; echo "held: $?"
            python3 -c "import sqlite3; db = sqlite3.connect('data/hub.db')
            own = 'SELECT * FROM audit_events WHERE scope IN (SELECT id FROM tenants)'
            db.execute('DELETE FROM audit_events WHERE (scope, sequence) IN '
                f'(SELECT scope, max(sequence) FROM ({own}) GROUP BY scope)')
            db.commit()"
            audit >/dev/null; echo "whole: $?"
            audit --anchors=backups >/dev/null 2>said || echo "cut: $?"
            grep -c 'does not hold' said
            """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let told = outcome.text.split(separator: "\n").map(String.init)
        #expect(
            told == ["none: 5", "2", "held: 0", "whole: 0", "cut: 9", "1"],
            "\(outcome.text) \(outcome.errorText)")
    }
}
