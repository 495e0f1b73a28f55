import Cryptography
import Domain
import Host
import HubCore
import SQLiteStore
import Store
import TestSupport
import Values

/// The use cases of a hub over a real store, with a clock the test moves.
struct HubFixture {
    let store: any Store
    let sessions: SessionOffice
    let signIn: SignIn
    let firstRun: FirstRun
    let time: SettableTime

    static let form = FirstRun.Form(
        name: "Mara Lindqvist", login: " Mara@Example.org ", password: "a short sentence is good",
        language: .english)
    static let visitor = Visitor(address: "192.0.2.7", userAgent: "test")

    static func with(_ body: (HubFixture) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            let database = try await SQLiteDatabase(path: "\(folder)/hub.db")
            let time = SettableTime()
            try await Migrator(database).migrate(at: time.clock.now)
            let store = SQLStore(database, sha256: { SHA256.hash($0).bytes })
            try await body(HubFixture(store: store, time: time))
            await database.close()
        }
    }

    private init(store: any Store, time: SettableTime) {
        self.store = store
        self.time = time
        let ids = IDSource(clock: time.clock)
        let passwords = PasswordDesk(cost: PasswordCost(memoryKibibytes: 8, passes: 1))
        sessions = SessionOffice(store: store, clock: time.clock, ids: ids)
        signIn = SignIn(
            users: store, audit: store, sessions: sessions, passwords: passwords,
            clock: time.clock)
        firstRun = FirstRun(
            store: store, sessions: sessions, passwords: passwords, clock: time.clock, ids: ids)
    }

    /// A hub whose owner exists.
    @discardableResult
    func setUp() async throws -> OpenedSession {
        _ = try await firstRun.hub()
        let token = try await firstRun.issueToken()
        return try await firstRun.createOwner(Self.form, token: token, visitor: Self.visitor)
    }

    func attempt(_ login: String, _ password: String, from address: String = "192.0.2.7")
        async throws -> SignIn.Outcome
    {
        try await signIn.attempt(
            login: login, password: Secret(password),
            visitor: Visitor(address: address, userAgent: "test"))
    }
}
