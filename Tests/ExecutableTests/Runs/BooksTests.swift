import StoreSupport
import TestSupport
import Testing

/// A hub and its agents as processes that are killed and cut off at random; afterwards a script of
/// its own compares the hub's database, the journals, and the vaults as stock tools see them.
@Suite(.serialized, .timeLimit(.minutes(60))) struct BooksTests {
    /// Two agents and 20 kills, or 20 and 500 with `TEST_FULL=1`.
    private func run(_ store: String?) async throws -> String {
        let seed = SeededGenerator().seed % 1_000_000
        let sizes = isFullLength ? ["20", "500"] : ["2", "20"]
        return try await runPython(
            file: "\(WorkingTree.root)/EndToEnd/books.py",
            [holdfast, "\(seed)"] + sizes + [store].compactMap(\.self))
    }

    /// A script that finds nothing proves nothing.
    @Test func whatDoesNotBalanceIsFound() async throws {
        let words = try await runPython(
            file: "\(WorkingTree.root)/EndToEnd/books.py", [holdfast, "1", "1", "0", "spoil"])
        #expect(words.hasPrefix("found 5 of 6 kinds") || words.hasPrefix("found 6"), "\(words)")
    }

    @Test func theBooksBalanceOnSQLite() async throws {
        let words = try await run(nil)
        #expect(words.hasPrefix("the books balance: "), "\(words)")
    }

    @Test func theBooksBalanceOnPostgreSQL() async throws {
        let server = try await PostgresServer.shared()
        let words = try await run(try await server.url(of: server.makeDatabase()))
        #expect(words.hasPrefix("the books balance: "), "\(words)")
    }
}
