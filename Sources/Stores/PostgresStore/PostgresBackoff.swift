/// How long to wait before a transaction is run again, and when to give up.
struct PostgresBackoff {
    /// Each time somebody else has won, so this many losses in a row mean a crowd, not bad luck.
    private static let collisionsMax = 50
    private static let collisionPauseMax = Duration.milliseconds(100)
    /// Whoever still writes a key twice does so by mistake.
    private static let doublesMax = 3
    private static let reconnectPauseMax = Duration.seconds(1)

    private let options: PostgresDatabase.Options
    private var collisions = 0
    private var doubles = 0
    private var losses = 0
    private var waited = Duration.zero

    init(_ options: PostgresDatabase.Options) {
        self.options = options
    }

    /// Nil where trying again is of no use.
    mutating func pause(after error: PostgresError) -> Duration? {
        if error.isSerializationFailure { return afterCollision() }
        if error.isDoubledKey, doubles < Self.doublesMax {
            doubles += 1
            return afterCollision()
        }
        if error.isWorthWaitingFor { return afterLoss() }
        return nil
    }

    private mutating func afterCollision() -> Duration? {
        collisions += 1
        guard collisions < Self.collisionsMax else { return nil }
        let longest = min(
            Duration.milliseconds(1) * (1 << min(collisions, 10)), Self.collisionPauseMax)
        return longest * options.jitter()
    }

    private mutating func afterLoss() -> Duration? {
        losses += 1
        // The connection was stale: a fresh one is made at once.
        guard losses > 1 else { return .zero }
        guard waited < options.reconnectPatience else { return nil }
        let longest = min(
            Duration.milliseconds(50) * (1 << min(losses, 10)), Self.reconnectPauseMax)
        let pause = longest * (0.5 + options.jitter() / 2)
        waited += pause
        return pause
    }
}
