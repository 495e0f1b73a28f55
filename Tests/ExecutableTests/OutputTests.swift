import CommandLine
import Synchronization
import TestSupport
import Testing

@testable import holdfast

/// Who asked for something to be printed and did not get it must not be told that all is well.
@Suite(.timeLimit(.minutes(10))) struct OutputTests {
    private final class Words: Sendable {
        private let said = Mutex("")

        func add(_ text: String) { said.withLock { $0 += text } }

        var all: String { said.withLock { $0 } }
    }

    @Test(arguments: Holdfast.program.root.all.map(\.words))
    func noCommandSaysItPrintedWhatFoundNoRoom(words: [String]) async {
        let said = Words()
        let console = Console(
            write: { _ in }, complain: { said.add($0) },
            outputFault: { "No space left on device" })
        let code = await Holdfast.program.run(Array(words.dropFirst()) + ["--help"], on: console)
        #expect(code == .full)
        #expect(said.all.contains("No space left on device."))
    }

    /// What is printed must not go into a file that got the number of a closed stream.
    @Test func aClosedStreamIsNoFileOfOurs() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=closed
                mkdir tree; echo one >tree/file
                holdfast vault init file:$scratch/vault --format=repository >/dev/null
                code=0; holdfast backup tree --to=file:$scratch/vault >&- 2>words || code=$?
                echo "code $code"; grep -c 'could not be written' words
                code=0; strace -f -e trace=openat -o calls \\
                  "$program" snapshots --from=file:$scratch/vault <&- >&- 2>&- || code=$?
                echo "code $code"; grep -cE '= [012]$' calls; grep -E '= [012]$' calls
                holdfast check --read-data --from=file:$scratch/vault
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.hasPrefix("code 10\n1\ncode 10\n"), "\(outcome.text)")
            // The loader comes before us, and closes what it opened.
            let ours = outcome.text.split(separator: "\n").dropFirst(4).filter { line in
                line.hasSuffix("= 0") || line.hasSuffix("= 1") || line.hasSuffix("= 2")
            }.suffix(3)
            #expect(ours.count == 3 && ours.allSatisfy { $0.contains("/dev/null") }, "\(ours)")
        }
    }

    @Test func aFullDiskBehindTheOutputIsTold() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=nowhere
                holdfast key create >/dev/null
                mkdir tree served; echo one >tree/file
                holdfast vault init file:$scratch/vault --format=repository >/dev/null
                try() { # COMMAND…: says one sentence, and ends with 10
                  local code=0; holdfast "$@" >/dev/full 2>words || code=$?
                  [ $code = 10 ] && [ $(wc -l <words) = 1 ] && grep -q 'No space left' words || {
                    echo "code $code: $*"; cat words; exit 1; }
                }
                try backup tree --to=file:$scratch/vault
                try snapshots --from=file:$scratch/vault
                try snapshots --from=file:$scratch/vault --json
                try ls latest --from=file:$scratch/vault
                try check --from=file:$scratch/vault
                try stats --from=file:$scratch/vault
                try key list
                try key export default --identity
                try vault client add served laptop
                try vault info file:$scratch/vault
                try config print
                try --version
                # Whoever closes a pipe has seen enough, and a disk that is full is no news when
                # the command failed anyway.
                set -o pipefail
                holdfast ls latest --from=file:$scratch/vault 2>words | true
                [ ! -s words ]
                code=0; holdfast ls nothing --from=file:$scratch/vault >/dev/full || code=$?
                [ $code = 5 ]
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
        }
    }
}
