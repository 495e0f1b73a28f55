internal import CommandLine
internal import Cryptography
internal import Host
internal import JSON
internal import RESTProtocol
internal import Storage
internal import Values
internal import VaultServer

/// `holdfast vault client add`: lets one more machine come to a served folder.
struct VaultClientAddCommand: Command {
    let name = "add"
    let summary = "Let a machine back up to a served folder, and print its secret once."
    let discussion = """
        The client may come from now on, also to a server that is running already. Its secret is
        printed here and kept nowhere: who loses it is given another one with --replace.

        What a client may do: append, which is for machines that back up, adds and reads; full, for
        the one machine that forgets and prunes, also replaces and deletes; read only reads. Two
        clients may share a folder, as a machine and the one that prunes for it.
        """
    let examples = [
        Example("holdfast vault client add /srv/vaults web1", "Give web1 the folder web1."),
        Example(
            "holdfast vault client add /srv/vaults keeper --path=web1 --right=full",
            "Let another machine prune what web1 has."),
        Example(
            "holdfast vault client add /srv/vaults visitor --path=web1 --right=read "
                + "--expires-in=2h",
            "Let somebody restore for two hours."),
    ]
    let exitCodes: [ExitCode] = [.configuration, .missing, .denied, .busy, .damaged, .full]
    let folder = Argument("FOLDER", .folder, "The folder that is served, or is to be.")
    let client = Argument("NAME", .vaultClient, "What to call it.")
    let path = Option.optional(
        "path", .text.named("PATH"), "Its folder below the served one (default: its name).")
    let right = Option(
        "right", .choice, default: ServedVault.Right.append, "What it may do there.")
    let quota = Option.optional("quota", .size(), "What all its vaults together may take.")
    let expiry = Option.optional(
        "expires-in", .duration(from: .seconds(1)), "How long it may come.")
    let replaces = Option.flag(
        "replace", "Take the place of the client of this name, whose secret then ends.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let token = Token.random()
        let path = try place(invocation)
        let added = VaultClient(
            name: invocation[client], path: path, right: invocation[right],
            quota: invocation[quota],
            expires: invocation[expiry].map { WallClock.system.now + $0 }, digest: token.digest)
        try ClientFile.make(in: absolutePath(invocation[folder]))
            .add(added, replacing: invocation[replaces])
        if invocation[json] {
            invocation.print("\(added.described(secret: token.revealed()))")
            return .success
        }
        invocation.print("The client \(added.name) may come. Its secret, shown this once, is")
        invocation.print(token.revealed())
        invocation.print("and its vaults are at rest:https://\(added.name)@HOST:PORT/\(path)/…")
        return .success
    }

    private func place(_ invocation: Invocation) throws -> VaultPath {
        do {
            return try VaultPath(invocation[path] ?? invocation[client])
        } catch {
            throw Failure(
                .usage, "\(error.message).", hint: "give it another folder with --path")
        }
    }
}

extension Syntax where Value == String {
    /// The name of a client of a served folder.
    static var vaultClient: Syntax {
        Syntax(
            "NAME",
            reading: { text throws(SyntaxRefusal) in
                guard VaultClient.isName(text) else {
                    throw SyntaxRefusal(
                        "is no name of a client: letters, digits, dots, dashes and underscores")
                }
                return text
            }, writing: { $0 })
    }
}

extension VaultClient {
    /// For scripts; with its secret only when it has just been made.
    func described(secret: String? = nil) -> JSON {
        var object = JSONObject()
        object["client"] = .string(name)
        object["path"] = .string("\(path)")
        object["right"] = .string(right.rawValue)
        object["quota"] = quota.map { JSON($0.bytes) }
        object["expires"] = expires.map { .string("\($0)") }
        object["secret"] = secret.map(JSON.string)
        return .object(object)
    }
}
