import TestSupport
import Testing

/// A hub whose disk has no room, or may not be written to. Each script has a file system of its
/// own, which goes with it.
@Suite(.timeLimit(.minutes(10))) struct DiskTests {
    @Test func aHubDoesNotStartOnADiskWithoutRoom() async throws {
        let outcome = try await runHubScript(
            """
            mkdir data; mount -t tmpfs -o size=80m,mode=700 tmpfs data
            start --data-dir=data; stop
            fallocate -l 30m data/ballast
            before=$(sha256sum data/hub.db data/master.key)
            "$holdfast" hub check --data-dir=data | grep disk || true
            for command in hub 'hub check'; do
                code=0; timeout 60 "$holdfast" $command --data-dir=data >words 2>&1 || code=$?
                echo $code
            done
            timeout 60 "$holdfast" hub --data-dir=data 2>&1 || true
            [ "$before" = "$(sha256sum data/hub.db data/master.key)" ]; ls data
            """)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n")
        #expect(lines[0].contains("bad") && lines[0].contains("free at"))
        #expect(lines.filter { $0 == "10" }.count == 2, "\(outcome.text)")
        #expect(outcome.text.contains("holdfast: there are only"))
        #expect(outcome.text.contains("hint: free some space"))
        #expect(lines.suffix(4) == ["ballast", "hub.db", "lock", "master.key"])
    }

    /// Room for bytes and none for another file: the file system says "no space left" at once.
    @Test func aDiskThatTakesNoMoreFilesIsToldInOneSentence() async throws {
        let outcome = try await runHubScript(
            """
            mkdir data; mount -t tmpfs -o size=200m,mode=700,nr_inodes=3 tmpfs data
            code=0; timeout 60 "$holdfast" hub --data-dir=data >words 2>&1 || code=$?
            echo $code; cat words; ls -A data
            """)
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.first == "10", "\(outcome.text) \(outcome.errorText)")
        #expect(lines[1].hasPrefix("holdfast: ") && lines[1].contains("o space left"))
        #expect(!lines.contains("hub.db"), "no half-made database stays")
    }

    @Test func aDiskThatFillsWhileTheHubRunsLosesNothing() async throws {
        let outcome = try await runHubScript(
            """
            mkdir data; mount -t tmpfs -o size=96m,mode=700 tmpfs data
            start --data-dir=data; owner; base=http://$address
            fallocate -l 200m data/ballast 2>/dev/null || true
            dd if=/dev/zero of=data/rest bs=4k 2>/dev/null || true
            answered=201; for n in $(seq 400); do
                answered=$(sign_in $base); [ $answered = 201 ] || break
            done
            echo "full: $answered"; cat answer; echo
            echo "page: $(status -b jar $base/) $(status $base/healthz) $(status $base/readyz)"
            echo "again: $(sign_in $base)"
            rm data/ballast data/rest
            echo "freed: $(sign_in $base)"
            stop; echo "stopped: $?"
            sqlite3 data/hub.db 'PRAGMA integrity_check'
            start --data-dir=data; stop; echo "started: $?"
            """)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let text = outcome.text
        #expect(text.contains("full: 507"), "\(text)")
        #expect(text.contains(#""code":"storage_full""#), "\(text)")
        #expect(text.contains("page: 200 200 200"), "reading goes on: \(text)")
        #expect(text.contains("again: 507"), "\(text)")
        #expect(text.contains("freed: 201"), "\(text)")
        #expect(text.contains("stopped: 0\nok\nstarted: 0"), "\(text)")
    }

    @Test func aReadOnlyFileSystemIsToldAndLeftAlone() async throws {
        let outcome = try await runHubScript(
            """
            mkdir data; mount -t tmpfs -o size=200m,mode=700 tmpfs data
            start --data-dir=data; stop
            mount -o remount,ro data
            for command in hub 'hub check'; do
                code=0; timeout 60 "$holdfast" $command --data-dir=data >words 2>&1 || code=$?
                echo $code; cat words
            done
            """)
        let text = outcome.text
        #expect(text.split(separator: "\n").filter { $0 == "10" }.count == 2, "\(text)")
        #expect(text.contains("lies on a file system that is read-only"), "\(text)")
        #expect(!text.contains("hub is running"))
    }

    /// As a user who may look and not write, which root never is.
    @Test func aFolderThatMayNotBeWrittenToIsToldAndLeftAlone() async throws {
        let outcome = try await runHubScript(
            """
            touch program; mount --bind "$holdfast" program; holdfast=$scratch/program
            as_nobody() {
                setpriv --reuid=65534 --regid=65534 --clear-groups timeout 60 "$@"
            }
            mkdir data; chmod 700 data
            start --data-dir=data; stop
            chown -R 65534:65534 data; chmod 500 data
            before=$(sha256sum data/*)
            for command in hub 'hub check'; do
                code=0; as_nobody "$holdfast" $command --data-dir=$scratch/data >words 2>&1 ||
                    code=$?
                echo $code; cat words
            done
            [ "$before" = "$(sha256sum data/*)" ]
            chmod 700 data; chown root data
            code=0; as_nobody "$holdfast" hub --data-dir=$scratch/data >words 2>&1 || code=$?
            echo $code; cat words
            """)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let text = outcome.text
        let codes = text.split(separator: "\n").filter { $0.allSatisfy(\.isNumber) }
        #expect(codes.count == 3 && codes.prefix(2) == ["6", "6"], "\(text)")
        #expect(text.contains("cannot be written to by user 65534"), "\(text)")
    }
}
