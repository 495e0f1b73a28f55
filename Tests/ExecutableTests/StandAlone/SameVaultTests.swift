import TestSupport
import Testing

/// One vault that is named twice would be written by two at once, who damage its snapshot for each
/// other.
@Suite(.timeLimit(.minutes(5))) struct SameVaultTests {
    @Test(arguments: ["archive", "repository"])
    func aVaultThatIsNamedTwiceIsRefusedBeforeAnythingIsRead(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=one-vault
                mkdir tree; echo one > tree/file
                holdfast vault init file:$scratch/vault --format=\(format) >/dev/null
                ln -s vault other
                before=$(find vault -type f | sort)
                for second in vault other; do
                  code=0
                  holdfast backup tree --to file:$scratch/vault --to file:$scratch/$second \\
                    2>&1 || code=$?
                  echo "code $code"
                done
                [ "$before" = "$(find vault -type f | sort)" ]
                holdfast backup tree --to file:$scratch/vault >/dev/null
                holdfast check --from file:$scratch/vault --read-data
                holdfast snapshots --from file:$scratch/vault --json | grep -c '"type":"snapshot"'
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.split(separator: "\n").count { $0 == "code 4" } == 2)
            #expect(outcome.text.contains("is named twice."))
            #expect(outcome.text.contains("are one vault, or one is a copy of the other."))
            #expect(outcome.text.hasSuffix("\n1\n"))
        }
    }
}
