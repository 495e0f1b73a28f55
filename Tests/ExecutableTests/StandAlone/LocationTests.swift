import FilesSupport
import StorageSupport
import TestSupport
import Testing

/// A tree of everything through the executable to each kind of place and back, against real
/// servers. The judge is a script of stock tools.
@Suite(.timeLimit(.minutes(20))) struct LocationTests {
    enum Place: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case folder, wsgidav, nginx, rclone, s3OfRclone, moto, ssh

        var testDescription: String { rawValue }

        /// Lends the address of a vault that is to be made, and what the shell has to be told.
        func lend(
            _ scratch: String, _ body: (_ address: String, _ settings: String) async throws -> Void
        ) async throws {
            switch self {
            case .folder: try await body("file:\(scratch)/vault", "")
            case .wsgidav: try await lendWebDAV(.wsgidav, body)
            case .nginx: try await lendWebDAV(.nginx, body)
            case .rclone: try await lendWebDAV(.rclone, body)
            case .s3OfRclone: try await lendS3(.rclone, body)
            case .moto: try await lendS3(.moto, body)
            case .ssh:
                try await SSHDaemon.with { daemon in
                    let address = "sftp://root@127.0.0.1:\(daemon.port)\(daemon.root)"
                    try await body(
                        address,
                        """
                        mkdir -p $HOME/.config/holdfast
                        printf '[%s]\\nkey-file = %s\\n' '\(address)' \
                            '\(daemon.scratch)/user_ed25519' >$HOME/.config/holdfast/credentials
                        chmod 600 $HOME/.config/holdfast/credentials
                        """)
                }
            }
        }

        private func lendWebDAV(
            _ server: WebDAVServer, _ body: (String, String) async throws -> Void
        ) async throws {
            try await server.run { url, _ async throws in
                let rest = url.dropFirst("http://".count)
                try await body(
                    "dav+http://\(TestServer.user)@\(rest)",
                    "export HOLDFAST_VAULT_PASSWORD=\(TestServer.password)")
            }
        }

        private func lendS3(
            _ server: S3Server, _ body: (String, String) async throws -> Void
        ) async throws {
            try await server.run { endpoint, _ async throws in
                try await body(
                    "s3:\(endpoint)/\(S3Server.bucket)/some/prefix",
                    "export AWS_ACCESS_KEY_ID=\(S3Server.accessKey) "
                        + "AWS_SECRET_ACCESS_KEY=\(S3Server.secretKey)")
            }
        }
    }

    /// A command that has nothing more to do ends with its code, whatever its connections still do.
    @Test func endingWhileConnectionsEndIsNoCrash() async throws {
        try await withScratchFolder { scratch in
            try await Place.ssh.lend(scratch) { address, settings in
                let outcome = try await Machine(scratch).run(
                    """
                    \(settings)
                    holdfast key create >/dev/null
                    holdfast vault init '\(address)' --key=default >/dev/null
                    # Where the machine is busy, the connection's thread is behind.
                    for worker in 1 2 3 4 5 6 7 8; do
                        (for i in $(seq \(isFullLength ? 200 : 12)); do
                            holdfast vault info '\(address)' >/dev/null || echo "ended with $?"
                        done) & workers[$worker]=$!
                    done
                    wait ${workers[@]}
                    """)
                #expect(outcome.status == 0 && outcome.text == "", "\(outcome.text)")
            }
        }
    }

    @Test(arguments: Place.allCases)
    func aTortureTreeComesBackTheSame(place: Place) async throws {
        try await withScratchFolder { scratch in
            let tree = try await TortureTree.make(
                at: "\(scratch)/tree", depth: isFullLength ? TortureTree.fullDepth : 40)
            let before = try await TortureTree.describe(tree.path)
            try await place.lend(scratch) { address, settings in
                let outcome = try await Machine(scratch).run(
                    """
                    \(settings)
                    vault='\(address)'
                    holdfast key create >/dev/null
                    holdfast vault init "$vault" --key=default >/dev/null
                    holdfast backup $scratch/tree --to="$vault" >/dev/null
                    holdfast check --from="$vault" --read-data >/dev/null
                    mkdir $scratch/out
                    holdfast restore latest --from="$vault" --target=$scratch/out --devices \
                        >/dev/null
                    holdfast snapshots --from="$vault" --json | wc -l
                    """)
                #expect(
                    outcome.status == 0 && outcome.text == "1\n",
                    "seed \(tree.seed): \(outcome.text) \(outcome.errorText)")
                let after = try await TortureTree.describe("\(scratch)/out\(tree.path)")
                #expect(TortureTree.differences(before, after) == [], "seed \(tree.seed)")
                #expect(after.count > 200)
                // Another machine that has nothing but the key finds the same.
                let other = try await Machine(scratch).run(
                    """
                    \(settings)
                    key=$HOME/.local/share/holdfast/keys/default.key
                    export XDG_STATE_HOME=$scratch/elsewhere XDG_DATA_HOME=$scratch/elsewhere
                    holdfast ls latest --from='\(address)' --identity-file=$key --json | wc -l
                    """)
                #expect(other.status == 0, "\(other.errorText)")
                #expect(Int(other.text.dropLast()) ?? 0 >= after.count, "\(other.text)")
            }
        }
    }
}
