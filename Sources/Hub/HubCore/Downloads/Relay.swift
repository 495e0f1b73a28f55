package import AgentProtocol
package import Domain
internal import Synchronization
package import Values

/// One stream on its way through the hub: from the agent that a run was given to, to whoever waits
/// for it. Nothing of it is kept: each piece is asked for when the one before was taken.
package final class Relay: Sendable {
    /// The next piece, and nil at the end. What it throws means that the rest never comes.
    package typealias Pieces = @Sendable () async throws -> [UInt8]?

    private struct State {
        var pieces: Pieces?
        var isOver = false
        /// Whoever waits for the stream to begin.
        var receiver: CheckedContinuation<Pieces?, Never>?
        /// Whoever brings it, until it was taken.
        var bringer: CheckedContinuation<Bool, Never>?
    }

    package let run: ID<Run>
    let tenant: ID<Tenant>
    package let ticket: StreamTicket
    private let state = Mutex(State())

    init(of run: ID<Run>, _ tenant: ID<Tenant>, _ ticket: StreamTicket) {
        self.run = run
        self.tenant = tenant
        self.ticket = ticket
    }

    // MARK: Bringing

    /// Brings the stream, and waits until it was taken.
    /// - Returns: whether it was taken to its end. False where nobody wants it, or somebody gave up
    ///   in the middle.
    package func bring(_ pieces: @escaping Pieces) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { bringer in
                let (isWanted, receiver) = state.withLock { state in
                    guard !state.isOver, state.pieces == nil else {
                        return (false, CheckedContinuation<Pieces?, Never>?.none)
                    }
                    state.pieces = pieces
                    state.bringer = bringer
                    defer { state.receiver = nil }
                    return (true, state.receiver)
                }
                if !isWanted { bringer.resume(returning: false) }
                receiver?.resume(returning: pieces)
            }
        } onCancel: {
            end(isWhole: false)
        }
    }

    // MARK: Taking

    /// The stream, once it begins; nil where it never does. One waits.
    package func begin() async -> Pieces? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { receiver in
                let (isReady, pieces) = state.withLock { state in
                    let isReady = state.isOver || state.pieces != nil
                    if !isReady { state.receiver = receiver }
                    return (isReady, state.isOver ? nil : state.pieces)
                }
                if isReady { receiver.resume(returning: pieces) }
            }
        } onCancel: {
            end(isWhole: false)
        }
    }

    /// It was taken, or nobody wants it any more. The first word counts.
    package func end(isWhole: Bool) {
        let (receiver, bringer) = state.withLock { state in
            state.isOver = true
            defer { (state.receiver, state.bringer) = (nil, nil) }
            return (state.receiver, state.bringer)
        }
        receiver?.resume(returning: nil)
        bringer?.resume(returning: isWhole)
    }
}
