internal import Synchronization
package import Values

/// Makes new identifiers (UUID version 7). They are unique, and nothing may be read from their
/// order.
package final class IDSource: Sendable {
    private let clock: WallClock
    private let random: Mutex<any RandomNumberGenerator & Sendable>

    /// With the system's generator, which is fit for secrets; tests pass a seeded one.
    package init(
        clock: WallClock = .system,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.clock = clock
        self.random = Mutex(random)
    }

    package func next() -> UUID {
        let now = clock.now
        return random.withLock { random in
            UUID(at: now, using: &random)
        }
    }

    package func next<Entity: ~Copyable>(_: Entity.Type = Entity.self) -> ID<Entity> {
        ID(next())
    }
}
