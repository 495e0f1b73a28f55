/// Reads archives of any tar in use (PAX, GNU, ustar, the first one), piece by piece.
///
/// It does no input of its own: call `next` with what has arrived until it returns nil, then with
/// what has arrived since, and `finish` when nothing more comes. How the input is cut makes no
/// difference. Hostile archives are errors with an offset, and `TarLimits` bounds what an archive
/// can make the reader hold. After an error every call throws it again.
package struct TarReader {
    package enum Event: Hashable, Sendable {
        case entry(TarEntry)
        /// Some content of the entry: which bytes of the input, and where in the file they belong.
        case content(Range<Int>, fileOffset: Int64)
        case entryEnd
        /// The archive has ended. What follows may only be zeros and is still checked.
        case end
    }

    /// Small on purpose: what grows lies in properties, where it is changed without a copy.
    private enum State {
        /// Between entries; true after one closing block.
        case header(afterZeros: Bool)
        /// In the body of a header that says more about the next entry.
        case extra(flag: UInt8, size: Int)
        case padding(Int)
        /// Before a block that continues GNU's own map of holes.
        case gnuMap
        /// Before a block of the map that lies in front of the content.
        case contentMap
        case content
        case trailer
        case failed(TarError)
    }

    /// Bytes read so far.
    package private(set) var offset: Int64
    /// Where the headers of the latest entry began.
    package private(set) var entryOffset: Int64

    private var state = State.header(afterZeros: false)
    /// What has come of the block, or of the body, that is being collected.
    private var collected: [UInt8] = []
    private var global = PaxFields()
    private var fields: PaxFields?
    private var longName: [UInt8]?
    private var longLink: [UInt8]?
    private var draft: EntryDraft?
    private var gnuMap = GNUSparseMap()
    private var contentMap = SparseMapReader()
    private var cursor = ContentCursor()

    /// - Parameter start: Where in the archive the input begins: at the headers of an entry.
    package init(startingAt start: Int64 = 0) {
        offset = start
        entryOffset = start
    }

    /// The next event, nil when the input is used up. `position` is moved over what was read.
    package mutating func next(
        _ input: Span<UInt8>, from position: inout Int
    ) throws(TarError) -> Event? {
        do throws(TarError) {
            while true {
                if let event = try step(input, &position) { return event }
                if position == input.count, !isReadyWithoutInput { return nil }
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Call when no more input comes: throws unless the archive ended as it should.
    package func finish() throws(TarError) {
        switch state {
        case .trailer: return
        case .failed(let error): throw error
        case .header where collected.isEmpty && !hasHeaderInHand:
            throw TarError(.missingTerminator, at: offset, "the closing blocks are missing")
        default:
            throw TarError(.truncated, at: offset, "the archive ends inside an entry")
        }
    }

    private var hasHeaderInHand: Bool {
        fields != nil || longName != nil || longLink != nil
    }

    private var isReadyWithoutInput: Bool {
        switch state {
        case .content: cursor.isAtEnd
        case .padding(0), .extra(_, size: 0): true
        default: false
        }
    }

    private mutating func step(
        _ input: Span<UInt8>, _ position: inout Int
    ) throws(TarError) -> Event? {
        switch state {
        case .header(let afterZeros):
            guard collect(TarBlock.size, input, &position) else { return nil }
            defer { collected.removeAll(keepingCapacity: true) }
            return try take(header: collected, afterZeros: afterZeros)
        case .extra(let flag, let size):
            guard collect(size, input, &position) else { return nil }
            defer { collected.removeAll(keepingCapacity: true) }
            try take(extra: collected, flag: flag)
        case .padding(let count):
            skip(count, input, &position)
        case .gnuMap:
            guard collect(TarBlock.size, input, &position) else { return nil }
            defer { collected.removeAll(keepingCapacity: true) }
            try gnuMap.take(extensionBlock: collected, at: offset - TarBlock.size64)
            return try continueGNUMap()
        case .contentMap:
            guard collect(TarBlock.size, input, &position) else { return nil }
            defer { collected.removeAll(keepingCapacity: true) }
            return try take(mapBlock: collected)
        case .content:
            return content(input, &position)
        case .trailer:
            try checkTrailer(input, &position)
        case .failed(let error):
            throw error
        }
        return nil
    }

    // MARK: Collecting

    /// Whether the next `count` bytes have come; they are in `collected` then, which is to be
    /// emptied. Its room is used again, whatever a hostile header made of it.
    private mutating func collect(
        _ count: Int, _ input: Span<UInt8>, _ position: inout Int
    ) -> Bool {
        let taken = min(count - collected.count, input.count - position)
        let piece = input.extracting(position..<position + taken)
        unsafe piece.withUnsafeBufferPointer { unsafe collected.append(contentsOf: $0) }
        position += taken
        offset += Int64(taken)
        return collected.count == count
    }

    private mutating func skip(_ count: Int, _ input: Span<UInt8>, _ position: inout Int) {
        let taken = min(count, input.count - position)
        position += taken
        offset += Int64(taken)
        state = taken < count ? .padding(count - taken) : .header(afterZeros: false)
    }

    // MARK: Headers

    private mutating func take(
        header block: [UInt8], afterZeros: Bool
    ) throws(TarError) -> Event? {
        let start = offset - TarBlock.size64
        if block.allSatisfy({ $0 == 0 }) {
            guard !hasHeaderInHand else {
                throw TarError(.danglingHeader, at: start, "an extended header without its entry")
            }
            state = afterZeros ? .trailer : .header(afterZeros: true)
            return afterZeros ? .end : nil
        }
        guard !afterZeros else {
            throw TarError(
                .missingTerminator, at: start, "one closing block is followed by something else")
        }
        if !hasHeaderInHand { entryOffset = start }
        let header = try HeaderFields(block, at: start)
        switch header.flag {
        case TarFlag.extendedHeader, TarFlag.globalHeader, TarFlag.gnuLongName,
            TarFlag.gnuLongLink:
            try begin(extra: header, at: start)
            return nil
        default:
            return try begin(entry: header, block)
        }
    }

    private mutating func begin(
        extra header: HeaderFields, at start: Int64
    ) throws(TarError) {
        let isName = header.flag == TarFlag.gnuLongName || header.flag == TarFlag.gnuLongLink
        let limit = isName ? TarLimits.nameBytesMax : TarLimits.extendedHeaderBytesMax
        guard header.size <= limit else {
            throw TarError(
                .beyondLimit, at: start,
                "a header of \(header.size) bytes, more than the \(limit) that are allowed")
        }
        let isSecond =
            switch header.flag {
            case TarFlag.extendedHeader: fields != nil
            case TarFlag.gnuLongName: longName != nil
            case TarFlag.gnuLongLink: longLink != nil
            default: false
            }
        guard !isSecond else {
            throw TarError(.danglingHeader, at: start, "two extended headers for one entry")
        }
        state = .extra(flag: header.flag, size: Int(header.size))
    }

    private mutating func take(extra body: [UInt8], flag: UInt8) throws(TarError) {
        let start = offset - Int64(body.count)
        switch flag {
        case TarFlag.extendedHeader:
            var own = global
            try own.add(body, at: start)
            fields = own
        case TarFlag.globalHeader:
            try global.add(body, at: start)
            global.forgetWhatIsNotGlobal()
        case TarFlag.gnuLongName:
            longName = Array(body.prefix { $0 != 0 })
        default:
            longLink = Array(body.prefix { $0 != 0 })
        }
        state = .padding(TarBlock.padding(after: Int64(body.count)))
    }

    // MARK: Entries

    private mutating func begin(
        entry header: HeaderFields, _ block: [UInt8]
    ) throws(TarError) -> Event? {
        let draft = try EntryDraft(
            header, fields ?? global, long: (longName, longLink), at: entryOffset)
        self.draft = draft
        fields = nil
        longName = nil
        longLink = nil
        if header.flag == TarFlag.gnuSparse, header.format == .gnu {
            gnuMap = try GNUSparseMap(header: block, at: entryOffset)
            return try continueGNUMap()
        }
        guard draft.needsMap else { return beginContent() }
        contentMap = SparseMapReader()
        state = .contentMap
        return nil
    }

    private mutating func continueGNUMap() throws(TarError) -> Event? {
        guard !gnuMap.isExtended else {
            state = .gnuMap
            return nil
        }
        try draft?.setMap(gnuMap.extents, of: gnuMap.realSize)
        gnuMap = GNUSparseMap()
        return beginContent()
    }

    private mutating func take(mapBlock block: [UInt8]) throws(TarError) -> Event? {
        try draft?.tookMapBlock()
        guard try contentMap.take(block, at: offset - TarBlock.size64) else { return nil }
        try draft?.setMapOfContent(contentMap.extents)
        contentMap = SparseMapReader()
        return beginContent()
    }

    private mutating func beginContent() -> Event? {
        guard let entry = draft?.entry else { return nil }
        draft = nil
        cursor = ContentCursor(of: entry)
        state = .content
        return .entry(entry)
    }

    private mutating func content(_ input: Span<UInt8>, _ position: inout Int) -> Event? {
        guard !cursor.isAtEnd else {
            state = .padding(cursor.padding)
            return .entryEnd
        }
        guard position < input.count else { return nil }
        let (count, fileOffset) = cursor.advance(atMost: input.count - position)
        let range = position..<position + count
        position += count
        offset += Int64(count)
        return .content(range, fileOffset: fileOffset)
    }

    // MARK: Trailer

    private mutating func checkTrailer(
        _ input: Span<UInt8>, _ position: inout Int
    ) throws(TarError) {
        while position < input.count {
            guard input[position] == 0 else {
                throw TarError(
                    .trailingGarbage, at: offset, "something follows the closing blocks")
            }
            position += 1
            offset += 1
        }
    }
}
