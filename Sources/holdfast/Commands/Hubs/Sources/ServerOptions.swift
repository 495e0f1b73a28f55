internal import CommandLine
internal import Cryptography
internal import Domain
internal import JSON

/// The machine over SSH that a source lies on, and how to come in.
struct ServerOptions: ParameterGroup {
    private let server = Option.optional(
        "sftp", .text.named("USER@HOST"),
        "The machine that the paths are on, read over SSH; user@host:port for another port.")
    private let hostKey = Option.optional(
        "host-key", .text.named("SHA256:…"),
        "The fingerprint of that machine's key; the first that is shown, without it.")
    private let password = Option.secret(
        "ssh-password", env: "HOLDFAST_SSH_PASSWORD",
        "The file with the password there; the variable holds it itself.")
    private let key = Option.secret(
        "ssh-key", env: "HOLDFAST_SSH_KEY",
        "The file with a private key that lets us in; the variable holds it itself.")
    private let passphrase = Option.secret(
        "ssh-key-passphrase", env: "HOLDFAST_SSH_KEY_PASSPHRASE",
        "The file with what opens that key; the variable holds it itself.")

    var parameters: [any Parameter] { [server, hostKey, password, key, passphrase] }

    /// Nil where none is named.
    func configuration(
        _ invocation: Invocation, files: JSON?, over now: JSON?
    ) throws -> JSON? {
        guard let text = invocation[server] else {
            guard let hostKey = invocation[hostKey], let now else { return nil }
            var form = JSONObject()
            form["hostKey"] = .string(hostKey)
            form["files"] = files
            return form.over(now)
        }
        guard let rule = SFTPPlace(text) else {
            throw Failure(.usage, "\(quoted(text)) is no user@host.")
        }
        guard let files = files ?? now?["files"], files["paths"] != nil else {
            throw Failure(
                .usage, "Nothing says what to protect on \(quoted(text)).",
                hint: "name it with --path=/srv/www")
        }
        var form = JSONObject()
        form["kind"] = "sftp"
        form["host"] = .string(rule.host)
        form["port"] = JSON(rule.port)
        form["user"] = .string(rule.user)
        form["hostKey"] = invocation[hostKey].map(JSON.string)
        form["files"] = files
        return .object(form)
    }

    /// Nil where none is given.
    func secrets(_ invocation: Invocation) throws -> JSON? {
        var form = JSONObject()
        let known = [("password", password), ("private_key", key), ("passphrase", passphrase)]
        for (name, option) in known {
            guard let reference = invocation[option] else { continue }
            let secret = try SettingsContent.secret(reference, invocation.console)
            form[name] = .string(secret.revealed())
        }
        return form.members.isEmpty ? nil : .object(form)
    }
}

/// A user on a machine, as a person writes it.
private struct SFTPPlace {
    let user: String
    let host: String
    let port: Int

    init?(_ text: String) {
        guard let at = text.lastIndex(of: "@") else { return nil }
        user = String(text[..<at])
        var place = text[text.index(after: at)...]
        var number = "22"
        if let colon = place.lastIndex(of: ":"),
            place.hasPrefix("[") ? place[..<colon].hasSuffix("]") : !place[..<colon].contains(":")
        {
            number = String(place[place.index(after: colon)...])
            place = place[..<colon]
        }
        if place.hasPrefix("["), place.hasSuffix("]") { place = place.dropFirst().dropLast() }
        guard !user.isEmpty, !place.isEmpty, let port = Int(number),
            Fields.port.range.contains(port)
        else { return nil }
        host = String(place)
        self.port = port
    }
}
