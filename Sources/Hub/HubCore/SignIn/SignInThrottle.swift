internal import Domain
internal import Synchronization
package import Values

/// Slows down guessing of passwords.
///
/// Failures are counted for each address and for each login. After a few free tries every further
/// one costs a wait that doubles. A login has more free tries than an address, and its waits stay
/// short: a stranger who fails on purpose from many addresses delays its owner by seconds and
/// cannot lock it, and whoever guesses from many gets no further than a few thousand tries a day.
package struct SignInThrottle: Sendable {
    /// What failures are counted for.
    package enum Key: Hashable, Sendable {
        case address(String)
        case login(String)

        fileprivate var freeFailures: Int {
            switch self {
            case .address: 5
            case .login: 20
            }
        }

        fileprivate var waitMax: Duration {
            switch self {
            case .address: SignInThrottle.waitMax
            case .login: SignInThrottle.loginWaitMax
            }
        }
    }

    private struct Record {
        var failures: Int
        var lastFailure: Timestamp
        var waitsUntil: Timestamp
    }

    /// The longest wait of everybody who tries one login, wherever from.
    package static let loginWaitMax: Duration = .seconds(8)
    /// The longest wait after a failure.
    package static let waitMax: Duration = .seconds(15 * 60)
    /// A record without failures for this long is forgotten.
    package static let memory: Duration = .seconds(60 * 60)
    /// Records kept at once: a flood of addresses may not fill the memory. 100 bytes each.
    package static let recordsMax = 20_000

    private var records: [Key: Record] = [:]

    package init() {}

    package var count: Int { records.count }

    /// What a try counts for.
    package static func keys(login: String, address: String) -> [Key] {
        [.address(address), .login(String(login.prefix(Fields.login.length.upperBound)))]
    }

    /// How long a try has to wait, counted where it need not. It counts before it is known to be
    /// wrong, so that a hundred at once are not one.
    package mutating func begin(with keys: [Key], at now: Timestamp) -> Duration? {
        if let wait = wait(for: keys, at: now) { return wait }
        recordFailure(of: keys, at: now)
        return nil
    }

    /// How long the next try with any of these keys has to wait; nil when it is free.
    package func wait(for keys: [Key], at now: Timestamp) -> Duration? {
        let until = keys.compactMap { records[$0]?.waitsUntil }.max()
        guard let until, until > now else { return nil }
        return until - now
    }

    package mutating func recordFailure(of keys: [Key], at now: Timestamp) {
        for key in keys {
            makeRoom(at: now)
            var record =
                records[key] ?? Record(failures: 0, lastFailure: now, waitsUntil: now)
            if now - record.lastFailure > Self.memory { record.failures = 0 }
            record.failures += 1
            record.lastFailure = now
            let counted = record.failures - key.freeFailures
            if counted >= 0 {
                let seconds = min(Int64(1) << min(counted, 20), key.waitMax.components.seconds)
                record.waitsUntil = now + .seconds(seconds)
            }
            records[key] = record
        }
    }

    /// A success clears the login and the address that proved to know it.
    package mutating func recordSuccess(of keys: [Key]) {
        for key in keys { records[key] = nil }
    }

    private mutating func makeRoom(at now: Timestamp) {
        guard records.count >= Self.recordsMax else { return }
        records = records.filter { now - $0.value.lastFailure <= Self.memory }
        guard records.count >= Self.recordsMax else { return }
        // Full of recent failures: forget the half that failed longest ago.
        let moments = records.values.map(\.lastFailure).sorted()
        let middle = moments[moments.count / 2]
        records = records.filter { $0.value.lastFailure > middle }
    }
}

/// One throttle for all connections.
package final class SharedThrottle: Sendable {
    private let throttle = Mutex(SignInThrottle())

    func begin(with keys: [SignInThrottle.Key], at now: Timestamp) -> Duration? {
        throttle.withLock { $0.begin(with: keys, at: now) }
    }

    func recordSuccess(of keys: [SignInThrottle.Key]) {
        throttle.withLock { $0.recordSuccess(of: keys) }
    }
}
