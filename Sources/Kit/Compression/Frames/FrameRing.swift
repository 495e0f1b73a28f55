/// The state of a frame pipeline: which buffer is with whom. Pure; the pipeline locks around it.
///
/// Inputs go free → filling → queued → a worker → free, outputs free → a worker → done → the
/// consumer → free. A worker takes the oldest input together with an output or not at all, so the
/// frame that the consumer waits for always has its output, however few there are.
struct FrameRing: Sendable {
    /// A frame on its way through a worker.
    struct Job: Sendable {
        let index: Int
        let input: FrameBuffer
        let output: FrameBuffer
    }

    /// What a worker made of it.
    struct Finished: Sendable {
        let index: Int
        let output: FrameBuffer
        let plainCount: Int
        let isStored: Bool
    }

    enum Turn: Sendable {
        case job(Job)
        case end
    }

    enum Delivery: Sendable {
        case frame(Finished)
        case end
    }

    private var freeInputs: [FrameBuffer]
    private var freeOutputs: [FrameBuffer]
    private var filling: FrameBuffer?
    private var isLent = false
    /// Oldest first; never longer than there are inputs, so removing the first is cheap.
    private var queued: [(index: Int, input: FrameBuffer)] = []
    private var done: [Finished] = []
    private var submitted = 0
    private var delivered = 0
    private var isClosed = false
    private(set) var failure: (any Error)?
    var producer: CheckedContinuation<Void, Never>?
    var consumer: CheckedContinuation<Void, Never>?

    init(inputs: [FrameBuffer], outputs: [FrameBuffer]) {
        freeInputs = inputs
        freeOutputs = outputs
    }

    // MARK: Producer

    /// The buffer being filled, or a free one; nil while there is none.
    mutating func lendInput() throws -> FrameBuffer? {
        if let failure { throw failure }
        precondition(!isClosed, "a finished pipeline takes no more input")
        precondition(!isLent, "one thread or task at a time feeds a pipeline")
        guard prepareInput(), let buffer = filling else { return nil }
        isLent = true
        return buffer
    }

    /// True when a producer would not have to wait.
    mutating func prepareInput() -> Bool {
        if filling == nil, let buffer = freeInputs.popLast() {
            buffer.clear()
            filling = buffer
        }
        return filling != nil
    }

    mutating func takeBackInput() {
        isLent = false
        if let buffer = filling, buffer.isFull { submit() }
    }

    /// Sends what has been filled on its way as a frame of its own.
    mutating func cut() {
        precondition(!isLent, "one thread or task at a time feeds a pipeline")
        if let buffer = filling, buffer.count > 0 { submit() }
    }

    /// - Parameter atLeastOne: Send an empty frame if there was no other.
    /// - Returns: False when that frame has no buffer yet.
    mutating func close(atLeastOne: Bool) throws -> Bool {
        if let failure { throw failure }
        cut()
        if atLeastOne, submitted == 0 {
            guard prepareInput() else { return false }
            submit()
        }
        isClosed = true
        return true
    }

    private mutating func submit() {
        guard let buffer = filling else { return }
        filling = nil
        queued.append((submitted, buffer))
        submitted += 1
    }

    // MARK: Workers

    mutating func takeJob() -> Turn? {
        if failure != nil { return .end }
        guard let next = queued.first else { return isClosed ? .end : nil }
        guard let output = freeOutputs.popLast() else { return nil }
        queued.removeFirst()
        output.clear()
        return .job(Job(index: next.index, input: next.input, output: output))
    }

    mutating func finish(_ job: Job, plainCount: Int, isStored: Bool) {
        freeInputs.append(job.input)
        done.append(
            Finished(
                index: job.index, output: job.output, plainCount: plainCount, isStored: isStored))
    }

    mutating func fail(_ error: any Error) {
        if failure == nil { failure = error }
    }

    // MARK: Consumer

    mutating func takeNext() throws -> Delivery? {
        if let failure { throw failure }
        if let place = done.firstIndex(where: { $0.index == delivered }) {
            delivered += 1
            return .frame(done.remove(at: place))
        }
        return isClosed && delivered == submitted ? .end : nil
    }

    var hasNext: Bool {
        failure != nil || isClosed && delivered == submitted
            || done.contains { $0.index == delivered }
    }

    mutating func takeBackOutput(_ output: FrameBuffer) {
        freeOutputs.append(output)
    }
}
