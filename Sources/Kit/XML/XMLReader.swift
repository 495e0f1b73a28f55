/// Reads XML 1.0 with namespaces, piece by piece, from somebody who may be hostile.
///
/// It does no input of its own: `push` what has arrived and take the events, `finish` when nothing
/// more comes. How the input is cut makes no difference. No document type is read, so there are no
/// entities but the five and character references; `XMLLimits` bounds what is held. After an error
/// every call throws it again.
package struct XMLReader {
    /// How far the markup under way says what it is, and what ends it.
    private enum Markup {
        case undecided
        case tag(quote: UInt8?)
        case comment, characterData, instruction
    }

    private enum State {
        case text
        case markup(Markup)
        case failed(XMLError)
    }

    private static let markOfOrder: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let characterDataStart = Array("<![CDATA[".utf8)

    private let limits: XMLLimits
    private var state = State.text
    private var offset = 0
    /// Of the markup under way, from its `<` on.
    private var markup: [UInt8] = []
    /// Of the text under way, as written.
    private var raw: [UInt8] = []
    /// Of the text under way, done.
    private var text = ""
    private var textSize = 0
    private var open: [XMLTag.QualifiedName] = []
    private var names = XMLNamespaces()
    private var hasRoot = false
    /// Before the first tag, comment or instruction has ended.
    private var isAtStart = true

    package init(limits: XMLLimits = XMLLimits()) {
        self.limits = limits
    }

    package mutating func push(_ bytes: some Sequence<UInt8>) throws(XMLError) -> [XMLEvent] {
        var events: [XMLEvent] = []
        do throws(XMLError) {
            if case .failed(let error) = state { throw error }
            for byte in bytes {
                try take(byte, &events)
                offset += 1
            }
            return events
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Call when no more input comes: throws unless the document is whole.
    package mutating func finish() throws(XMLError) {
        do throws(XMLError) {
            switch state {
            case .failed(let error): throw error
            case .markup: throw failure(.truncated, "the document ends inside a tag")
            case .text: break
            }
            guard hasRoot, open.isEmpty else {
                throw failure(.truncated, "the document ends before its last element does")
            }
            var events: [XMLEvent] = []
            try endText(&events)
        } catch {
            state = .failed(error)
            throw error
        }
    }

    private mutating func take(_ byte: UInt8, _ events: inout [XMLEvent]) throws(XMLError) {
        guard offset < limits.sizeMax else {
            throw failure(.beyondLimit, "the document is larger than \(limits.sizeMax) bytes")
        }
        switch state {
        case .text where byte == UInt8(ascii: "<"):
            markup = [byte]
            state = .markup(.undecided)
        case .text:
            raw.append(byte)
            try countText(1)
        case .markup(let kind):
            markup.append(byte)
            guard markup.count <= limits.markupMax else {
                throw failure(.beyondLimit, "a tag is longer than \(limits.markupMax) bytes")
            }
            try continueMarkup(kind, byte, &events)
        case .failed(let error): throw error
        }
    }

    private mutating func countText(_ count: Int) throws(XMLError) {
        textSize += count
        guard textSize <= limits.textMax else {
            throw failure(.beyondLimit, "a text is longer than \(limits.textMax) bytes")
        }
    }

    private mutating func continueMarkup(
        _ kind: Markup, _ byte: UInt8, _ events: inout [XMLEvent]
    ) throws(XMLError) {
        switch kind {
        case .undecided:
            try decide(byte, &events)
        case .tag(let quote?):
            if byte == quote { state = .markup(.tag(quote: nil)) }
        case .tag(nil):
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                state = .markup(.tag(quote: byte))
            } else if byte == UInt8(ascii: ">") {
                try endTag(&events)
            }
        case .comment where markup.hasEnd("-->") && markup.count >= 7:
            try endComment()
        case .characterData where markup.hasEnd("]]>"):
            try endCharacterData()
        case .instruction where markup.hasEnd("?>") && markup.count >= 4:
            try endInstruction()
        case .comment, .characterData, .instruction: break
        }
    }

    private mutating func decide(_ byte: UInt8, _ events: inout [XMLEvent]) throws(XMLError) {
        let start = Self.characterDataStart
        switch markup.count {
        case 2 where byte == UInt8(ascii: "?"): state = .markup(.instruction)
        case 2 where byte == UInt8(ascii: "!"): break
        case 2 where byte == UInt8(ascii: ">"):
            throw failure(.malformed, "a tag has no name")
        case 2: state = .markup(.tag(quote: nil))
        case 3 where byte == UInt8(ascii: "-"): break
        case 4 where markup.hasEnd("--"): state = .markup(.comment)
        case _ where start.starts(with: markup):
            if markup == start { state = .markup(.characterData) }
        default:
            throw failure(.unsupported, "a document type or another declaration is not read")
        }
    }

    // MARK: What ends

    private mutating func endTag(_ events: inout [XMLEvent]) throws(XMLError) {
        try endText(&events)
        state = .text
        let tag = try XMLTag(markup, at: offset, attributesMax: limits.attributesMax)
        guard tag.kind != .end else { return try close(tag.name, &events) }
        guard !hasRoot || !open.isEmpty else {
            throw failure(.malformed, "the document has a second root")
        }
        guard open.count < limits.depthMax else {
            throw failure(.beyondLimit, "elements lie deeper than \(limits.depthMax)")
        }
        hasRoot = true
        open.append(tag.name)
        let attributes = try names.enter(tag, at: offset)
        events.append(.start(try names.element(tag.name, at: offset), attributes))
        if tag.kind == .empty { try close(tag.name, &events) }
    }

    private mutating func close(
        _ name: XMLTag.QualifiedName, _ events: inout [XMLEvent]
    ) throws(XMLError) {
        guard let last = open.popLast(), last == name else {
            throw failure(.malformed, "an end tag belongs to no open element")
        }
        events.append(.end(try names.element(name, at: offset)))
        names.leave()
    }

    private mutating func endText(_ events: inout [XMLEvent]) throws(XMLError) {
        try settleRaw()
        defer {
            text = ""
            textSize = 0
        }
        guard !text.isEmpty else { return }
        if open.isEmpty {
            guard text.utf8.allSatisfy(\.isXMLSpace) else {
                throw failure(.malformed, "text stands outside the root element")
            }
            return
        }
        events.append(.text(text))
    }

    private mutating func settleRaw() throws(XMLError) {
        defer {
            raw = []
            isAtStart = false
        }
        var bytes = raw[...]
        if isAtStart, bytes.starts(with: Self.markOfOrder) { bytes = bytes.dropFirst(3) }
        text += try XMLText.decode(bytes, at: offset)
    }

    private mutating func endComment() throws(XMLError) {
        let content = markup.dropFirst(4).dropLast(3)
        let dashes = Array("--".utf8)
        guard !content.hasPair(dashes), content.last != dashes[0] else {
            throw failure(.malformed, "a comment contains two dashes")
        }
        _ = try XMLText.check(content, at: offset)
        try settleRaw()
        state = .text
    }

    private mutating func endCharacterData() throws(XMLError) {
        guard !open.isEmpty else {
            throw failure(.malformed, "text stands outside the root element")
        }
        try settleRaw()
        let content = markup.dropFirst(Self.characterDataStart.count).dropLast(3)
        try countText(content.count)
        text += XMLText.normalizingLines(try XMLText.check(content, at: offset))
        state = .text
    }

    private mutating func endInstruction() throws(XMLError) {
        let content = try XMLText.check(markup.dropFirst(2).dropLast(2), at: offset)
        let isDeclaration = content.prefix { !$0.isWhitespace }.lowercased() == "xml"
        if isDeclaration {
            guard isAtStart, raw.isEmpty || raw == Self.markOfOrder else {
                throw failure(.malformed, "the XML declaration is not at the start")
            }
            try checkEncoding(content)
        }
        try settleRaw()
        state = .text
    }

    private func checkEncoding(_ declaration: String) throws(XMLError) {
        let words = declaration.lowercased().split { $0.isWhitespace || "='\"".contains($0) }
        guard let place = words.firstIndex(of: "encoding") else { return }
        guard ["utf-8", "utf8", "us-ascii"].contains(words.dropFirst(place + 1).first) else {
            throw failure(.unsupported, "the document is not in UTF-8")
        }
    }

    private func failure(_ kind: XMLError.Kind, _ message: String) -> XMLError {
        XMLError(kind, at: offset, message)
    }
}

extension Collection<UInt8> {
    fileprivate func hasPair(_ pair: [UInt8]) -> Bool {
        zip(self, dropFirst()).contains { $0 == pair[0] && $1 == pair[1] }
    }
}

extension [UInt8] {
    fileprivate func hasEnd(_ end: StaticString) -> Bool {
        suffix(end.utf8CodeUnitCount).elementsEqual("\(end)".utf8)
    }
}
