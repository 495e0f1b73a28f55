/// One database: SQLite or PostgreSQL. Stores are written once, over this.
///
/// A transaction is a synchronous closure: it runs in one go on a thread that may block, so nothing
/// can be awaited between a check and the change that relies on it. The lent transaction cannot
/// leave the closure. The closure may run more than once, so it changes nothing but the database.
///
/// Cancelling the calling task interrupts the work and rolls it back, up to the moment the commit
/// begins; from then on the change is made whatever happens to the task.
package protocol Database: Sendable {
    var dialect: Dialect { get }

    /// Waits for the transactions that run; later calls throw `unavailable`. Called once.
    func close() async

    /// Runs `body` on one consistent state of the database.
    func read<Result: Sendable>(
        _ body: @Sendable (borrowing ReadTransaction) throws -> Result
    ) async throws -> Result

    /// Runs `body` as if it were alone with the database, and commits; or changes nothing and
    /// throws what `body` threw.
    func write<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result

    /// Like `write`, and alone among every process on this database: for migrations. Foreign keys
    /// are checked at the end instead of along the way, so that tables may be rebuilt.
    func alterSchema<Result: Sendable>(
        _ body: @Sendable (borrowing WriteTransaction) throws -> Result
    ) async throws -> Result
}

/// What a backend lends to a transaction: one connection, inside `BEGIN` and `COMMIT`.
package protocol StatementRunner: AnyObject {
    /// Runs one statement and hands over each row of its answer; returns how many rows it changed.
    @discardableResult
    func run(_ statement: RenderedSQL, eachRow: (Row) throws -> Void) throws -> Int

    /// Runs several statements without values.
    func runScript(_ script: StaticString) throws
}

/// Reads within one transaction.
package struct ReadTransaction: ~Copyable {
    fileprivate let runner: any StatementRunner
    package let dialect: Dialect

    package init(runner: any StatementRunner, dialect: Dialect) {
        self.runner = runner
        self.dialect = dialect
    }

    package borrowing func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try runner.run(sql.rendered(for: dialect), eachRow: body)
    }

    /// All rows of an answer that `sql` itself bounds.
    package borrowing func all<Value: RowDecodable>(
        _ sql: SQL, as type: Value.Type = Value.self
    ) throws -> [Value] {
        var values: [Value] = []
        try forEach(sql) { values.append(try Value(row: $0)) }
        return values
    }

    /// The only row of an answer; nil when there is none.
    package borrowing func first<Value: RowDecodable>(
        _ sql: SQL, as type: Value.Type = Value.self
    ) throws -> Value? {
        var value: Value?
        try forEach(sql) { value = try value ?? Value(row: $0) }
        return value
    }

    /// The only column of every row.
    package borrowing func column<Value: SQLConvertible>(
        _ sql: SQL, as type: Value.Type = Value.self
    ) throws -> [Value] {
        var values: [Value] = []
        try forEach(sql) { values.append(try $0.single()) }
        return values
    }

    /// The only column of the only row; nil when there is no row.
    package borrowing func value<Value: SQLConvertible>(
        _ sql: SQL, as type: Value.Type = Value.self
    ) throws -> Value? {
        try column(sql, as: type).first
    }
}

/// Reads and changes within one transaction.
package struct WriteTransaction: ~Copyable {
    /// The same transaction, for what only looks.
    package let reading: ReadTransaction

    package init(runner: any StatementRunner, dialect: Dialect) {
        reading = ReadTransaction(runner: runner, dialect: dialect)
    }

    package var dialect: Dialect { reading.dialect }

    /// Returns how many rows were changed.
    @discardableResult
    package borrowing func execute(_ sql: SQL) throws -> Int {
        try reading.runner.run(sql.rendered(for: dialect)) { _ in }
    }

    package borrowing func runScript(_ script: StaticString) throws {
        try reading.runner.runScript(script)
    }
}
