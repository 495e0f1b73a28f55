import Host
import Storage
import StorageSupport
import Synchronization

@testable import ArchiveEngine

/// A location that notes what is put there, and fails or stands still where a test says so.
final class GateStorage: ForwardingStorage {
    enum Outcome: Sendable {
        case proceeds
        case fails(StorageError)
        /// Takes one piece and no more, until it is cancelled.
        case stalls
        /// Stores it, and the answer is lost.
        case loses
    }

    let base: any Storage
    private let rule: @Sendable (_ name: ObjectName, _ attempt: Int) -> Outcome
    private let names = Mutex<[ObjectName]>([])
    private let isLocal: Bool?
    private let meanwhile: @Sendable (_ name: ObjectName) async throws -> Void

    /// `rule` says what becomes of each put; `attempt` counts those of the name from 1. What
    /// others do `meanwhile` is done before it.
    init(
        _ base: any Storage, isLocal: Bool? = nil,
        _ rule: @escaping @Sendable (ObjectName, Int) -> Outcome = { _, _ in .proceeds },
        meanwhile: @escaping @Sendable (ObjectName) async throws -> Void = { _ in }
    ) {
        self.base = base
        self.isLocal = isLocal
        self.meanwhile = meanwhile
        self.rule = rule
    }

    /// Every put that was tried, in order.
    var puts: [ObjectName] { names.withLock { $0 } }
    var partsPut: [String] {
        puts.map { String($0.lastPart) }.filter { $0.hasPrefix("payload") }
    }

    var traits: StorageTraits {
        var traits = base.traits
        traits.isLocal = isLocal ?? traits.isLocal
        return traits
    }

    func put(_ name: ObjectName, _ body: ObjectBody, _ putRule: PutRule) async throws {
        let attempt = names.withLock { names in
            names.append(name)
            return names.count { $0 == name }
        }
        try await meanwhile(name)
        switch rule(name, attempt) {
        case .proceeds: try await base.put(name, body, putRule)
        case .fails(let error): throw error
        case .stalls:
            let reader = try await body.open()
            _ = try await reader.next()
            let never = AsyncMonitor(false)
            await withTaskCancellationHandler {
                await never.wait { $0 ? () : nil }
            } onCancel: {
                never.change { $0 = true }
            }
            throw StorageError(.cancelled, "cancelled while it stood still")
        case .loses:
            try await base.put(name, body, putRule)
            throw StorageError(.unreachable, "the answer was lost")
        }
    }
}
