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

    /// Killed at any moment, what has a name is whole and on the disk, and the same command does
    /// the rest: what was finished is not sent again.
    @Test func aRestoreThatIsKilledIsEndedByTheNext() async throws {
        let outcome = try await runHubScript(
            serverScript + ##"""
                export HOME=$scratch/home; mkdir -p tree/a tree/b $HOME/.config/holdfast
                for i in $(seq 150); do
                    head -c $((i * 400)) /dev/urandom >tree/a/$i; seq $i 3000 >tree/b/$i
                done
                head -c 9000000 /dev/urandom >tree/m; ln -s a/1 tree/link; ln tree/a/2 tree/twice
                chmod 4755 tree/a/3; chmod 400 tree/a/4; chmod 500 tree/b
                server shop 2222; : >shop/said
                strace -f -qq -e trace=fsync -o flushed \
                    /usr/sbin/sshd -D -e -f $scratch/shop/config 2>shop/said &
                trap 'kill -9 $(jobs -p) 2>/dev/null || true' EXIT
                until grep -q 'Server listening' shop/said; do sleep 0.1; done
                target=sftp://root@127.0.0.1:2222$scratch/remote
                printf '[%s]\nkey-file = %s\n' sftp://root@127.0.0.1:2222 $scratch/shop/user \
                    >$HOME/.config/holdfast/credentials
                chmod 600 $HOME/.config/holdfast/credentials
                "$holdfast" key create >/dev/null
                "$holdfast" vault init file:$scratch/vault --key=default >/dev/null
                "$holdfast" backup tree --to=file:$scratch/vault >/dev/null
                restore() {
                    exec "$holdfast" restore latest --from=file:$scratch/vault --target=$target \
                        --conflict=overwrite >/dev/null 2>&1
                }
                # Names of one file are made anew.
                files() {
                    find remote -type f ! -name '.holdfast-*' ! -path '*/a/2' ! -name twice "$@"
                }
                for most in 1 60 140 200 299; do
                    restore & pid=$!
                    until [ $(files | wc -l) -ge $most ]; do kill -0 $pid 2>/dev/null || break; done
                    kill -9 $pid 2>/dev/null && echo "killed"; wait $pid || true
                    files -print0 | while IFS= read -rd '' f; do cmp $f /${f#remote/}; done
                    [ ! -e finished ] || files -printf '%i %p\n' | sort | comm -13 - finished
                    files -printf '%i %p\n' | sort >finished
                done
                [ $(grep -c 'fsync(.*= 0' flushed) -ge $(wc -l <finished) ] && echo "on the disk"
                (restore); echo "ended $?"
                files -printf '%i %p\n' | sort | comm -13 - finished
                stats() {
                    (cd $1; find . -printf '%p %y %m %s %T@ %l\n' |
                        sed -E 's/([0-9])\.[0-9]+ /\1 /' | sort)
                }
                diff <(stats tree) <(stats remote$scratch/tree) &&
                    diff -r tree remote$scratch/tree && echo "the same"
                find remote -name '.holdfast-*'
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(lines.count { $0 == "killed" } >= 3, "\(outcome.text)")
        #expect(
            lines.filter { $0 != "killed" } == ["on the disk", "ended 0", "the same"],
            "\(outcome.text) \(outcome.errorText)")
    }
}
