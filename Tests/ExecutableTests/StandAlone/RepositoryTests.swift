import FilesSupport
import Host
import RepositorySupport
import TestSupport
import Testing

/// Repositories through the executable, with the real restic on the other side.
@Suite(.timeLimit(.minutes(10))) struct RepositoryTests {
    private static let passphrase = "export HOLDFAST_PASSWORD='\(LightIdentity.password)'"

    /// Made, filled, checked and pruned by us; restic finds nothing wrong, restores it and goes on.
    @Test(arguments: UpstreamRestic.Version.allCases)
    func ourRepositoryIsRestics(version: UpstreamRestic.Version) async throws {
        try await withScratchFolder { scratch in
            let made = try await Machine(scratch).run(
                """
                \(Self.passphrase)
                mkdir tree; echo one > tree/a; head -c 3000000 /dev/urandom > tree/big
                holdfast vault init file:$scratch/vault --format=repository
                holdfast backup tree --to=file:$scratch/vault --tag=t
                echo two > tree/a; echo new > tree/b
                holdfast backup tree --to=file:$scratch/vault
                holdfast snapshots --from=file:$scratch/vault --json | grep -c '"type":"snapshot"'
                holdfast check --from=file:$scratch/vault --read-data
                holdfast ls latest --from=file:$scratch/vault | grep -c tree/b
                [ "$(holdfast dump latest $scratch/tree/a --from=file:$scratch/vault)" = two ]
                holdfast versions $scratch/tree/a --from=file:$scratch/vault | wc -l
                holdfast find 'b*' --from=file:$scratch/vault | wc -l
                first=$(holdfast snapshots --from=file:$scratch/vault | sed -n '2s/ .*//p')
                holdfast diff $first latest --from=file:$scratch/vault
                holdfast stats --from=file:$scratch/vault --json
                holdfast vault info file:$scratch/vault --json
                """)
            #expect(made.status == 0, "\(made.errorText)\n\(made.text)")
            #expect(made.text.contains("all is well"))
            #expect(made.text.contains("1 new, 0 gone,"))
            #expect(made.text.contains(#""snapshots":2"#))
            let restic = UpstreamRestic(version, "\(scratch)/vault")
            try await restic.requireSound()
            try await restic.restore(to: "\(scratch)/back")
            #expect(
                try readFile("\(scratch)/back\(scratch)/tree/big")
                    == readFile("\(scratch)/tree/big"))
            let summary = try await restic.backUp(["\(scratch)/tree"])
            #expect(summary.dataBlobs == 0)
            let after = try await Machine(scratch).run(
                """
                \(Self.passphrase)
                holdfast snapshots --from=file:$scratch/vault --json | grep -c '"type":"snapshot"'
                """)
            #expect(after.text == "3\n", "\(after.errorText)")
        }
    }

    /// A zip archive has no links: whoever opens it finds each name with its content.
    @Test(arguments: ["archive", "repository"])
    func aZipHasEachNameOfALinkedFile(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase); vault=file:$scratch/vault
                mkdir tree; echo one >tree/a; ln tree/a tree/b
                head -c 3000000 /dev/urandom >tree/big; ln tree/big tree/same
                holdfast vault init $vault --format=\(format) >/dev/null
                holdfast backup tree --to=$vault >/dev/null
                holdfast dump latest $scratch/tree --zip --from=$vault >out.zip
                python3 - <<'PYTHON'
                import zipfile
                archive = zipfile.ZipFile("out.zip")
                assert archive.testzip() is None
                found = {name.split("tree/")[-1]: archive.read(name)
                    for name in archive.namelist() if not name.endswith("/")}
                for name in ["a", "b", "big", "same"]:
                    assert found.pop(name) == open("tree/" + name, "rb").read(), name
                assert not found, found
                PYTHON
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
        }
    }

    /// Neither the repository nor what this machine knows of its files.
    @Test func aDryRunSaysWhatWouldBeStoredAndChangesNothing() async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase); vault=file:$scratch/vault
                sums() { (find vault home -type f | sort | xargs sha256sum) | sha256sum; }
                mkdir tree; echo one >tree/a
                holdfast backup tree --to=$vault >/dev/null
                head -c 3000000 /dev/urandom >tree/big
                before=$(sums)
                holdfast backup tree --to=$vault --dry-run
                [ "$before" = "$(sums)" ]
                holdfast backup tree --to=$vault --dry-run --json | grep -o '"outcome":"[a-z]*"'
                holdfast backup tree --to=$vault --json | grep -o '"sent":[0-9]*'
                holdfast key create >/dev/null
                holdfast vault init file:$scratch/archive --key=default >/dev/null
                ! holdfast backup tree --to=file:$scratch/archive --dry-run 2>error
                cat error
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.contains("would be sent; nothing was stored"))
            #expect(outcome.text.contains(#""outcome":"rehearsed""#))
            #expect(outcome.text.contains("is no repository"))
            try await UpstreamRestic(.v018, "\(scratch)/vault").requireSound()
        }
    }

    /// What restic wrote is adopted, listed, restored, forgotten and pruned by us.
    @Test(arguments: UpstreamRestic.Version.allCases)
    func resticsRepositoryIsOurs(version: UpstreamRestic.Version) async throws {
        try await withScratchFolder { scratch in
            let sample = try await SampleRepository.make(version, in: scratch)
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase)
                vault=file:$scratch/repository
                holdfast vault adopt $vault | grep 'Nothing was changed'
                holdfast vault adopt $vault --yes
                holdfast check --from=$vault --read-data
                mkdir out; holdfast restore latest --from=$vault --target=out
                diff -r source out
                for more in '' --dry-run; do
                    holdfast restore latest no/such --from=$vault --target=out $more \
                        >said 2>error || echo "nothing: $?"
                    wc -c <said; grep -c 'hint: give them whole' error
                done
                holdfast forget \(sample.newer.prefix(8)) --from=$vault
                holdfast prune --from=$vault
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            // Nothing is said to be restored where no such path is in the snapshot.
            #expect(outcome.text.contains("nothing: 5\n0\n1\nnothing: 5\n0\n1\n"))
            try await sample.restic.requireSound()
            #expect(try await sample.restic.snapshots().map(\.id) == [sample.older])
            let places = try await sample.blobs()
            #expect(Set(places.map(\.pack)).count == 2)
        }
    }

    @Test func keysAreKeptByUsAndOpenedByRestic() async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase); vault=file:$scratch/vault
                HOLDFAST_NEW_PASSWORD=second holdfast vault key add $vault
                holdfast vault key list $vault | wc -l
                HOLDFAST_PASSWORD=second holdfast vault key list $vault >/dev/null
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(outcome.text.hasSuffix("3\n"))
            var restic = UpstreamRestic(.v018, "\(scratch)/vault")
            restic.password = "second"
            try await restic.requireSound()
            let changed = try await Machine(scratch).run(
                """
                vault=file:$scratch/vault
                HOLDFAST_PASSWORD=second HOLDFAST_NEW_PASSWORD=third \
                    holdfast vault key change $vault
                HOLDFAST_PASSWORD=third holdfast vault key remove \
                    \(LightIdentity.one.keyName.prefix(8)) --from=$vault
                ! HOLDFAST_PASSWORD=second holdfast vault key list $vault 2>error
                cat error
                """)
            #expect(changed.status == 0, "\(changed.errorText)")
            #expect(changed.text.contains("does not open the key"))
            restic.password = "third"
            #expect(try await restic.ids(of: "keys").count == 1)
            restic.password = "second"
            #expect(try await restic.run(["snapshots"]).code == 12)
        }
    }

    @Test func aLostIndexIsMadeAnew() async throws {
        try await withScratchFolder { scratch in
            let sample = try await SampleRepository.make(.v018, in: scratch)
            try await Damage.missingIndexes.apply(to: sample)
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase); vault=file:$scratch/repository
                ! holdfast check --from=$vault
                holdfast repair index --from=$vault
                holdfast check --from=$vault --read-data
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            try await sample.restic.requireSound()
        }
    }

    @Test func locksOfTheDeadAreTakenAway() async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            let restic = UpstreamRestic(.v018, "\(scratch)/vault")
            var call = try restic.call(["backup", "--stdin"])
            call.input = .streamed
            call.teardown = .immediate
            let started = call
            do {
                _ = try await UpstreamRestic.runner.run(started) { _ in
                    while try await restic.succeed(["list", "locks", "--no-lock"]).text.isEmpty {}
                    throw CancellationError()
                }
            } catch is CancellationError {}
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase); holdfast unlock --from=file:$scratch/vault
                [ "$(ls $scratch/vault/locks | wc -l)" = 1 ] || exit 99
                holdfast unlock --all --from=file:$scratch/vault
                holdfast unlock --from=file:$scratch/vault
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(outcome.text.contains("removed: of process"))
            #expect(outcome.text.hasSuffix("No lock was in the way.\n"))
            #expect(try await restic.ids(of: "locks").isEmpty)
        }
    }

    /// The tree is walked once for vaults of both formats, and one that fails, fails alone.
    @Test func bothFormatsAreFilledInOneReading() async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/repository")
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase)
                for n in $(seq 30); do
                    mkdir -p tree/$n; head -c 50000 /dev/urandom >tree/$n/a; echo $n >tree/$n/b
                done
                head -c 20M /dev/urandom >tree/large
                holdfast key create >/dev/null
                holdfast vault init file:$scratch/archive --key=default >/dev/null
                to="--to=file:$scratch/archive --to=file:$scratch/repository"
                strace -f -qq -y -o calls -e trace=getdents64 $program backup tree $to >/dev/null
                # A folder is listed until nothing more comes: twice.
                echo "listed $(grep -c "<$scratch/tree/7>" calls)"
                for vault in archive repository; do
                    holdfast drill latest --from=file:$scratch/$vault >/dev/null
                    holdfast restore latest --from=file:$scratch/$vault --target=$vault.out \
                        >/dev/null
                    diff -r tree $vault.out$scratch/tree && echo same
                done
                rm archive/holdfast-vault.json; code=0
                holdfast backup tree $to >/dev/null 2>&1 || code=$?
                echo "one fails: $code"
                holdfast snapshots --from=file:$scratch/repository --json | grep -c '"snapshot"'
                """)
            #expect(
                outcome.text == "listed 2\nsame\nsame\none fails: 3\n2\n",
                "\(outcome.text)\(outcome.errorText)")
            try await UpstreamRestic(.v018, "\(scratch)/repository").requireSound()
        }
    }
}
