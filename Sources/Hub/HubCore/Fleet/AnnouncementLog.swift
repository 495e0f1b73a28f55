internal import Domain
internal import Synchronization
internal import Values

/// When announcements came, by address, refused ones too. In memory: a hub that starts anew is
/// generous for a minute.
final class AnnouncementLog: Sendable {
    /// A flood from very many addresses may not fill the memory.
    static let addressesMax = 10_000

    private let times = Mutex<[String: [Timestamp]]>([:])

    /// Notes one more, and returns those before it.
    func note(_ address: String, at now: Timestamp) -> [Timestamp] {
        times.withLock { times in
            if times.count >= Self.addressesMax {
                times = times.filter { $1.contains { Self.isRecent($0, at: now) } }
                if times.count >= Self.addressesMax { times = [:] }
            }
            let recent = (times[address] ?? []).filter { Self.isRecent($0, at: now) }
            // Beyond the limit nothing is gained by remembering more.
            times[address] = recent.suffix(PendingAgent.perAddressMax) + [now]
            return recent
        }
    }

    private static func isRecent(_ time: Timestamp, at now: Timestamp) -> Bool {
        now < time + PendingAgent.addressWindow
    }
}
