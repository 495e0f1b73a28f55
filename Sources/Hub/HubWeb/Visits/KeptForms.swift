internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Synchronization

/// What was sent and is to be shown again: a step of a form that saves nothing yet, or one with
/// something wrong. It is shown at an address of its own, so that neither the browser's way back
/// nor a reload sends anything a second time, with and without scripts.
///
/// This process alone knows it, without secrets, and of each session the last few. The page of one
/// that is known no more is the form as it begins, and says so.
final class KeptForms: Sendable {
    /// Which one, in the address.
    static let field = HubDoor.kept
    /// Somebody's way through the folders of a machine, and a few forms more.
    private static let countMax = 40
    /// Of one session; a form may be as large as a quarter of it.
    private static let bytesMax = 1 << 20
    /// Of all sessions together.
    private static let allBytesMax = 16 << 20
    /// Each is looked at when another one comes.
    private static let allCountMax = 4000

    struct Kept: Sendable {
        var values = FormValues()
        var trouble = FormTrouble()
        /// What came of what a button asked for, where that is shown once it is done.
        var result: Result?
    }

    enum Result: Sendable {
        case reach(ReachTest)
        case fleet(FleetWork.Outcome)
    }

    private struct Entry {
        let session: [UInt8]
        let number: Int
        let size: Int
        let kept: Kept
    }

    private struct State {
        var entries: [Entry] = []
        var last = 0
    }

    private let state: Mutex<State>
    private let countMax: Int

    /// - Parameters:
    ///   - number: Where the numbers begin: one of an earlier process is none of this one's.
    ///   - countMax: How many there are of each session.
    init(after number: Int, countMax: Int = KeptForms.countMax) {
        self.countMax = countMax
        state = Mutex(State(last: number))
    }

    func keep(_ kept: Kept, of session: [UInt8]) -> String {
        let size = kept.values.items.reduce(64) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        return state.withLock { state in
            state.last += 1
            state.entries.append(
                Entry(session: session, number: state.last, size: size, kept: kept))
            makeRoom(in: &state.entries, for: session)
            return "\(state.last)"
        }
    }

    /// Nil for another session's, and for one that had to go.
    func kept(_ number: String, of session: [UInt8]) -> Kept? {
        state.withLock { state in
            state.entries.first { "\($0.number)" == number && $0.session == session }?.kept
        }
    }

    /// The oldest go first, and never the newest.
    private func makeRoom(in entries: inout [Entry], for session: [UInt8]) {
        func shrink(_ sizeMax: Int, _ countMax: Int, among isMeant: (Entry) -> Bool) {
            let meant = entries.filter(isMeant)
            var (size, count) = (meant.reduce(0) { $0 + $1.size }, meant.count)
            for entry in meant.dropLast() where size > sizeMax || count > countMax {
                size -= entry.size
                count -= 1
                entries.removeAll { $0.number == entry.number }
            }
        }
        shrink(Self.bytesMax, countMax) { $0.session == session }
        shrink(Self.allBytesMax, Self.allCountMax) { _ in true }
    }
}
