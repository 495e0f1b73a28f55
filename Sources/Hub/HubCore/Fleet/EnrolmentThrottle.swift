internal import Synchronization
internal import Values

/// Slows down guessing of enrolment tokens: each wrong one makes its address wait longer.
final class EnrolmentThrottle: Sendable {
    private let failures = Mutex(SignInThrottle())

    /// Throws `HubError.overloaded` while the address has to wait.
    func admit(_ address: String, at now: Timestamp) throws {
        guard failures.withLock({ $0.wait(for: [.address(address)], at: now) }) == nil else {
            throw HubError(.overloaded, "too many wrong enrolment tokens came from this address")
        }
    }

    func recordFailure(of address: String, at now: Timestamp) {
        failures.withLock { $0.recordFailure(of: [.address(address)], at: now) }
    }
}
