internal import Synchronization
internal import Transport

/// The open connections of a server: who they are, how many each address has, and when the last
/// one has ended.
final class ConnectionRegistry: Sendable {
    private struct State {
        var connections: [ConnectionID: HTTPConnection] = [:]
        var open = 0
        var perAddress: [IPAddress: Int] = [:]
        /// Which address a connection is counted for.
        var counted: [ConnectionID: IPAddress] = [:]
        var lastID: UInt64 = 0
        var waiting: [(most: Int, continuation: CheckedContinuation<Void, Never>)] = []

        mutating func count(_ id: ConnectionID, for address: IPAddress?) {
            guard let address else { return }
            counted[id] = address
            perAddress[address, default: 0] += 1
        }

        mutating func uncount(_ id: ConnectionID) {
            guard let address = counted.removeValue(forKey: id),
                let count = perAddress[address]
            else { return }
            perAddress[address] = count == 1 ? nil : count - 1
        }
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
            }
            state.open += 1
            state.lastID += 1
            let id = ConnectionID(rawValue: state.lastID)
            state.count(id, for: address)
            return id
        }
    }

    func add(_ connection: HTTPConnection) {
        state.withLock { $0.connections[connection.id] = connection }
    }

    /// The connection keeps its place and no longer takes one of its address's.
    func vouch(for id: ConnectionID) {
        state.withLock { $0.uncount(id) }
    }

    func leave(_ id: ConnectionID) {
        let served = state.withLock { state in
            state.connections[id] = nil
            state.open -= 1
            state.uncount(id)
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
