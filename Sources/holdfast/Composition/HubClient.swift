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
    private let credentials: Credentials?
    private let tenantWanted: String?

    /// A list or a document; bodies that are streamed have no limit.
    private static let answerMax = ByteCount.mebibytes(16)
    /// An agent that is asked about a vault has more than a minute.
    private static let patience = Duration.seconds(90)

    /// Runs `body` with a hub's client, on a loop of its own.
    ///
    /// - Parameter needsToken: false for the command that gets the first one.
    static func run(
        _ invocation: Invocation, _ options: HubOptions, needsToken: Bool = true,
        _ body: (HubClient) async throws -> ExitCode
    ) async throws -> ExitCode {
        let place = try HubPlace(invocation[options.hub])
        let token = try invocation[options.token].map {
            try SettingsContent.secret($0, invocation.console)
        }
        guard token != nil || !needsToken else {
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
            let code = try await body(hub)
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
        _ method: String, _ path: String, _ body: JSON? = nil, cookie: String? = nil
    ) async throws -> JSON? {
        try await exchange(method, path, body, cookie: cookie).json
    }

    /// The answer with the cookie it sets, for a session.
    func exchange(
        _ method: String, _ path: String, _ body: JSON?, cookie: String? = nil
    ) async throws -> (json: JSON?, cookie: String?) {
        var request = ClientRequest(method, base + path)
        request.credentials = cookie == nil ? credentials : nil
        request.timeouts.total = Self.patience
        if let body {
            request.headers.append(ClientHeader("Content-Type", "application/json"))
            request.body = .bytes(body.bytes())
        }
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
    func tenantPath(cookie: String? = nil) async throws -> String {
        guard
            case .array(let tenants)? = try await ask("GET", "/api/v1/tenants", cookie: cookie)?[
                "items"]
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
