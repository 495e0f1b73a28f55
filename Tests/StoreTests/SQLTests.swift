import Domain
import Testing
import Values

@testable import Store

private enum Column: String, SQLIdentifier {
    case created = "created_at"
}

@Suite struct SQLTests {
    @Test func valuesAreBoundAndNeverText() {
        let login = "'; DROP TABLE users; --"
        let sql: SQL = "SELECT id FROM users WHERE login = \(login) AND age > \(3)"
        let sqlite = sql.rendered(for: .sqlite)
        #expect(sqlite.text == "SELECT id FROM users WHERE login = ?1 AND age > ?2")
        #expect(sqlite.values == [.text(login), .integer(3)])
        let postgres = sql.rendered(for: .postgres)
        #expect(postgres.text == "SELECT id FROM users WHERE login = $1 AND age > $2")
        #expect(postgres.values == sqlite.values)
    }

    @Test func piecesKeepTheirValuesInOrder() {
        let conditions: [SQL] = ["a = \(1)", "b = \("x")", "c IS NULL"]
        let sql: SQL = """
            SELECT \(raw: "*") FROM t WHERE \(.joined(conditions, by: " AND ")) \
            ORDER BY \(Column.created) LIMIT \(9)
            """
        let rendered = sql.rendered(for: .postgres)
        let expected =
            #"SELECT * FROM t WHERE a = $1 AND b = $2 AND c IS NULL ORDER BY "created_at" "#
            + "LIMIT $3"
        #expect(rendered.text == expected)
        #expect(rendered.values == [.integer(1), .text("x"), .integer(9)])
        #expect((SQL.joined([], by: ",") + "x").rendered(for: .sqlite).text == "x")
    }

    @Test func missingValuesKnowTheirType() {
        let (user, role): (ID<User>?, Role?) = (nil, nil)
        let sql: SQL = "\(user) \(role) \(Timestamp?.none) \(true) \(2.5)"
        #expect(
            sql.rendered(for: .sqlite).values
                == [.null(.uuid), .null(.text), .null(.integer), .integer(1), .real(2.5)])
    }

    @Test func rowsGuessNothing() throws {
        let row = Row(
            names: ["id", "role", "flag", "language"],
            values: [.bytes([1, 2]), .text("emperor"), .integer(2), .null(.text)])
        for failing in [
            { _ = try row.get("id", as: UUID.self) }, { _ = try row.get("role", as: Role.self) },
            { _ = try row.get("flag", as: Bool.self) },
            { _ = try row.get("language", as: String.self) },
            { _ = try row.get("role", as: Int.self) },
        ] as [() throws -> Void] {
            let error = #expect(throws: StoreError.self, performing: failing)
            #expect(error?.kind == .corrupt)
        }
        let error = #expect(throws: StoreError.self) { _ = try row.get("age", as: Int.self) }
        #expect(error?.kind == .misuse)
        #expect(try row.get("language", as: Language?.self) == nil)
        #expect(try row.get("role", as: String.self) == "emperor")
    }

    @Test(arguments: [
        Cursor.start, Cursor(time: Timestamp(milliseconds: -1), id: UUID(high: .max, low: .max)),
        Cursor(time: Timestamp(milliseconds: .max), id: UUID(high: 1, low: 2)),
    ])
    func cursorsSurviveTheirText(cursor: Cursor) {
        #expect(Cursor(cursor.description) == cursor)
    }

    @Test(arguments: ["", "AAAA", "*", String(repeating: "A", count: 33), "AAAA=", "é"])
    func whatIsNoCursorIsRefused(text: String) {
        #expect(Cursor(text) == nil)
    }

    @Test(arguments: [(0, 1), (-5, 1), (7, 7), (1 << 40, PageRequest.limitMax)])
    func pageSizesAreBounded(asked: Int, given: Int) {
        #expect(PageRequest(limit: asked).limit == given)
    }

    @Test func errorsShowNoValues() {
        let error = StoreError(
            .constraint, "the database's own rules forbid the change",
            context: ["database": "hub.db"], underlying: StoreError.notFound("user"))
        #expect(
            error.description == "the database's own rules forbid the change (database hub.db)")
        #expect(error.debugDescription.contains("there is no such user"))
        #expect(error.adding("table", "t").description.contains("database hub.db, table t"))
    }
}
