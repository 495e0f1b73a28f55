/// Writes a PAX archive: old readers see ustar, extended headers hold what ustar cannot say.
///
/// It makes headers and padding and appends them to the caller's buffer; content goes from the
/// caller straight to where the archive goes, and the writer is told how much it was. Equal
/// entries give equal bytes. For each entry: `begin`, content and `wrote`, `end`; last `finish`.
package struct TarWriter {
    /// GNU tar reads and writes twenty blocks at a time, so this is what a tape drive expects.
    package static let standardBlockingFactor = 20
    /// Zeros appended per call of `padMissing`.
    private static let zerosPerCall = 64 << 10

    /// Bytes of the archive so far, content included: where the next header will be.
    package private(set) var offset: Int64 = 0
    /// Content that the current entry still needs.
    package private(set) var missing: Int64 = 0

    private enum State { case between, inEntry, finished }
    private var state = State.between
    private var padding = 0

    /// Begins an archive, or goes on with one of which `offset` bytes are written, up to where the
    /// next header will be.
    package init(at offset: Int64 = 0) {
        precondition(
            offset >= 0 && offset % TarBlock.size64 == 0, "headers begin where a block does")
        self.offset = offset
    }

    /// Appends the headers of an entry whose `contentSize` bytes of content follow.
    package mutating func begin(
        _ entry: TarEntry, into output: inout [UInt8]
    ) throws(TarError) {
        precondition(state == .between, "an entry begins after the one before has ended")
        let headers = try TarHeaders(of: entry, at: offset)
        let before = output.count
        headers.append(to: &output)
        offset += Int64(output.count - before)
        missing = entry.contentSize
        padding = TarBlock.padding(after: missing)
        state = .inEntry
    }

    /// Counts content that the caller has put after what the writer has appended so far.
    package mutating func wrote(_ count: Int) throws(TarError) {
        precondition(state == .inEntry && count >= 0, "content belongs to an entry")
        guard count <= missing else {
            throw TarError(
                .contentTooLong, at: offset,
                "\(count) bytes of content were written where \(missing) were announced")
        }
        missing -= Int64(count)
        offset += Int64(count)
    }

    /// Appends zeros for content that no longer exists, because the file shrank while it was
    /// read; at most 64 KiB a call. True when more calls are needed.
    package mutating func padMissing(into output: inout [UInt8]) -> Bool {
        precondition(state == .inEntry, "content belongs to an entry")
        let count = min(missing, Int64(Self.zerosPerCall))
        appendZeros(Int(count), to: &output)
        missing -= count
        return missing > 0
    }

    /// Ends the entry. Throws when content is missing: a caller that cannot give it says so with
    /// `padMissing`.
    package mutating func end(into output: inout [UInt8]) throws(TarError) {
        precondition(state == .inEntry, "only an entry that has begun can end")
        guard missing == 0 else {
            throw TarError(
                .contentTooShort, at: offset, "\(missing) bytes of announced content are missing")
        }
        appendZeros(padding, to: &output)
        state = .between
    }

    /// Ends the archive with two blocks of zeros and fills up the last record.
    package mutating func finish(
        blockingFactor: Int = standardBlockingFactor, into output: inout [UInt8]
    ) {
        precondition(state == .between, "an archive ends after its last entry has ended")
        precondition((1...2048).contains(blockingFactor), "a record is 1 to 2048 blocks")
        let record = Int64(blockingFactor * TarBlock.size)
        let end = offset + 2 * TarBlock.size64
        let total = (end + record - 1) / record * record
        appendZeros(Int(total - offset), to: &output)
        state = .finished
    }

    private mutating func appendZeros(_ count: Int, to output: inout [UInt8]) {
        output.append(contentsOf: repeatElement(0, count: count))
        offset += Int64(count)
    }
}
