import Cryptography
import Domain
import HTTPServer
import Host
import HubCore
import HubDoor
import HubWeb
import SQLiteStore
import Store
import Telemetry
import TestSupport
import Transport
import Values

/// The pages of a hub over a real store, served in memory.
struct SiteFixture {
    let router: Router
    let firstRun: FirstRun

    static let password = "a short sentence is good"

    static func with(
        isInsecure: Bool = false, _ body: (SiteFixture) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            let database = try await SQLiteDatabase(path: "\(folder)/hub.db")
            try await Migrator(database).migrate(at: WallClock.system.now)
            let store = SQLStore(database, sha256: { SHA256.hash($0).bytes })
            try await body(SiteFixture(store: store, isInsecure: isInsecure))
            await database.close()
        }
    }

    private init(store: SQLStore, isInsecure: Bool) {
        let clock = WallClock.system
        let ids = IDSource()
        let passwords = PasswordDesk(cost: PasswordCost(memoryKibibytes: 8, passes: 1))
        let sessions = SessionOffice(store: store, clock: clock, ids: ids)
        firstRun = FirstRun(
            store: store, sessions: sessions, passwords: passwords, clock: clock, ids: ids)
        let site = HubSite(
            HubSite.Parts(
                setupState: SetupState(store: store), firstRun: firstRun,
                signIn: SignIn(
                    users: store, audit: store, sessions: sessions, passwords: passwords,
                    clock: clock),
                sessions: sessions, audit: store,
                facts: HubFacts(
                    version: "1.2.3", store: "SQLite", dataFolder: "/srv/hub",
                    started: clock.now, freeSpace: { .gibibytes(7) })),
            language: .chinese, isInsecure: isInsecure)
        let table = RouteTable()
        site.addRoutes(to: Entrance(allowsPlainHTTP: isInsecure).routes(of: table.root))
        router = Router(
            table, log: Logger(to: LogWriter(.text), level: .error),
            page: { problem, request, id in await site.page(for: problem, of: request, id) })
    }

    /// A hub before its owner exists, and the code of its link.
    func newHub() async throws -> String {
        _ = try await firstRun.hub()
        return try await firstRun.issueToken().revealed()
    }
}

/// A browser: it keeps cookies and sends the forms of the pages it was shown.
struct Browser {
    let site: SiteFixture
    var cookies: [String: String] = [:]
    var languages = "en"
    private(set) var page = Shown()

    /// What the last answer was.
    struct Shown {
        var status = 0
        var text = ""
        var location: String?

        /// The code of the form on the page.
        var csrf: String { between("name=\"csrf\" value=\"", "\"") ?? "" }

        func between(_ start: String, _ end: String) -> String? {
            guard let from = text.range(of: start) else { return nil }
            let rest = text[from.upperBound...]
            return rest.range(of: end).map { String(rest[..<$0.lowerBound]) }
        }
    }

    init(_ site: SiteFixture) {
        self.site = site
    }

    mutating func get(_ target: String) async throws {
        try await show(HTTPRequest(.get, target, fields: fields))
    }

    /// Sends a form with the code of the page that is shown, and whatever else is asked for.
    mutating func post(
        _ target: String, _ form: [String: String], csrf: String? = nil,
        origin: String? = "http://hub.test"
    ) async throws {
        var all = form
        all["csrf"] = csrf ?? page.csrf
        var fields = fields
        fields[.contentType] = "application/x-www-form-urlencoded"
        if let origin { fields[.origin] = origin }
        let body = all.map { "\($0.key)=\(Self.encode($0.value))" }.joined(separator: "&")
        try await show(HTTPRequest(.post, target, fields: fields, body: Array(body.utf8)))
    }

    private var fields: HTTPFields {
        var fields: HTTPFields = [
            .host: "hub.test", .accept: "text/html", .acceptLanguage: languages,
        ]
        if !cookies.isEmpty {
            fields[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        return fields
    }

    private mutating func show(_ request: HTTPRequest) async throws {
        let response = await site.router.respond(to: request)
        for cookie in response.fields.values(of: .setCookie) {
            let pair = cookie.prefix { $0 != ";" }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1])
        }
        page = Shown(
            status: Int(response.status.code),
            text: String(decoding: try await response.collect(limit: 1 << 20), as: UTF8.self),
            location: response.fields[.location])
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { "%" + Hex.encode([$0]) }.joined()
    }
}

extension String {
    /// The first place of a text in this one.
    func range(of text: String) -> Range<String.Index>? {
        firstRange(of: text)
    }
}

extension Substring {
    func range(of text: String) -> Range<String.Index>? {
        firstRange(of: text)
    }
}
