import TestSupport
import Testing

/// Vaults as people make them.
@Suite(.timeLimit(.minutes(10))) struct VaultInitTests {
    @Test func foldersAreMadeForANewVaultAndForNothingElse() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                holdfast key create >/dev/null; mkdir tree; echo x > tree/a
                holdfast vault init file:$scratch/new/deep/vault --key=default >/dev/null
                stat -c %a new new/deep new/deep/vault
                holdfast backup tree --to=file:$scratch/new/deep/vault >/dev/null
                set +e
                holdfast backup tree --to=file:$scratch/none/vault 2>/dev/null; echo "backup $?"
                holdfast drill latest --from=file:$scratch/none/vault 2>/dev/null; echo "drill $?"
                touch file
                holdfast vault init file:$scratch/file/vault --key=default 2>/dev/null
                echo "file $?"; ls
                """)
            #expect(
                outcome.text
                    == "700\n700\n700\nbackup 5\ndrill 5\nfile 4\nfile\nhome\nnew\ntree\n",
                "\(outcome.text)\(outcome.errorText)")
        }
    }

    /// With the folders above it, on a server that nothing is known of yet.
    @Test func aVaultIsMadeOnAServerThatIsMetForTheFirstTime() async throws {
        try await withScratchFolder { scratch in
            try await LocationTests.Place.ssh.lend(scratch) { address, settings in
                let outcome = try await Machine(scratch).run(
                    """
                    \(settings)
                    vault='\(address)/new/deep/vault'
                    sed -i "s|^\\[.*|[$vault]|" $HOME/.config/holdfast/credentials
                    holdfast key create >/dev/null
                    set +e
                    holdfast vault info $vault >/dev/null 2>&1; echo "info $?"
                    holdfast vault init $vault --key=default >/dev/null; echo "init $?"
                    holdfast vault init $vault --key=default 2>/dev/null; echo "again $?"
                    set -e
                    wc -l <$HOME/.local/state/holdfast/machine/known-hosts
                    mkdir tree; echo x >tree/a
                    holdfast backup tree --to=$vault >/dev/null
                    holdfast dump latest $scratch/tree/a --from=$vault
                    """)
                #expect(
                    outcome.text == "info 5\ninit 0\nagain 7\n1\nx\n",
                    "\(outcome.text)\(outcome.errorText)")
            }
        }
    }

    /// In the layout that is asked for, and encrypted to whom it is said.
    @Test(arguments: ["archive", "repository"])
    func aBackupMakesTheVaultThatItIsToldToMake(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD='correct horse'
                mkdir tree; echo x >tree/a
                to="--to=file:$scratch/one --to=file:$scratch/two"
                holdfast backup tree $to --init --format=\(format) >/dev/null
                holdfast backup tree $to --init --format=archive >/dev/null
                for vault in one two; do
                    holdfast vault info file:$scratch/$vault --json |
                        grep -o '"format":"[a-z]*"'
                    holdfast snapshots --from=file:$scratch/$vault --json | grep -c snapshot
                    holdfast dump latest $scratch/tree/a --from=file:$scratch/$vault
                done
                set +e
                holdfast backup tree --to=file:$scratch/three --init --format=repository \
                    --no-encryption 2>/dev/null
                echo "clear $?"; ls three 2>/dev/null
                """)
            let each = "\"format\":\"\(format)\"\n2\nx\n"
            #expect(
                outcome.text == "\(each)\(each)clear 2\n", "\(outcome.text)\(outcome.errorText)")
        }
    }

    /// A repository, unless somebody is named that only an archive can be readable to.
    @Test func aNewVaultIsARepositoryUnlessItCannotBe() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                format() { holdfast vault info file:$scratch/$1 --json | grep -o 'ma."*:"[a-z]*"'; }
                holdfast key create >/dev/null
                mkdir tree; echo x >tree/a; set +e
                holdfast vault init file:$scratch/none 2>said </dev/null; echo "none $?"
                grep -c -e HOLDFAST_PASSWORD.*--key=default.*--no-encryption said
                ls none 2>/dev/null
                set -e
                holdfast vault init file:$scratch/key --key=default >/dev/null; format key
                holdfast vault init file:$scratch/clear --no-encryption >/dev/null; format clear
                export HOLDFAST_PASSWORD='correct horse'
                holdfast vault init file:$scratch/both --key=default >/dev/null; format both
                holdfast vault init file:$scratch/word >/dev/null; format word
                holdfast vault init file:$scratch/like --like=file:$scratch/word >/dev/null
                format like
                holdfast backup tree --to=file:$scratch/made --init >/dev/null; format made
                """)
            let archive = "mat\":\"archive\"\n", repository = "mat\":\"repository\"\n"
            let wanted =
                "none 4\n1\n\(archive)\(archive)\(archive)\(repository)\(repository)\(repository)"
            #expect(outcome.text == wanted, "\(outcome.text)\(outcome.errorText)")
        }
    }

    /// Whoever looks at a vault of others on a machine of others leaves nothing there.
    @Test(arguments: ["archive", "repository"])
    func readingLeavesNothingInTheHomeFolder(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD='correct horse'
                mkdir tree; echo x >tree/a
                from="--from=file:$scratch/vault"
                holdfast backup tree --to=file:$scratch/vault --init --format=\(format) >/dev/null
                mkdir elsewhere out; HOME=$scratch/elsewhere
                holdfast snapshots $from >/dev/null; holdfast ls latest $from >/dev/null
                holdfast vault info file:$scratch/vault >/dev/null
                holdfast check $from --read-data >/dev/null; holdfast key list >/dev/null
                holdfast find a $from >/dev/null; holdfast dump latest $scratch/tree/a $from
                holdfast restore latest $from --target=out >/dev/null
                cat out$scratch/tree/a; find elsewhere -mindepth 1
                """)
            #expect(outcome.text == "x\nx\n", "\(outcome.text)\(outcome.errorText)")
        }
    }

    /// At a terminal of its own, as a person types.
    @Test func aNewPassphraseIsAskedForTwiceAndAKnownOneOnce() async throws {
        try await withScratchFolder { scratch in
            let machine = Machine(scratch)
            let outcome = try await machine.run(
                """
                cat > type.py <<'PY'
                import os, pty, sys
                answers = sys.argv[1].split(','); words = sys.argv[2:]; said = b''
                child, terminal = pty.fork()
                if child == 0: os.execv(words[0], words)
                while True:
                    try: piece = os.read(terminal, 4096)
                    except OSError: break
                    if not piece: break
                    said += piece
                    # Echo is off once the question is there.
                    if said.endswith(b': ') and answers:
                        os.write(terminal, answers.pop(0).encode() + b'\\n')
                        said += b'<typed>'
                print(said.decode().replace('\\r', ''), os.waitstatus_to_exitcode(
                    os.waitpid(child, 0)[1]), answers)
                PY
                type() { python3 type.py "$@"; }
                mkdir tree; echo x > tree/a
                type secret,secret $program vault init file:$scratch/vault --format=archive
                type secret,other $program vault init file:$scratch/differing --format=archive
                test ! -e differing || echo made
                type secret,secret $program key create mine --sealed
                type one,two $program key create yours --sealed
                holdfast backup tree --to=file:$scratch/vault >/dev/null
                HOME=$scratch/other; mkdir $HOME
                type secret $program ls latest --from=file:$scratch/vault
                """)
            let text = outcome.text
            #expect(
                text.hasPrefix(
                    "New passphrase of the vault: <typed>\nThe same again: <typed>\nThe "),
                "\(text)\(outcome.errorText)")
            #expect(text.contains("the two passphrases differ; nothing was made"), "\(text)")
            #expect(text.contains("Passphrase of the new key: <typed>\nThe same again: <typed>\n"))
            #expect(!text.contains("secret"), "\(text)")
            #expect(!text.contains("made\n"), "\(text)")
            #expect(text.contains("Passphrase of the vault: <typed>\n"), "\(text)")
            #expect(text.contains("/tree/a\n 0 []"), "\(text)")
            #expect(text.split(separator: "\n").filter { $0.hasSuffix(" 6 []") }.count == 2)
        }
    }

    /// A limit holds whatever the machine is doing: what is fetched cannot come sooner.
    @Test func limitsHoldForAllThatRead() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                mkdir tree; head -c 6M /dev/urandom > tree/large
                holdfast key create >/dev/null
                holdfast vault init file:$scratch/vault --key=default >/dev/null
                holdfast backup tree --to=file:$scratch/vault >/dev/null
                limits="--limit-upload=1MiB --limit-download=3MiB --from=file:$scratch/vault"
                slow() { # at least a second
                    local start=$(date +%s%N)
                    holdfast "$@" $limits >/dev/null
                    echo "$1 $(( $(date +%s%N) - start > 1000000000 ))"
                }
                slow restore latest --target=out; slow check --read-data; slow drill latest
                slow dump latest --tar; holdfast prune $limits >/dev/null
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(outcome.text == "restore 1\ncheck 1\ndrill 1\ndump 1\n")
        }
    }
}
