internal import Synchronization

/// A fixed number of connections, each lent to one caller at a time, first come first served.
///
/// A caller that is cancelled while it waits leaves the line; a line that is too long turns new
/// callers away at once, which tells them more than a long wait would.
package final class LanePool<Lane: Sendable>: Sendable {
    /// A hub that is this far behind does not catch up by taking in more.
    package static var waitingMax: Int { 1000 }

    private struct State {
        var free: [Lane]
        let count: Int
        var line: [(number: UInt64, caller: CheckedContinuation<Lane, any Error>)] = []
        var nextNumber: UInt64 = 0
        var isClosed = false
        var closing: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    package init(_ lanes: [Lane]) {
        precondition(!lanes.isEmpty, "a pool has at least one lane")
        state = Mutex(State(free: lanes, count: lanes.count))
    }

    /// Lends a lane to `body`.
    package func withLane<Result>(
        _ body: (Lane) async throws -> Result
    ) async throws -> Result {
        let lane = try await take()
        defer { giveBack(lane) }
        return try await body(lane)
    }

    private func take() async throws -> Lane {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                if let answer = join(caller, number: number) { caller.resume(with: answer) }
            }
        } onCancel: {
            leave(number)
        }
    }

    /// What the caller gets at once; nil while it waits.
    private func join(
        _ caller: CheckedContinuation<Lane, any Error>, number: UInt64
    ) -> Result<Lane, any Error>? {
        state.withLock { state in
            // Cancelled before this line was taken: then `leave` found nobody.
            if Task.isCancelled { return .failure(CancellationError()) }
            if state.isClosed { return .failure(Self.closed) }
            if let lane = state.free.popLast() { return .success(lane) }
            guard state.line.count < Self.waitingMax else {
                return .failure(
                    StoreError(.busy, "\(Self.waitingMax) callers already wait for the database"))
            }
            state.line.append((number, caller))
            return nil
        }
    }

    private func leave(_ number: UInt64) {
        let caller = state.withLock { state in
            state.line.firstIndex { $0.number == number }.map { state.line.remove(at: $0).caller }
        }
        caller?.resume(throwing: CancellationError())
    }

    private func giveBack(_ lane: Lane) {
        let next = state.withLock { state -> CheckedContinuation<Lane, any Error>? in
            guard state.line.isEmpty else { return state.line.removeFirst().caller }
            state.free.append(lane)
            return nil
        }
        if let next { return next.resume(returning: lane) }
        let closing = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.free.count == state.count else { return nil }
            defer { state.closing = nil }
            return state.closing
        }
        closing?.resume()
    }

    /// Turns everybody away from now on and waits for the lanes that are lent out. Called once.
    package func close() async -> [Lane] {
        let line = state.withLock { state in
            precondition(!state.isClosed, "a pool is closed once")
            state.isClosed = true
            defer { state.line = [] }
            return state.line
        }
        for (_, caller) in line { caller.resume(throwing: Self.closed) }
        await withCheckedContinuation { caller in
            let isQuiet = state.withLock { state in
                guard state.free.count < state.count else { return true }
                state.closing = caller
                return false
            }
            if isQuiet { caller.resume() }
        }
        return state.withLock { $0.free }
    }

    private static var closed: StoreError { StoreError(.unavailable, "the database is closed") }
}
