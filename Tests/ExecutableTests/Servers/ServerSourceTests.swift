import TestSupport
import Testing

/// Machines where nothing is installed, through the executables and OpenSSH's own server.
@Suite(.timeLimit(.minutes(10))) struct ServerSourceTests {
    @Test func aServerIsProtectedByAnAgentAndPinned() async throws {
        let outcome = try await runHubScript(
            runScript + serverScript + ##"""
                seq 300 | split -l 1 -a 3 - remote/f; ln -s faaa remote/link
                server shop 2222; open shop
                start --data-dir=data; owner; login
                work web; live web; said 'agent connected'; protect web
                ready $archive; ready $repository
                shop=$("$holdfast" sources create --name=Shop --on=$agent --json \
                    --sftp=root@127.0.0.1:2222 --ssh-key-file=shop/user --path=$scratch/remote \
                    --to=$archive --to=$repository | member id)
                "$holdfast" sources test $shop | sed "s|$(print_of shop)|KEY|"
                "$holdfast" sources browse $shop --path=$scratch | grep -c -x 'remote/'
                "$holdfast" runs start --follow $shop >followed; echo "followed: $?"
                run=$(get 'runs?kind=backup' | member items.0.id)
                folder=$(dirname $(find vaults/web-archive -name payload.part000001)); mkdir out
                for part in $folder/payload.part*; do age -d -i web.key $part; done |
                    zstd -dq | tar -xp -C out
                diff -r out/$scratch/remote remote && echo "the archive has it"
                export RESTIC_PASSWORD='correct horse'
                restic -q -r vaults/web-repository restore latest --no-lock --target out2 >/dev/null
                diff -r out2/$scratch/remote remote && echo "the repository has it"
                restic -r vaults/web-repository snapshots --json --no-lock | member 0.hostname
                shut shop; host_key shop; open shop
                "$holdfast" sources test $shop >said || echo "exit $?"
                grep -c 'shows another host key than before' said
                "$holdfast" runs start --follow $shop >followed || echo "run: $?"
                last=$(get 'runs?kind=backup' | member items.0.id)
                get runs/$last | member failure.code
                "$holdfast" sources edit $shop --sftp=root@127.0.0.1:2222 \
                    --path=$scratch/remote --host-key=$(print_of shop) >/dev/null
                "$holdfast" sources test $shop | sed "s|$(print_of shop)|KEY|"
                key=$(sed -n 3p shop/user)
                grep -rlaF "$key" data web log web.log && echo "the key lies in the clear" || true
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "The path can be read. The server's key is KEY.", "1", "followed: 0",
                "the archive has it", "the repository has it", "127.0.0.1", "exit 8", "1",
                "run: 1", "host_key_changed", "The path can be read. The server's key is KEY.",
            ], "\(outcome.text) \(outcome.errorText)")
    }
}
