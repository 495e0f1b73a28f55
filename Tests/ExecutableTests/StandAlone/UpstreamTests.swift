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
