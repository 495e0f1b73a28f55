/// Says once that something is done.
final class Completion: Sendable {
    private let isDone = AsyncMonitor(false)

    func complete() {
        isDone.change { $0 = true }
    }

    func value() async {
        await isDone.wait { $0 ? () : nil }
    }
}
