internal import Synchronization
internal import Transport

/// The open connections of a server: who they are, how many each address has, and when the last
/// one has ended.
final class ConnectionRegistry: Sendable {
    private struct State {
        var connections: [ConnectionID: HTTPConnection] = [:]
        var open = 0
        var perAddress: [IPAddress: Int] = [:]
        var lastID: UInt64 = 0
        var waiting: [(most: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let connectionsMax: Int
    private let perAddressMax: Int
    private let state = Mutex(State())

    init(limits: HTTPServerLimits) {
        connectionsMax = limits.connectionsMax
        perAddressMax = limits.connectionsPerAddressMax
    }

    var count: Int { state.withLock { $0.open } }

    var all: [HTTPConnection] { state.withLock { Array($0.connections.values) } }

    /// Takes a place for a connection; nil when there is none left. Give it back with `leave`.
    ///
    /// - Parameter counted: the address to count it for; nil for peers that stand for many.
    func enter(counted address: IPAddress?) -> ConnectionID? {
        state.withLock { state in
            guard state.open < connectionsMax else { return nil }
            if let address {
                guard state.perAddress[address, default: 0] < perAddressMax else { return nil }
                state.perAddress[address, default: 0] += 1
            }
            state.open += 1
            state.lastID += 1
            return ConnectionID(rawValue: state.lastID)
        }
    }

    func add(_ connection: HTTPConnection) {
        state.withLock { $0.connections[connection.id] = connection }
    }

    func leave(_ id: ConnectionID, counted address: IPAddress?) {
        let served = state.withLock { state in
            state.connections[id] = nil
            state.open -= 1
            if let address, let count = state.perAddress[address] {
                state.perAddress[address] = count == 1 ? nil : count - 1
            }
            guard !state.waiting.isEmpty else { return state.waiting }
            let served = state.waiting.filter { $0.most >= state.open }
            state.waiting.removeAll { $0.most >= state.open }
            return served
        }
        for waiter in served { waiter.continuation.resume() }
    }

    /// Returns once no more than `most` connections are open.
    func wait(untilAtMost most: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.open > most { state.waiting.append((most, continuation)) }
                return state.open <= most
            }
            if isReached { continuation.resume() }
        }
    }
}
