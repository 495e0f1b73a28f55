internal import Synchronization

/// Deals out numbers to whoever asks, each once.
final class Turn: Sendable {
    private let count: Int
    private let next = Atomic(0)

    init(_ count: Int) {
        self.count = count
    }

    /// nil when all are dealt.
    func take() -> Int? {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }

    /// Nobody gets another one.
    func end() {
        next.store(count, ordering: .relaxed)
    }
}
