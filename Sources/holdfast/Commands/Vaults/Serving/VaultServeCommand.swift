internal import CommandLine
internal import Telemetry
internal import Transport

/// `holdfast vault serve`: other machines back up to a folder of this one.
struct VaultServeCommand: Command {
    let name = "serve"
    let summary = "Let other machines back up to a folder of this one."
    let discussion = """
        Serves vaults below a folder over HTTP, for repositories (to holdfast and to restic) and for
        archives. Each client has a name, a secret and a folder of its own below the served one;
        `holdfast vault client add` makes them. A client adds, and neither replaces nor deletes what
        is finished, unless it was given the right to.

        Beyond this machine it serves HTTPS: name a certificate, or put a reverse proxy in front.
        SIGTERM and Ctrl-C stop it in order; SIGHUP reads the certificate again. Clients that are
        added or removed count within a second.
        """
    let examples = [
        Example("holdfast vault client add /srv/vaults web1", "Let web1 come; prints its secret."),
        Example(
            "holdfast vault serve /srv/vaults --listen=0.0.0.0:8000 "
                + "--tls-certificate=/etc/ssl/nas.pem --tls-key=/etc/ssl/nas.key",
            "Serve the network."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .unavailable, .damaged,
    ]
    let folder = Argument("FOLDER", .folder, "The folder below which the vaults are.")
    let listen = Option.repeated(
        "listen", .listeningAddress,
        "Where to listen: 127.0.0.1:8000 (the default), [::]:8000 or unix:/run/vaults.sock.")
    let certificate = Option.optional(
        "tls-certificate", .file, "The certificate chain in PEM, leaf first.")
    let key = Option.optional("tls-key", .file, "The certificate's private key in PEM.")
    let allowsPlainHTTP = Option.flag(
        "insecure-http",
        "Serve plain HTTP beyond this machine: secrets cross the network in the clear.")
    let logLevel = Option(
        "log-level", .choice, default: LogLevel.info, "What is worth a line in the log.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard (invocation[certificate] == nil) == (invocation[key] == nil) else {
            throw Failure(
                .usage, "--tls-certificate and --tls-key belong together; only one is given.")
        }
        let given = invocation[listen]
        let process = VaultServing(
            folder: try absolutePath(invocation[folder]),
            addresses: given.isEmpty ? [.ip(.loopback, port: 8000)] : given,
            certificate: invocation[certificate], key: invocation[key],
            allowsPlainHTTP: invocation[allowsPlainHTTP], level: invocation[logLevel])
        try await process.run()
        return .success
    }
}
