import RepositorySupport
import TestSupport
import Testing

/// `--restic`: the upstream program does the work, and what was said of a command still holds.
@Suite(.timeLimit(.minutes(10))) struct UpstreamTests {
    private static let passphrase = "export HOLDFAST_PASSWORD='\(LightIdentity.password)'"

    @Test(arguments: UpstreamRestic.Version.allCases)
    func aPersonMayInsistOnRestic(version: UpstreamRestic.Version) async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            let program = try UpstreamRestic.program(version)
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase); export HOLDFAST_RESTIC=\(program); vault=file:$scratch/vault
                mkdir -p tree/below; echo one >tree/a; mkfifo tree/pipe
                head -c 3000000 /dev/urandom >tree/below/big
                holdfast backup tree --to=$vault
                echo two >tree/b
                holdfast backup tree --to=$vault --restic=\(program)
                holdfast snapshots --from=$vault | tail -n +2 | wc -l
                holdfast check --from=$vault --read-data
                holdfast restore latest --from=$vault --target=back
                diff -r tree/below back$scratch/tree/below; cmp tree/b back$scratch/tree/b
                [ -p back$scratch/tree/pipe ]
                first=$(holdfast snapshots --from=$vault | sed -n '2s/ .*//p')
                holdfast forget $first --from=$vault
                holdfast prune --from=$vault
                unset HOLDFAST_RESTIC
                holdfast backup tree --to=$vault
                holdfast snapshots --from=$vault --json | grep -o '"program":"[a-z]*' | sort
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.contains("\n2\n"))
            try await UpstreamRestic(version, "\(scratch)/vault").requireSound()
        }
    }

    /// Its list tells less than its dump, and neither tells the numbers of a device.
    @Test(arguments: UpstreamRestic.Version.allCases)
    func aDrillPassesByWayOfRestic(version: UpstreamRestic.Version) async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            let program = try UpstreamRestic.program(version)
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase); vault=file:$scratch/vault
                mkdir tree; echo one >tree/a; ln -s a tree/link; mkfifo tree/pipe; ln tree/a tree/b
                mknod tree/device c 1 3; setfattr -n user.x -v y tree/a; truncate -s 3M tree/hole
                echo odd >"$(printf 'tree/\\377 byte')"; echo odder >"$(printf 'tree/\\376 byte')"
                holdfast backup tree --to=$vault >/dev/null
                holdfast drill latest --from=$vault --restic=\(program)
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.contains("verdict     passed, 1 note"), "\(outcome.text)")
            #expect(outcome.text.contains("does not tell the numbers of the device"))
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func whoHoldsALockIsSaid(version: UpstreamRestic.Version) async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            let program = try UpstreamRestic.program(version)
            let outcome = try await Machine(scratch).run(
                """
                \(Self.passphrase); export RESTIC_PASSWORD=$HOLDFAST_PASSWORD
                mkfifo feed; \(program) -r vault backup --stdin <feed >/dev/null & holder=$!
                exec 3>feed
                until [ -n "$(ls -A vault/locks)" ]; do sleep 0.1; done
                code=0
                holdfast prune --from=file:$scratch/vault --restic=\(program) 2>&1 || code=$?
                echo "code $code, held by $holder"
                echo content >&3; exec 3>&-; wait $holder
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            let holder = outcome.text.split(separator: " ").last.map { $0.dropLast() } ?? "?"
            #expect(outcome.text.contains("already locked by PID \(holder) on "), "\(outcome.text)")
            #expect(outcome.text.contains("code 7"))
        }
    }

    @Test func whatIsNoResticIsRefused() async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            for program in ["/bin/true", "\(scratch)/none"] {
                let outcome = try await Machine(scratch).run(
                    """
                    \(Self.passphrase)
                    holdfast backup /etc/hostname --to=file:$scratch/vault --restic=\(program)
                    """)
                #expect(outcome.status != 0)
                #expect(outcome.errorText.contains(program), "\(outcome.errorText)")
            }
        }
    }
}
