import StoreSupport
import TestSupport
import Testing

/// One hub at a time works at a database, and one that is not sure of it changes nothing.
@Suite(.timeLimit(.minutes(10))) struct TwoHubsTests {
    @Test func theSecondHubIsRefusedAndTheFirstStopsWhenItLosesItsClaim() async throws {
        let server = try await PostgresServer.shared()
        let database = try await server.makeDatabase()
        let whole = server.url(of: database)
        let escaped = PostgresServer.password.split(separator: " ").joined(separator: "%20")
        let url = whole.replacing(":\(escaped)@", with: "@")
        let key = 7_525_352_679_655_634_274 as Int64
        let outcome = try await runHubScript(
            ##"""
            (umask 077; printf '%s' '\##(PostgresServer.password)' >pg)
            export HOLDFAST_STORE_URL='\##(url)' HOLDFAST_STORE_PASSWORD_FILE=$scratch/pg
            sql() {
                '\##(PostgresServer.path(of: "psql"))' '\##(whole)' -X -q -A -t \
                    -v ON_ERROR_STOP=1 "$@"
            }
            count() {
                sql -c "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                    WHERE d.datname = '\##(database)' AND locktype = 'advisory'
                    AND classid::bigint << 32 | objid::bigint = \##(key) AND $1"
            }
            ready() { status "http://$address/readyz"; }
            until_ready() { until [ "$(ready)" = "$1" ]; do sleep 0.1; done; echo "ready $1"; }

            start --data-dir=one; owner; ready; sign_in "http://$address"
            "$holdfast" hub --listen=127.0.0.1:0 --data-dir=two 2>said.txt || echo "exit $?"
            grep -o 'Another hub is at work in the database' said.txt
            ready

            {
                echo 'SELECT pg_advisory_lock(\##(key));'
                until [ -e let-go ]; do sleep 0.1; done
            } | sql >/dev/null &
            until [ "$(count 'NOT granted')" = 1 ]; do sleep 0.1; done
            sql -c "SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND granted
                AND classid::bigint << 32 | objid::bigint = \##(key)
                AND database = (SELECT oid FROM pg_database WHERE datname = '\##(database)')" \
                >/dev/null
            until_ready 503; grep -o not_alone answer; sign_in "http://$address"
            touch let-go; until_ready 200; sign_in "http://$address"
            stop; start --data-dir=one; ready
            """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        #expect(
            outcome.text.split(separator: "\n").map(String.init) == [
                "200", "201", "exit 7", "Another hub is at work in the database", "200",
                "ready 503", "not_alone", "503", "ready 200", "201", "200",
            ], "\(outcome.text) \(outcome.errorText)")
    }
}
