internal import Engine
internal import Tar

/// Where the one thread that takes from a dump is in its archive.
final class TarCursor {
    private let output: RunningOutput
    private let place: String
    private var reader = TarReader()
    private var chunk: [UInt8] = []
    private var position = 0
    /// What of the chunk is content and was not taken yet.
    private var content: Range<Int> = 0..<0
    private(set) var isInEntry = false
    private var isDone = false

    init(_ output: RunningOutput, place: String) {
        self.output = output
        self.place = place
    }

    /// The next entry, past what is left of the one before; nil at the archive's end.
    /// - Throws: When restic failed, even if all that came was well formed.
    func nextEntry() throws -> TarEntry? {
        while !isDone {
            guard let event = try nextEvent() else { return nil }
            switch event {
            case .entry(let entry):
                isInEntry = true
                return entry
            case .content(let range, _): content = range
            case .entryEnd: isInEntry = false
            case .end: break
            }
        }
        return nil
    }

    /// Some of the current entry's content, as much as fits; false at its end.
    func read(into room: inout OutputSpan<UInt8>) throws -> Bool {
        while content.isEmpty {
            guard isInEntry, let event = try nextEvent() else { return false }
            switch event {
            case .content(let range, _): content = range
            case .entryEnd: isInEntry = false
            case .entry, .end: return false
            }
        }
        let count = min(content.count, room.freeCapacity)
        for index in content.prefix(count) { room.append(chunk[index]) }
        content = content.dropFirst(count)
        return true
    }

    private func nextEvent() throws -> TarReader.Event? {
        while true {
            do throws(TarError) {
                if let event = try reader.next(chunk.span, from: &position) { return event }
            } catch {
                // What restic says of itself explains a broken archive better.
                try output.lastWords()?.requireSuccess("read a snapshot at \(place)")
                throw EngineError(.damaged, "restic's dump is no archive: \(error)")
            }
            guard let next = try output.read() else {
                isDone = true
                try output.end().requireSuccess("read a snapshot at \(place)")
                do throws(TarError) {
                    try reader.finish()
                } catch {
                    throw EngineError(.damaged, "restic's dump is cut short: \(error)")
                }
                return nil
            }
            chunk = next
            position = 0
        }
    }
}
