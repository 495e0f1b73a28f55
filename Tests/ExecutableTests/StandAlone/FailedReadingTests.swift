import RepositorySupport
import TestSupport
import Testing

/// What a command has opened is closed however it ends: a lock that stays keeps others out.
@Suite(.timeLimit(.minutes(10))) struct FailedReadingTests {
    @Test func whatFailsLeavesNoLock() async throws {
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD='\(LightIdentity.password)'; vault=file:$scratch/vault
                mkdir tree back; for i in {1..50}; do echo $i >tree/f$i; done
                head -c 3000000 /dev/urandom >tree/big
                holdfast backup tree --to=$vault >/dev/null
                echo other >back/tree; mkdir full; mount -t tmpfs -o size=1m tmpfs full
                trap 'umount $scratch/full' EXIT
                try() { # CODE COMMAND…: that ends with it, and leaves no lock
                  local code=0; "${@:2}" >/dev/null 2>words || code=$?
                  [ $code = $1 ] || { echo "$code instead of $1: ${*:2}"; cat words; exit 1; }
                  local left=$(find vault/locks -type f 2>/dev/null | wc -l)
                  [ $left = 0 ] || { echo "$left locks after ${*:2}"; exit 1; }
                }
                into_full() { "$@" >/dev/full; }
                for round in {1..8}; do
                  try 5 holdfast dump latest nothere --from=$vault
                  try 10 into_full holdfast dump latest $scratch/tree/big --from=$vault
                  try 10 into_full holdfast ls latest --from=$vault
                  try 5 holdfast restore latest nothere --from=$vault --target=back
                  try 10 holdfast restore latest --from=$vault --target=full
                  try 10 holdfast drill latest --from=$vault --scratch=$scratch/full
                  try 5 holdfast versions nothere --from=$vault
                done
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
        }
    }
}
