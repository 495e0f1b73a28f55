internal import AgentProtocol
internal import Synchronization

/// What waits to be sent over one link, in order and within bounds. Anybody may put something in
/// without waiting; one task takes out and sends.
final class LinkOutbox: Sendable {
    private struct State {
        var frames: [[UInt8]] = []
        var bytes = 0
        /// Nothing comes after it.
        var isEnding = false
        var taker: CheckedContinuation<[UInt8]?, Never>?
    }

    private let state = Mutex(State())
    private let framesMax: Int
    private let bytesMax: Int

    init(framesMax: Int, bytesMax: Int) {
        self.framesMax = framesMax
        self.bytesMax = bytesMax
    }

    /// False where too much waits already: the agent takes nothing, or slower than it is needed.
    func put(_ message: HubMessage, asks: Int64? = nil) -> Bool {
        let frame = Envelope(message, asks: asks).encoded
        let (isTaken, taker) = state.withLock { state in
            if state.isEnding { return (true, CheckedContinuation<[UInt8]?, Never>?.none) }
            if let taker = state.taker {
                state.taker = nil
                return (true, taker)
            }
            guard state.frames.count < framesMax, state.bytes + frame.count <= bytesMax else {
                return (false, nil)
            }
            state.frames.append(frame)
            state.bytes += frame.count
            return (true, nil)
        }
        taker?.resume(returning: frame)
        return isTaken
    }

    /// The last word goes out next, before whatever waits; nothing is taken after it. Twice is
    /// harmless: the first one counts.
    func end(with goodbye: Goodbye?) {
        let frame = goodbye.map { Envelope(HubMessage.goodbye($0)).encoded }
        let taker = state.withLock { state -> CheckedContinuation<[UInt8]?, Never>? in
            guard !state.isEnding else { return nil }
            state.isEnding = true
            state.frames = []
            if let taker = state.taker {
                state.taker = nil
                return taker
            }
            if let frame { state.frames = [frame] }
            return nil
        }
        taker?.resume(returning: frame)
    }

    /// Whether the last word was said: nobody will answer any more.
    var isOver: Bool { state.withLock { $0.isEnding } }

    /// The next frame, as soon as there is one; nil after the last.
    func take() async -> [UInt8]? {
        await withCheckedContinuation { taker in
            let (frame, isOver) = state.withLock { state -> ([UInt8]?, Bool) in
                guard state.frames.isEmpty else {
                    let frame = state.frames.removeFirst()
                    state.bytes -= frame.count
                    return (frame, false)
                }
                if !state.isEnding { state.taker = taker }
                return (nil, state.isEnding)
            }
            if frame != nil || isOver { taker.resume(returning: frame) }
        }
    }
}
