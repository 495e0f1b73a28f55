internal import AgentCore
internal import AgentProtocol
internal import CommandLine
internal import Cryptography
internal import HTTPClient
internal import Host
internal import JSON
internal import Values

/// A hub, as a command asks it over its API.
struct HubClient: Sendable {
    let invocation: Invocation
    private let client: HTTPClient
    private let base: String
    private var credentials: Credentials?
    /// Of a session, where somebody signed in.
    private var cookie: String?
    private let tenantWanted: String?

    /// A list or a document; bodies that are streamed have no limit.
    private static let answerMax = ByteCount.mebibytes(16)
    /// An agent that is asked about a vault has more than a minute.
    private static let patience = Duration.seconds(90)

    /// Runs `body` with a hub's client, on a loop of its own.
    ///
    /// - Parameter signIn: for what a session may and a token may not.
    static func run(
        _ invocation: Invocation, _ options: HubOptions, _ signIn: SignInOptions? = nil,
        _ body: (HubClient) async throws -> ExitCode
    ) async throws -> ExitCode {
        let place = try HubPlace(invocation[options.hub])
        let person = try signIn.flatMap { try $0.person(invocation) }
        let token = try invocation[options.token].map {
            try SettingsContent.secret($0, invocation.console)
        }
        guard token != nil || person != nil else {
            throw Failure(
                .denied, "There is no API token.",
                hint: "set HOLDFAST_TOKEN or give --token-file; "
                    + "holdfast api-tokens create makes one")
        }
        let loop = try EventLoop(name: "client")
        try loop.start()
        defer { loop.stop() }
        var settings = ClientSettings()
        settings.unixSocket = place.socket
        if place.isLocal { settings.proxy = .none }
        let pins = invocation[options.pins]
        if !pins.isEmpty { settings.trust = ClientSettings.Trust(Set(pins)) }
        let client = HTTPClient(loop: loop, settings: settings)
        let hub = HubClient(
            invocation: invocation, client: client, base: place.base,
            credentials: token.map { .bearer($0.revealed()) },
            tenantWanted: invocation[options.tenant])
        do {
            let code: ExitCode
            if let person {
                code = try await hub.session(of: person, body)
            } else {
                code = try await body(hub)
            }
            await client.close()
            return code
        } catch {
            await client.close()
            throw error
        }
    }

    // MARK: Asking

    /// The answer's JSON; nil where it has none.
    @discardableResult
    func ask(
        _ method: String, _ path: String, _ body: JSON? = nil, ifMatch version: Int64? = nil
    ) async throws -> JSON? {
        try await exchange(method, path, body, ifMatch: version).json
    }

    /// Changes what lies at a path by what it was made into, or nothing where somebody else was
    /// faster.
    func change(_ path: String, _ form: (JSON) throws -> JSONObject) async throws -> JSON? {
        guard let now = try await ask("GET", path) else { throw HubAnswer.unreadable }
        return try await ask(
            "PATCH", path, .object(form(now)), ifMatch: now["version"]?.wholeNumber)
    }

    /// Asks as somebody who signs in, for as long as `body` takes.
    private func session(
        of person: SignInOptions.Person, _ body: (HubClient) async throws -> ExitCode
    ) async throws -> ExitCode {
        var hub = self
        hub.credentials = nil
        let form: JSON = [
            "login": .string(person.login), "password": .string(person.password.revealed()),
        ]
        hub.cookie = try await hub.exchange("POST", "/api/v1/sessions", form).cookie
        guard hub.cookie != nil else { throw HubAnswer.unreadable }
        let code: ExitCode
        do {
            code = try await body(hub)
        } catch {
            // What went wrong first is told; the session ends by itself.
            _ = try? await hub.ask("DELETE", "/api/v1/sessions/current")
            throw error
        }
        try await hub.ask("DELETE", "/api/v1/sessions/current")
        return code
    }

