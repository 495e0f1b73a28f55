internal import Compression
internal import Connector
internal import Engine

/// The content of a file: its data, piece by piece, out of the batches of a restore. May be opened
/// once.
final class RepositoryContent: EntryContent {
    private let path: EntryPath
    private let size: Int64
    private let extents: [DataExtent]?
    private let steps: [ContentPlan.Step]
    private let claim: ContentClaim

    /// - Parameter steps: Of the data alone, where there are extents.
    init(
        _ path: EntryPath, size: Int64, extents: [DataExtent]?, steps: [ContentPlan.Step],
        flow: ContentFlow
    ) {
        self.path = path
        self.size = size
        self.extents = extents
        self.steps = steps
        claim = ContentClaim(steps, flow)
    }

    func open() throws -> any ContentReader {
        RepositoryContentReader(path, size: size, extents: extents, steps: steps, claim)
    }
}

/// What a file needs of the batches. It is given back as the file is read, and with the file.
private final class ContentClaim: Sendable {
    let flow: ContentFlow
    private let needed: SharedState<Range<Int>>

    init(_ steps: [ContentPlan.Step], _ flow: ContentFlow) {
        self.flow = flow
        guard let first = steps.first, let last = steps.last else {
            needed = SharedState(0..<0)
            return
        }
        flow.hold(first.batch...last.batch)
        needed = SharedState(first.batch..<last.batch + 1)
    }

    deinit {
        flow.letGo(needed.now)
    }

    /// What lies before this batch is not needed any more.
    func advance(to number: Int) {
        let passed = needed.change { needed in
            defer { needed = max(number, needed.lowerBound)..<needed.upperBound }
            return needed.lowerBound..<max(number, needed.lowerBound)
        }
        flow.letGo(passed)
    }
}

/// Every piece was held against its name when it came, so what is read is what was backed up.
private final class RepositoryContentReader: ContentReader {
    let size: Int64
    let extents: [DataExtent]?
    private let path: EntryPath
    private let steps: [ContentPlan.Step]
    private let claim: ContentClaim
    private var batch: ContentBatch?
    private var next = 0
    private var piece: [UInt8] = []
    private var position = 0

    init(
        _ path: EntryPath, size: Int64, extents: [DataExtent]?, steps: [ContentPlan.Step],
        _ claim: ContentClaim
    ) {
        self.path = path
        self.size = size
        self.extents = extents
        self.steps = steps
        self.claim = claim
    }

    func read(into room: inout OutputSpan<UInt8>) throws {
        while position == piece.count {
            guard next < steps.count else { return }
            piece = try take(steps[next])
            next += 1
            position = 0
        }
        let count = min(room.freeCapacity, piece.count - position)
        piece.span.extracting(position..<position + count).copy(into: &room)
        position += count
    }

    func finish() throws -> ContentOutcome { .whole }

    /// - Throws: `EntryIssue` for a piece that no pack gives: the other files are none the worse.
    private func take(_ step: ContentPlan.Step) throws -> [UInt8] {
        do {
            if batch?.number != step.batch {
                claim.advance(to: step.batch)
                batch = try claim.flow.want(step.batch)
            }
            guard let batch else { preconditionFailure("a wanted batch comes or throws") }
            return try batch.take(step.id)
        } catch {
            guard let fault = error as? EngineError, fault.kind == .damaged else { throw error }
            throw EntryIssue(.unreadable, path, "\(path): \(fault.message)")
        }
    }
}
