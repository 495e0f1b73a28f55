/// What the threads of one reading share: work that waits, room that is free.
struct PassState: Sendable {
    /// A piece of a file that was cut and is to be stored.
    struct Piece: Sendable {
        let buffer: ChunkBuffer
        let count: Int
        let slot: EntrySlot
        let cut: Int
        let place: Int
    }

    enum Work: Sendable {
        case piece(Piece)
        /// Of no more than a chunk each.
        case files([EntrySlot])
        case largeFile(EntrySlot)
    }

    private var pieces: [Piece] = []
    private var files: [[EntrySlot]] = []
    private var largeFiles: [EntrySlot] = []
    private var largeUnderway = 0
    private let largeMax: Int
    var buffers: [ChunkBuffer]
    /// No work will be added but by work that is underway.
    var isClosed = false
    var failure: (any Error)?

    init(workers: Int, cuts: Int) {
        // One worker is left to store what the others cut.
        largeMax = max(1, workers - 1)
        buffers = (0..<workers + largeMax * cuts).map { _ in ChunkBuffer() }
    }

    mutating func add(_ work: Work) {
        switch work {
        case .piece(let piece): pieces.append(piece)
        case .files(let batch): files.append(batch)
        case .largeFile(let slot): largeFiles.append(slot)
        }
    }

    /// Small files wait in batches; the walk does not run far ahead of who reads them.
    var waitingBatches: Int { files.count }

    mutating func takePiece() -> Piece? {
        pieces.isEmpty ? nil : pieces.removeFirst()
    }

    /// What is most urgent: pieces hold room that somebody may wait for.
    mutating func take() -> Work? {
        if let piece = takePiece() { return .piece(piece) }
        if largeUnderway < largeMax, !largeFiles.isEmpty {
            largeUnderway += 1
            return .largeFile(largeFiles.removeFirst())
        }
        return files.isEmpty ? nil : .files(files.removeFirst())
    }

    mutating func finishedLargeFile() {
        largeUnderway -= 1
    }

    /// Whether nobody will have anything to do any more.
    var isOver: Bool {
        isClosed && pieces.isEmpty && files.isEmpty && largeFiles.isEmpty && largeUnderway == 0
    }
}
