internal import ArchiveEngine
internal import Connector
internal import Cryptography
internal import Engine
internal import Values

/// Index lines: reading in pieces is reading whole, and what was read comes back equal when it is
/// written.
package func fuzzArchiveIndex(_ input: [UInt8]) {
    let whole = IndexTranscript(of: input, piece: .max)
    let piece = 1 + Int(input.first ?? 0)
    precondition(whole == IndexTranscript(of: input, piece: piece), "the cut changed the outcome")
    for line in whole.lines {
        var bytes: [UInt8] = []
        line.append(to: &bytes)
        do {
            let again = try IndexLine(parsing: Array(bytes.dropLast()))
            precondition(again == line, "a line changed on its way through writer and reader")
        } catch {
            preconditionFailure("a line that was written cannot be read: \(error)")
        }
        if case .entry(let record) = line {
            precondition(EntryPath(bytes: record.path.bytes) != nil, "a path leads elsewhere")
        }
    }
}

private struct IndexTranscript: Equatable {
    var lines: [IndexLine] = []
    var failure: String?

    init(of input: [UInt8], piece: Int) {
        var reader = IndexLineReader()
        do throws(EngineError) {
            var start = 0
            while start < input.count {
                let end = start + min(piece, input.count - start)
                reader.push(Array(input[start..<end]))
                while let line = try reader.next() { lines.append(line) }
                start = end
            }
            try reader.finish()
        } catch {
            failure = error.message
        }
    }
}

/// The clear documents of the format: what is accepted is written so that it is read as the same.
package func fuzzArchiveDocument(_ input: [UInt8]) {
    checkDocument(Manifest.self, input)
    checkDocument(CompletionRecord.self, input)
    checkDocument(SourceMarker.self, input)
    checkDocument(VaultMarker.self, input)
}

private func checkDocument<Document: FormatDocument & Equatable>(
    _: Document.Type, _ input: [UInt8]
) {
    let document: Document
    do throws(EngineError) {
        document = try Document(parsing: input)
    } catch {
        precondition(error.kind == .damaged || error.kind == .tooNew, "\(error)")
        return
    }
    do throws(EngineError) {
        let again = try Document(parsing: document.encoded)
        precondition(again == document, "\(Document.title) changed on its way")
    } catch {
        preconditionFailure("\(Document.title) was written and cannot be read: \(error)")
    }
}

/// Where frames lie: what passes the check covers its part once and stays inside of it.
package func fuzzArchiveFrames(_ input: [UInt8]) {
    guard case .part(let frames)? = readLine(input) else { return }
    for (plain, tar) in [(Int64(1000), Int64(4096)), (.max, .max), (sum(frames), sumOfTar(frames))]
    {
        let start = frames.frames.first?.tarOffset ?? 0
        guard tar <= .max - start else { continue }
        let part = Manifest.Part(
            name: frames.part, size: plain, digest: SHA256.hash(input), plainSize: plain,
            frames: frames.frames.count, tar: start..<(start + tar))
        let pipeline = Manifest.Pipeline(level: 3, frameSize: 4 << 20, encryption: .none)
        do throws(EngineError) {
            try frames.check(against: part, pipeline)
        } catch {
            continue
        }
        var (offset, tarOffset) = (Int64(0), start)
        for frame in frames.frames {
            precondition(frame.offset == offset && frame.tarOffset == tarOffset, "a gap passed")
            precondition(frame.size > 0 && frame.tarSize > 0 && frame.tarSize <= 4 << 20)
            offset += frame.size
            tarOffset += frame.tarSize
        }
        precondition(offset == plain && tarOffset == start + tar, "a part of the part passed")
    }
}

private func readLine(_ input: [UInt8]) -> IndexLine? {
    do throws(EngineError) { return try IndexLine(parsing: input) } catch { return nil }
}

/// Of sizes that a honest writer gives; 0 where they are not.
private func sum(_ frames: PartFrames) -> Int64 {
    frames.frames.reduce(0) { $0.addingReportingOverflow($1.size).overflow ? 0 : $0 + $1.size }
}

private func sumOfTar(_ frames: PartFrames) -> Int64 {
    frames.frames.reduce(0) {
        $0.addingReportingOverflow($1.tarSize).overflow ? 0 : $0 + $1.tarSize
    }
}
