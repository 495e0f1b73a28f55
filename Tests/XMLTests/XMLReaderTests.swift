import TestSupport
import Testing
import XML

@Suite struct XMLReaderTests {
    /// The events of a document, and the same however it is cut.
    private func events(_ text: String, limits: XMLLimits = XMLLimits()) throws -> [XMLEvent] {
        let bytes = Array(text.utf8)
        let whole = Result { () throws(XMLError) in try Self.read([bytes], limits) }
        let cut = Result { () throws(XMLError) in try Self.read(bytes.map { [$0] }, limits) }
        #expect(whole == cut)
        return try whole.get()
    }

    private static func read(
        _ pieces: [[UInt8]], _ limits: XMLLimits
    ) throws(XMLError) -> [XMLEvent] {
        var reader = XMLReader(limits: limits)
        var events: [XMLEvent] = []
        for piece in pieces { events += try reader.push(piece) }
        try reader.finish()
        return events
    }

    private func text(_ document: String) throws -> String {
        try events(document).map { if case .text(let text) = $0 { text } else { "" } }.joined()
    }

    @Test func elementsTextAndAttributesComeInOrder() throws {
        let found = try events("<?xml version='1.0'?>\n<a x=\"1\" y='&lt;'><b/>text</a >\n")
        #expect(
            found == [
                .start(
                    XMLName("a"),
                    [XMLAttribute(XMLName("x"), "1"), XMLAttribute(XMLName("y"), "<")]),
                .start(XMLName("b"), []), .end(XMLName("b")), .text("text"), .end(XMLName("a")),
            ])
    }

    @Test(arguments: [
        #"<D:a xmlns:D="DAV:"><D:b/></D:a>"#, #"<a xmlns="DAV:"><b/></a>"#,
        #"<x:a xmlns:x="DAV:"><b xmlns="DAV:"/></x:a>"#,
        #"<x:a xmlns:x="DAV:"><y:b xmlns:x="other" xmlns:y="DAV:"/></x:a>"#,
    ])
    func aNamespaceCountsAndNotItsPrefix(document: String) throws {
        let names = try events(document).compactMap { event in
            if case .start(let name, _) = event { name } else { nil }
        }
        #expect(names == [XMLName("a", in: "DAV:"), XMLName("b", in: "DAV:")])
    }

    @Test func aNamespaceEndsWithItsElement() throws {
        let names = try events(#"<a><b xmlns="x" p="1"/><c/></a>"#).compactMap { event in
            if case .start(let name, _) = event { name } else { nil }
        }
        #expect(names == [XMLName("a"), XMLName("b", in: "x"), XMLName("c")])
        let error = #expect(throws: XMLError.self) { try events(#"<a><p:b xmlns:p="x"/><p:c/></a>"#) }
        #expect(error?.kind == .malformed)
    }

    @Test(arguments: [
        ("<a>&lt;&gt;&amp;&quot;&apos;</a>", "<>&\"'"), ("<a>&#65;&#x4e2d;&#x1F600;</a>", "A中😀"),
        ("<a>1<![CDATA[<2>&amp;]]]>3</a>", "1<2>&amp;]3"), ("<a>x<!-- no -->y</a>", "xy"),
        ("<a>1\r\n2\r3\n4</a>", "1\n2\n3\n4"), ("<a>&#13;</a>", "\r"), ("<a><?p i?>z</a>", "z"),
        ("\u{FEFF}<a>b</a>", "b"), ("\u{FEFF}<?xml version='1.0' encoding='UTF-8'?><a>b</a>", "b"),
    ])
    func textIsWhatWasMeant(document: String, expected: String) throws {
        #expect(try text(document) == expected)
    }

    @Test func spacesInAnAttributeAreSpaces() throws {
        #expect(
            try events("<a b='1\t2\n3\r\n4'/>").first
                == .start(XMLName("a"), [XMLAttribute(XMLName("b"), "1 2 3  4")]))
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "</a>", "<a/><b/>", "<a/>text", "text<a/>", "<a", "<>", "< a/>",
        "<a b/>", "<a b=c/>", "<a b='1' b='2'/>", "<a b='<'/>", "<a b='1'c='2'/>", "<a></a b='1'>",
        "<a>&unknown;</a>", "<a>&</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#x;</a>",
        "<a>&#+65;</a>", "<a>&am<!-- -->p;</a>", "<a>]]></a>", "<a>\u{0}</a>", "<a>\u{FFFE}</a>",
        "<a><!-- -- --></a>", "<a><!-- ---></a>", "<a:b/>", "<a xmlns:b=''/>", "<a:b:c xmlns:a='x'/>",
        "<a xmlns:xmlns='x'/>", "<a xmlns:x='u' xmlns:y='u' x:b='1' y:b='2'/>", "<1a/>", "<a/><a/>",
        "<![CDATA[x]]><a/>", " <?xml version='1.0'?><a/>", "<a><?xml version='1.0'?></a>",
        "<a/ >", "<a//>", "<a><b></a></b>",
    ])
    func whatIsNotWellFormedIsRefused(document: String) {
        let error = #expect(throws: XMLError.self) { try events(document) }
        #expect(error?.kind == .malformed || error?.kind == .truncated)
    }

    @Test(arguments: [
        "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a><!ENTITY b 'c'></a>",
        "<?xml version='1.0' encoding='iso-8859-1'?><a/>",
        "<?xml version='1.0' encoding=\"UTF-16\"?><a/>",
    ])
    func documentTypesAndOtherEncodingsAreNotRead(document: String) {
        let error = #expect(throws: XMLError.self) { try events(document) }
        #expect(error?.kind == .unsupported)
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8]] {
            let document = Array("<a>".utf8) + bytes + Array("</a>".utf8)
            #expect(throws: XMLError.self) { try Self.read([document], XMLLimits()) }
        }
    }

    @Test func everyLimitHolds() throws {
        var limits = XMLLimits()
        limits.depthMax = 3
        limits.textMax = 10
        limits.markupMax = 30
        limits.attributesMax = 2
        limits.sizeMax = 60
        #expect(try !events("<a><b><c>0123456789</c></b></a>", limits: limits).isEmpty)
        for document in [
            "<a><b><c><d/></c></b></a>", "<a>0123456789x</a>", "<a>012345<![CDATA[67890]]></a>",
            "<a b='0123456789012345678901234'/>", "<a b='' c='' d=''/>",
            "<!--0123456789012345678901234-->", "<a>\(String(repeating: "<b/>", count: 20))</a>",
        ] {
            let error = #expect(throws: XMLError.self) { try events(document, limits: limits) }
            #expect(error?.kind == .beyondLimit, "\(document)")
        }
    }

    @Test func anErrorStaysOne() {
        var reader = XMLReader()
        let first = #expect(throws: XMLError.self) { try reader.push(Array("<a></b>".utf8)) }
        let second = #expect(throws: XMLError.self) { try reader.push(Array("<a/>".utf8)) }
        let last = #expect(throws: XMLError.self) { try reader.finish() }
        #expect(first != nil && first == second && first == last)
    }

    /// What a second implementation makes of the same documents.
    @Test func anotherParserFindsTheSame() async throws {
        let documents = [
            #"<a xmlns="u"><b c="d&amp;e">f&#x41;<![CDATA[<g>]]></b><!-- h --><i/></a>"#,
            #"<p:a xmlns:p="u" p:q='1'>中<p:b>  </p:b></p:a>"#,
        ]
        let script = """
            import sys, xml.etree.ElementTree as e
            p = e.XMLPullParser(['start', 'end'])
            def walk(x):
                print('start', x.tag, sorted(x.attrib.items()), repr(x.text or ''))
                for y in x: walk(y); print('tail', repr(y.tail or ''))
            walk(e.fromstring(sys.stdin.buffer.read()))
            """
        for document in documents {
            let theirs = try await runPython(script, input: Array(document.utf8))
            let ours = try Tree(events(document)).lines
            #expect(ours == theirs)
        }
    }
}

/// A document in the words of the other parser.
private struct Tree {
    private(set) var lines = ""

    init(_ events: [XMLEvent]) {
        var pending: String?
        var depth = 0
        var text = ""
        func quoted(_ text: String) -> String { "'\(text)'" }
        for event in events {
            switch event {
            case .start(let name, let attributes):
                if let line = pending { lines += line + quoted(text) + "\n" }
                text = ""
                depth += 1
                let pairs = attributes.map { "('\($0.name)', '\($0.value)')" }.sorted()
                pending = "start \(name) [\(pairs.joined(separator: ", "))] "
            case .text(let found): text += found
            case .end:
                if let line = pending { lines += line + quoted(text) + "\n" }
                depth -= 1
                pending = depth > 0 ? "tail " : nil
                text = ""
            }
        }
    }
}
