package import Host
internal import Synchronization

/// What was done below one folder, write by write, and the disks that a power cut could have left
/// at any moment of it.
///
/// The disk is one that keeps little: bytes are safe once their file was synchronised, names once
/// their folder was. What was not may be there, or not, or in part: of bytes any whole sectors, of
/// names any, except that a rename is one step. No file system is worse than that.
///
///     let cut = try await PowerCut.record(root) { recording in
///         try await storage.put(name, new, .replace)
///         recording.note("stored")
///     }
///     try await cut.forEachCrash(seed: seed) { crash in
///         // `crash.root` is what a machine finds after its power is back.
///     }
package struct PowerCut: Sendable {
    /// Kept, torn, lost, and this many mixtures of what was not synchronised, at each moment.
    package static let mixturesPerMoment = 4

    /// Takes notes between the events, by which a test knows what had been promised at a moment.
    package final class Recording: DiskWitness {
        fileprivate enum Step: Sendable {
            case event(DiskEvent)
            case note(String)
        }

        fileprivate let steps = Mutex<[Step]>([])
        fileprivate let holds = HeldNodes()
        private let root: FilePath

        fileprivate init(_ root: FilePath) {
            self.root = root
        }

        package func saw(_ event: DiskEvent) {
            switch event {
            case .madeFile(let path, _), .madeFolder(let path, _):
                if path.bytes(below: root) != nil { holds.hold(path) }
            default: break
            }
            steps.withLock { $0.append(.event(event)) }
        }

        package var nextNumber: Int { steps.withLock { $0.count } }

        package func note(_ text: String) {
            steps.withLock { $0.append(.note(text)) }
        }
    }

    /// A disk after a power cut.
    package struct Crash: Sendable, CustomStringConvertible {
        /// What the recorded folder looks like.
        package let root: FilePath
        /// Notes that were taken before the power was cut.
        package let notes: [String]
        package let description: String
    }

    private let before: DiskModel
    private let steps: [Recording.Step]

    /// Runs `body` and records what Host does below `root`, which exists.
    package static func record(
        _ root: FilePath, _ body: (Recording) async throws -> Void
    ) async throws -> PowerCut {
        let recording = Recording(root)
        let before = try await blocking { try DiskModel(reading: root, holding: recording.holds) }
        DiskWatch.begin(recording)
        defer { DiskWatch.end(recording) }
        try await body(recording)
        return PowerCut(before: before, steps: recording.steps.withLock { $0 })
    }

    /// How many events there are that concern the folder.
    package var eventCount: Int {
        var model = before
        return steps.enumerated().count { number, step in
            if case .event(let event) = step { model.apply(event, number: number) } else { false }
        }
    }

    /// Calls `body` for every disk that could be found after a cut before the first event, or after
    /// any one of them. Each lies in a fresh folder that is removed afterwards.
    /// - Parameter countMax: So many of them by chance, where there are more.
    /// - Returns: How many there were.
    @discardableResult
    package func forEachCrash(
        seed: UInt64, atMost countMax: Int = .max, _ body: (Crash) async throws -> Void
    ) async throws -> Int {
        var generator = SeededGenerator(seed: seed)
        var all = 0
        try await forEachMoment { model, _, _ in all += Self.fateCount(model) }
        let chosen = Set((0..<all).shuffled(using: &generator).prefix(countMax))
        var number = 0
        try await forEachMoment { model, notes, moment in
            for fate in Self.fates(model, &generator) {
                defer { number += 1 }
                guard chosen.contains(number) else { continue }
                try await crash(model, notes, moment, fate, body)
            }
        }
        return chosen.count
    }

    private func forEachMoment(
        _ body: (DiskModel, _ notes: [String], _ moment: String) async throws -> Void
    ) async throws {
        var model = before
        var notes: [String] = []
        try await body(model, notes, "before anything")
        for (number, step) in steps.enumerated() {
            switch step {
            case .note(let text): notes.append(text)
            case .event(let event):
                guard model.apply(event, number: number) else { continue }
            }
            try await body(model, notes, "after step \(number), \(step)")
        }
    }

    private static func fateCount(_ model: DiskModel) -> Int {
        model.hasPending ? 3 + mixturesPerMoment : 1
    }

    private static func fates(
        _ model: DiskModel, _ generator: inout SeededGenerator
    ) -> [DiskModel.Fate] {
        var fates = [DiskModel.Fate.lost, .kept]
        fates.append(.torn(SeededGenerator(seed: generator.next())))
        for _ in 0..<mixturesPerMoment {
            fates.append(.mixed(SeededGenerator(seed: generator.next())))
        }
        return Array(fates.prefix(fateCount(model)))
    }

    private func crash(
        _ model: DiskModel, _ notes: [String], _ moment: String, _ fate: DiskModel.Fate,
        _ body: (Crash) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let root = FilePath("\(scratch)/disk")
            let tree = model.crashed(fate)
            try await blocking { try tree.write(to: root) }
            let text = "\(moment); what was not synchronised is \(fate)"
            try await body(Crash(root: root, notes: notes, description: text))
        }
    }
}

extension PowerCut.Recording.Step: CustomStringConvertible {
    package var description: String {
        switch self {
        case .note(let text): "note \(text)"
        case .event(.madeFile(let path, _)): "made \(path.name)"
        case .event(.madeFolder(let path, _)): "made folder \(path.name)"
        case .event(.madeLink(let path, _)): "made link \(path.name)"
        case .event(.wrote(_, let offset, let bytes)): "wrote \(bytes.count) at \(offset)"
        case .event(.renamed(let path, let new)): "renamed \(path.name) to \(new.name)"
        case .event(.removed(let path)): "removed \(path.name)"
        case .event(.synchronized): "synchronised"
        }
    }
}
