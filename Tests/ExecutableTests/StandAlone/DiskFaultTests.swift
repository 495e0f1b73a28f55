import RepositorySupport
import TestSupport
import Testing

/// Full, read-only and lost disks, and two commands at once, through the executable: each ends in
/// one sentence and its exit code, and the next attempt finishes.
@Suite(.timeLimit(.minutes(10))) struct DiskFaultTests {
    /// Unmounts in any case what a script mounts below the scratch folder.
    private func onMachine(
        _ script: String, in folder: String? = nil, _ body: (ProgramOutcome) throws -> Void
    ) async throws {
        try await withScratchFolder { fresh in
            let scratch = folder ?? fresh
            let outcome = try await Machine(scratch).run(
                """
                trap 'for m in $(awk -v s=$scratch/ "index(\\$2,s)==1{print \\$2}" /proc/mounts); do
                    umount -l $m; done' EXIT
                disk() { mkdir -p $2; mount -t tmpfs -o size=$1 tmpfs $2; }
                state=$HOME/.local/state/holdfast/machine
                holdfast key create >/dev/null
                \(script)
                """)
            try body(outcome)
        }
    }

    @Test func aFullVaultIsSaidAndGoneOnWithOnceThereIsRoom() async throws {
        try await onMachine(
            """
            mkdir tree; head -c 150M /dev/urandom >tree/a
            disk 100m vault
            holdfast vault init file:$scratch/vault --key=default >/dev/null
            set +e
            holdfast backup tree --to=file:$scratch/vault; echo "code $?"
            set -e
            holdfast snapshots --from=file:$scratch/vault --json | grep -c unfinished
            mount -o remount,size=300m $scratch/vault
            holdfast backup tree --to=file:$scratch/vault --json | grep -o '"reused":1'
            holdfast check --from=file:$scratch/vault --read-data >/dev/null
            ls $state/journals | wc -l
            """
        ) { outcome in
            let lines = outcome.text.split(separator: "\n")
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(lines.count == 5 && lines[0].hasPrefix("file:"), "\(outcome.text)")
            #expect(lines.first?.contains("failed: ") == true, "\(outcome.text)")
            #expect(lines.first?.contains("free") == true, "\(outcome.text)")
            #expect(Array(lines.dropFirst()) == ["code 10", "1", "\"reused\":1", "0"])
        }
    }

    /// The lock that was held goes even though nothing more fits, and restic finds nothing wrong.
    @Test func aFullRepositoryIsSaidAndGoneOnWithOnceThereIsRoom() async throws {
        let restic = try UpstreamRestic.program(.v018)
        try await onMachine(
            """
            mkdir tree; for n in 1 2 3 4 5; do head -c 30M /dev/urandom >tree/$n; done
            export HOLDFAST_PASSWORD=secret RESTIC_PASSWORD=secret
            disk 100m vault
            holdfast vault init file:$scratch/vault --format=repository >/dev/null
            set +e
            holdfast backup tree --to=file:$scratch/vault; echo "code $?"
            set -e
            holdfast snapshots --from=file:$scratch/vault --json | wc -l
            find vault/locks -type f 2>/dev/null | wc -l
            \(restic) -r vault --no-cache check --read-data -q >/dev/null && echo sound
            mount -o remount,size=300m $scratch/vault
            sent=$(holdfast backup tree --to=file:$scratch/vault --json | grep -o '"sent":[0-9]*')
            [ ${sent#*:} -lt 120000000 ] && echo less
            \(restic) -r vault --no-cache check --read-data -q && echo sound
            \(restic) -r vault --no-cache restore -q latest --target back >/dev/null
            diff -r tree back$scratch/tree
            """
        ) { outcome in
            let lines = outcome.text.split(separator: "\n")
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(lines.first?.contains("failed: ") == true, "\(outcome.text)")
            #expect(lines.first?.contains("free") == true, "\(outcome.text)")
            #expect(
                lines.dropFirst() == ["code 10", "0", "0", "sound", "less", "sound"],
                "\(outcome.text)\n\(outcome.errorText)")
        }
    }

    @Test func aFullStateFolderIsSaidAndHarmsNothing() async throws {
        try await onMachine(
            """
            mkdir tree; (cd tree; seq -f 'a-file-with-a-name-%g' 4000 | xargs touch)
            holdfast vault init file:$scratch/vault --key=default >/dev/null
            disk 64k $state/journals
            set +e
            holdfast backup tree --to=file:$scratch/vault; echo "code $?"
            set -e
            mount -o remount,size=10m $state/journals
            holdfast backup tree --to=file:$scratch/vault >/dev/null
            holdfast check --from=file:$scratch/vault --read-data >/dev/null
            holdfast snapshots --from=file:$scratch/vault --json | wc -l
            """
        ) { outcome in
            let lines = outcome.text.split(separator: "\n")
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(lines.first?.contains("journals") == true, "\(outcome.text)")
            #expect(lines.first?.contains("No space left") == true, "\(outcome.text)")
            #expect(lines.dropFirst() == ["code 10", "1"], "\(outcome.text)")
        }
    }

    /// Parts on their way to a server lie on this machine.
    @Test func aFullSpoolIsSaidAndHarmsNothing() async throws {
        try await withScratchFolder { scratch in
            try await LocationTests.Place.rclone.lend(scratch) { address, settings in
                try await onMachine(
                    """
                    \(settings)
                    mkdir tree; head -c 40M /dev/urandom >tree/a
                    holdfast vault init '\(address)' --key=default >/dev/null
                    disk 10m $state/journals
                    set +e
                    holdfast backup tree --to='\(address)'; echo "code $?"
                    set -e
                    holdfast snapshots --from='\(address)' --json | wc -l
                    mount -o remount,size=200m $state/journals
                    holdfast backup tree --to='\(address)' >/dev/null
                    holdfast check --from='\(address)' --read-data >/dev/null
                    """, in: scratch
                ) { outcome in
                    let lines = outcome.text.split(separator: "\n")
                    #expect(outcome.status == 0, "\(outcome.errorText)")
                    #expect(lines.first?.contains("journals") == true, "\(outcome.text)")
                    #expect(lines.first?.contains("No space left") == true, "\(outcome.text)")
                    #expect(lines.dropFirst() == ["code 10", "0"], "\(outcome.text)")
                }
            }
        }
    }

    /// A backup needs it; reading a vault that is known does not, as in a rescue system.
    @Test func aReadOnlyStateFolderStopsABackupAndNoRestore() async throws {
        try await onMachine(
            """
            mkdir tree; echo hello >tree/a
            disk 1m $state
            holdfast vault init file:$scratch/vault --key=default >/dev/null
            holdfast backup tree --to=file:$scratch/vault >/dev/null
            cp -r vault moved
            mount -o remount,ro $state
            set +e
            holdfast backup tree --to=file:$scratch/vault; echo "code $?"
            for vault in vault moved; do
                mkdir -p out
                holdfast restore latest --from=file:$scratch/$vault --target=out >/dev/null
                echo "restore $?"
                cat out$scratch/tree/a; rm -r out
            done
            """
        ) { outcome in
            #expect(
                outcome.text == "code 10\nrestore 0\nhello\nrestore 0\nhello\n",
                "\(outcome.text) \(outcome.errorText)")
            let complaints = outcome.errorText.split(separator: "\n")
            #expect(complaints.count == 1, "\(outcome.errorText)")
            #expect(outcome.errorText.contains("Read-only"), "\(outcome.errorText)")
        }
    }

    /// Whoever loses what the machine knew begins a source anew; what is in the vault stays good.
    @Test func theStateMayBeLostBetweenAttempts() async throws {
        try await onMachine(
            """
            mkdir tree; for i in 1 2 3; do head -c 60000000 /dev/urandom >tree/$i; done
            holdfast vault init file:$scratch/vault --key=default >/dev/null
            vault=file:$scratch/vault
            mkdir small; echo x >small/x
            holdfast backup small --to=$vault >/dev/null
            "$program" backup tree --to=$vault >/dev/null 2>&1 & pid=$!
            until find vault -name payload.part000002 | grep -q .; do :; done
            kill -9 $pid; wait $pid || true
            rm -r $state
            set +e
            holdfast backup tree --to=$vault 2>/dev/null; echo "code $?"
            set -e
            holdfast backup tree --to=$vault --key=default >/dev/null
            holdfast snapshots --from=$vault --json | grep -c unfinished
            holdfast prune --from=$vault >/dev/null
            holdfast snapshots --from=$vault --json | grep -c unfinished
            holdfast prune --from=$vault --unfinished-after=0s 2>/dev/null && exit 9
            find vault -type f -exec touch -d '2 hours ago' {} +
            holdfast prune --from=$vault --unfinished-after=1h >/dev/null
            holdfast snapshots --from=$vault --json | wc -l
            holdfast check --from=$vault --read-data >/dev/null
            mkdir out
            holdfast restore latest --from=$vault --target=out >/dev/null
            diff -r tree out$scratch/tree
            """
        ) { outcome in
            #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
            #expect(outcome.text == "code 4\n1\n1\n2\n", "\(outcome.text)")
        }
    }

    @Test func twoBackupsOfOneSourceDoNotRunAtOnce() async throws {
        try await onMachine(
            """
            mkdir tree; for i in 1 2 3; do head -c 60000000 /dev/urandom >tree/$i; done
            holdfast vault init file:$scratch/vault --key=default >/dev/null
            "$program" backup tree --to=file:$scratch/vault >/dev/null & pid=$!
            until find $state/journals -name '*.journal' 2>/dev/null | grep -q .; do :; done
            kill -STOP $pid
            set +e
            holdfast backup tree --to=file:$scratch/vault; echo "code $?"
            find vault -type f -exec touch -d '2 hours ago' {} +
            holdfast prune --from=file:$scratch/vault --unfinished-after=1h >/dev/null
            kill -CONT $pid
            wait $pid; echo "first $?"
            set -e
            holdfast snapshots --from=file:$scratch/vault --json | wc -l
            holdfast check --from=file:$scratch/vault --read-data >/dev/null
            # In the very same moment, too.
            for i in 1 2 3 4; do "$program" backup tree --to=file:$scratch/vault >out$i 2>&1 & done
            wait
            grep -l snapshot out? | wc -l
            grep -l 'being backed up' out? | wc -l
            """
        ) { outcome in
            #expect(outcome.status == 0, "\(outcome.errorText)")
            let lines = outcome.text.split(separator: "\n")
            #expect(lines.prefix(3) == ["code 7", "first 0", "1"], "\(outcome.text)")
            let counts = lines.suffix(2).compactMap { Int($0) }
            #expect(counts.reduce(0, +) == 4 && counts.first ?? 0 >= 1, "\(outcome.text)")
            #expect(outcome.errorText.contains("are being backed up by process"))
        }
    }

    /// What one vault got and another did not is of no use to the next run.
    @Test func whatWasKeptOfRunsThatNobodyGoesOnWithIsRemoved() async throws {
        try await onMachine(
            """
            mkdir tree; head -c 100M /dev/urandom >tree/a
            disk 50m small
            for v in vault small; do
                holdfast vault init file:$scratch/$v --key=default >/dev/null
            done
            set +e
            holdfast backup tree --to=file:$scratch/vault --to=file:$scratch/small >/dev/null
            echo "code $?"
            ls $state/journals | wc -l
            mkdir $state/journals/of-somebody-else
            holdfast backup tree --to=file:$scratch/vault >/dev/null
            ls $state/journals
            """
        ) { outcome in
            #expect(
                outcome.text == "code 3\n0\nof-somebody-else\n",
                "\(outcome.text) \(outcome.errorText)")
        }
    }
}
