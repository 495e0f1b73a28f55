internal import AgentCore
internal import AgentProtocol
internal import CommandLine
internal import Cryptography
internal import Host

/// `holdfast agent enroll`: joins a hub with a token.
struct AgentEnrollCommand: Command {
    let name = "enroll"
    let summary = "Join a hub with a token that it has given out."
    let discussion = """
        The machine makes its keys, shows the token, and remembers the hub's key: from then on it
        believes nobody else. The token comes from the file, from the variable, or from standard
        input, and never from an argument, which every user of the machine could read.

        A local policy is written and printed. It says what the hub may have this machine do, and
        without --allow-… that is nothing; only the machine's own administrator can change it.
        """
    let examples = [
        Example(
            "holdfast agent enroll --hub=https://hub.example:9876 --token-file=/root/token "
                + "--allow-read=/srv", "Join, and let /srv be backed up.")
    ]
    let exitCodes: [ExitCode] = [.configuration, .denied, .unavailable, .damaged, .full]
    let joining = JoiningOptions()
    let token = Option.secret(
        "token", env: "HOLDFAST_ENROLL_TOKEN",
        "The file with the token; the variable holds the token itself. Neither: standard input.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let entering = try Entering(invocation, joining)
            let token = try readToken(invocation)
            let enrolled = try await entering.withHub { hub, introduction, keys in
                try await hub.enrol(introduction, keys, token: token)
            }
            try entering.finish(enrolled)
            return .success
        }
    }

    private func readToken(_ invocation: Invocation) throws -> EnrolmentToken {
        let secret: Secret
        if let reference = invocation[token] {
            secret = try SettingsContent.secret(reference, invocation.console)
        } else {
            guard let line = readLine(strippingNewline: true), !line.isEmpty else {
                throw Failure(
                    .usage, "There is no token.",
                    hint: "give it in HOLDFAST_ENROLL_TOKEN, --token-file or standard input")
            }
            secret = Secret(line)
        }
        let text = secret.revealed()
        guard (16...128).contains(text.unicodeScalars.count) else {
            throw Failure(.usage, "What was given is no token.")
        }
        return EnrolmentToken(text)
    }
}
