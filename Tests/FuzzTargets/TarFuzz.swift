internal import Tar

/// Whatever the bytes, the reader says the same of them in one piece and in many, and what it has
/// read and the writer can write comes back equal.
package func fuzzTar(_ input: [UInt8]) {
    let whole = TarTranscript(of: input, piece: .max)
    // The first byte picks the size of the pieces, so that the corpus covers many.
    let piece = 1 + Int(input.first ?? 0)
    precondition(
        whole == TarTranscript(of: input, piece: piece), "the cut of the input changed the outcome")
    for entry in whole.entries.prefix(TarTranscript.entriesWrittenMax) {
        checkRoundTrip(of: entry)
    }
}

/// Everything a reader said of an archive.
private struct TarTranscript: Equatable {
    /// Writing is slower than reading; the first entries are as good as all.
    static let entriesWrittenMax = 16

    struct Piece: Equatable {
        var fileOffset: Int64
        var bytes: [UInt8]
    }

    var entries: [TarEntry] = []
    /// Content of all entries; what follows on is one piece.
    var content: [Piece] = []
    var ends = 0
    var error: TarError?

    init(of input: [UInt8], piece: Int) {
        var reader = TarReader()
        do throws(TarError) {
            var start = 0
            while start < input.count {
                let end = start + min(piece, input.count - start)
                try take(input[start..<end], by: &reader)
                start = end
            }
            try reader.finish()
        } catch {
            self.error = error
        }
    }

    private mutating func take(
        _ input: ArraySlice<UInt8>, by reader: inout TarReader
    ) throws(TarError) {
        let bytes = Array(input)
        var position = 0
        while let event = try reader.next(bytes.span, from: &position) {
            switch event {
            case .entry(let entry): entries.append(entry)
            case .content(let range, let offset): append(bytes[range], at: offset)
            case .entryEnd, .end: ends += 1
            }
        }
        precondition(position == bytes.count, "input was left over without an event")
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>, at offset: Int64) {
        precondition(!bytes.isEmpty && offset >= 0, "content without place")
        if let last = content.last, last.fileOffset + Int64(last.bytes.count) == offset {
            content[content.count - 1].bytes += bytes
        } else {
            content.append(Piece(fileOffset: offset, bytes: Array(bytes)))
        }
    }
}

private func checkRoundTrip(of entry: TarEntry) {
    var writer = TarWriter()
    var bytes: [UInt8] = []
    do throws(TarError) {
        try writer.begin(entry, into: &bytes)
        var reader = TarReader()
        var position = 0
        guard case .entry(let read)? = try reader.next(bytes.span, from: &position) else {
            preconditionFailure("the writer's headers hold no entry")
        }
        precondition(read == entry, "an entry changed on its way through writer and reader")
    } catch {
        // Archives hold entries that the writer refuses, but it makes none that cannot be read.
        precondition(error.kind == .badEntry || error.kind == .beyondLimit, "\(error)")
    }
}
