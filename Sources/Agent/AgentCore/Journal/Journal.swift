internal import AgentProtocol
internal import Domain
package import Host
package import Store
internal import Values

/// What an agent remembers, in a database of its own: runs, what is to be told of them, up to when
/// its schedules were looked at, and the configuration it goes by.
///
/// Each method is one transaction that is on the disk when it returns: whoever acts on what it
/// returned may die at any moment, and the next life of the process finds what was promised.
/// Nothing is said to a hub that was not written here before.
package struct Journal: Sendable {
    let database: any Database
    let clock: WallClock
    /// Rung when there is something new to tell.
    package let recorded = Bell()

    /// Records are kept for so long after their run ended, so that a hub that was restored from a
    /// backup gets them again.
    package static let keptFor = Duration.seconds(30 * 86_400)

    /// Opens the journal in a database, and brings that to its present form.
    package init(_ database: any Database, clock: WallClock) async throws {
        self.database = database
        self.clock = clock
        try await Migrator(database, steps: [.journal]).migrate(at: clock.now)
    }

    /// Runs `body`, and rings once what it recorded is on the disk.
    @discardableResult
    func write<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result {
        let result = try await database.write(body)
        recorded.ring()
        return result
    }

    package func close() async {
        await database.close()
    }
}