    /// The answer with the cookie it sets.
    private func exchange(
        _ method: String, _ path: String, _ body: JSON?, ifMatch version: Int64? = nil
    ) async throws -> (json: JSON?, cookie: String?) {
        var request = ClientRequest(method, base + path)
        request.credentials = credentials
        request.timeouts.total = Self.patience
        if let body {
            request.headers.append(ClientHeader("Content-Type", "application/json"))
            request.body = .bytes(body.bytes())
        }
        if let version { request.headers.append(ClientHeader("If-Match", "\"\(version)\"")) }
        if let cookie { request.headers.append(ClientHeader("Cookie", cookie)) }
        let response = try await client.send(request)
        let bytes = try await response.body.collect(limit: Self.answerMax)
        let json = bytes.isEmpty ? nil : try JSON(parsing: bytes)
        guard (200..<300).contains(response.status) else {
            throw HubAnswer.failure(status: response.status, json)
        }
        let set = response.header("Set-Cookie").map { String($0.prefix { $0 != ";" }) }
        return (json, set)
    }

    /// A stream of events, from after the one with this id.
    func openStream(_ path: String, after last: String?) async throws -> ClientResponse {
        var request = ClientRequest("GET", base + path)
        request.credentials = credentials
        if let last { request.headers.append(ClientHeader("Last-Event-ID", last)) }
        let response = try await client.send(request)
        guard response.status == 200 else {
            let bytes = try await response.body.collect(limit: Self.answerMax)
            let json = bytes.isEmpty ? nil : try JSON(parsing: bytes)
            throw HubAnswer.failure(status: response.status, json)
        }
        return response
    }

    /// The content that a one-time token is for; who takes it slowly slows down who sends it.
    func download(_ path: String, _ token: String) async throws -> ClientResponse {
        var request = ClientRequest("POST", base + path)
        request.headers = [
            ClientHeader("Content-Type", "application/x-www-form-urlencoded")
        ]
        request.body = .bytes(Array("token=\(token)".utf8))
        request.timeouts = Timeouts(total: nil, stall: StreamTicket.silenceMax)
        let response = try await client.send(request)
        guard response.status == 200 else {
            let bytes = try await response.body.collect(limit: Self.answerMax)
            let json = bytes.isEmpty ? nil : try JSON(parsing: bytes)
            throw HubAnswer.failure(status: response.status, json)
        }
        return response
    }

    /// Where somebody chooses a password by a code that the hub gave out.
    func passwordLink(_ code: String) -> String { "\(base)/invitation#\(code)" }

    /// Everything of a list, page by page.
    func list(_ path: String, _ body: (JSON) throws -> Void) async throws {
        let mark = path.contains("?") ? "&" : "?"
        var after: String?
        repeat {
            let page = after.map { "\(mark)after=\($0)" } ?? ""
            guard case .object(let answer)? = try await ask("GET", path + page) else {
                throw HubAnswer.unreadable
            }
            guard case .array(let items)? = answer["items"] else { throw HubAnswer.unreadable }
            for item in items { try body(item) }
            after = answer["next"]?.text
        } while after != nil
    }

    /// The path of the tenant that is meant: the one that was named, or the only one.
    func tenantPath() async throws -> String {
        guard
            case .array(let tenants)? = try await ask("GET", "/api/v1/tenants")?["items"]
        else { throw HubAnswer.unreadable }
        let found = tenants.filter { tenant in
            guard let wanted = tenantWanted else { return true }
            return [tenant["name"]?.text, tenant["id"]?.text].contains(wanted)
        }
        guard let id = found.first?["id"]?.text else {
            throw Failure(.missing, "There is no such tenant, or not for you.")
        }
        guard found.count == 1 else {
            throw Failure(
                .usage, "You are in several tenants.",
                hint: "name one with --tenant: "
                    + found.compactMap { $0["name"]?.text }.joined(separator: ", "))
        }
        return "/api/v1/tenants/\(id)"
    }
}
