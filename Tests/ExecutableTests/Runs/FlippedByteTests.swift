import TestSupport
import Testing

/// One byte that is not what was written: whoever looks at the hub is told, and which object it is.
@Suite(.timeLimit(.minutes(30))) struct FlippedByteTests {
    @Test func oneFlippedByteIsNamedByCheckAndDrill() async throws {
        let seed = SeededGenerator().seed % 1_000_000
        let count = isFullLength ? 50 : 3
        let outcome = try await runHubScript(
            runScript
                + ##"""
                flip() { python3 -c 'import random, sys, os, glob
                kind, folder, seed = sys.argv[1:]
                found = []
                left_out = ("/vault.json", "/config", "/keys/", "/locks/")
                for top, _, names in os.walk(folder):
                    for name in sorted(names):
                        path = os.path.join(top, name)
                        # Without its marker or its keys no vault opens, and locks come and go.
                        if not any(part in path for part in left_out): found.append(path)
                random.seed(int(seed)); found.sort()
                path = random.choice(found); size = os.path.getsize(path)
                offset = random.randrange(size)
                with open(path, "r+b") as file:
                    file.seek(offset); byte = file.read(1)[0]
                    file.seek(offset); file.write(bytes([byte ^ (1 << random.randrange(8))]))
                print(path, offset, byte)' "$@"; }
                heal() { python3 -c 'import sys
                with open(sys.argv[1], "r+b") as file:
                    file.seek(int(sys.argv[2])); file.write(bytes([int(sys.argv[3])]))' "$@"; }
                mkdir -p tree
                seq 20 | while read n; do seq $((n * 1000)) >tree/f$n; done
                head -c 300000 /dev/urandom >tree/noise
                start --data-dir=data; owner; login
                join web; live web; said 'agent connected'; readable=1 protect web
                ready $archive; ready $repository
                "$holdfast" runs start --follow "$source" >/dev/null
                ended() {
                    "$holdfast" runs follow $1 >followed && echo "$2: all is well"
                    grep -q "$named" followed || {
                        echo "$2 does not name $object"; cat followed
                    }
                }
                seed=$1
                for kind in archive repository; do
                    vault=${!kind}; snapshot=$(get "snapshots?vault=$vault" | member items.0.id)
                    for number in $(seq $2); do
                        place=$(flip $kind vaults/web-$kind $((seed + number)))
                        object=$(basename ${place%% *}); named=$object
                        [ $kind = archive ] || named=${object:0:8}
                        ended $(post vaults/$vault/runs '{"kind":"check","percent":100}' |
                            member id) "check $kind $((seed + number)) $place"
                        ended $(post snapshots/$snapshot/drills '' | member id) \
                            "drill $kind $((seed + number)) $place"
                        get "drills?vault=$vault" | member items.0.passed >>verdicts
                        heal $place
                    done
                    ended $(post vaults/$vault/runs '{"kind":"check","percent":100}' | member id) \
                        healed | head -n 1
                done
                sort verdicts | uniq -c | tr -s ' '
                """##.replacing("seed=$1", with: "seed=\(seed)").replacing(
                    "$(seq $2)", with: "$(seq \(count))"))
        #expect(outcome.status == 0, "\(seed): \(outcome.text) \(outcome.errorText)")
        #expect(
            outcome.text.split(separator: "\n").map(String.init)
                == ["healed: all is well", "healed: all is well", " \(2 * count) False"],
            "\(seed): \(outcome.text) \(outcome.errorText)")
    }
}
