package import Store
package import Testing

/// One of the counters that tests of transactions keep in a table of that name.
package func count(in database: any Database, _ name: String = "a") async throws -> Int? {
    try await database.read { db in
        try db.value("SELECT n FROM counters WHERE name = \(name)")
    }
}

package func expectCount(
    _ expected: Int, in database: any Database, _ name: String = "a",
    _ location: SourceLocation = #_sourceLocation
) async throws {
    let found = try await count(in: database, name)
    #expect(found == expected, sourceLocation: location)
}
