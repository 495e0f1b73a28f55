import Testing
import XML

@Suite struct XMLElementTests {
    @Test func anElementIsWrittenWithItsNamespace() {
        let element = XMLElement(
            "a", in: "DAV:", [XMLElement("b"), XMLElement("c", text: "<&>\"\r")])
        #expect(
            String(decoding: element.document, as: UTF8.self) == """
                <?xml version="1.0" encoding="utf-8"?>
                <a xmlns="DAV:"><b/><c>&lt;&amp;&gt;&quot;&#13;</c></a>
                """)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let text = "a]]>b<c>&amp;\r\n\t中"
        var reader = XMLReader()
        let events = try reader.push(XMLElement("x", in: "u\"&", [XMLElement("y", text: text)]).document)
        try reader.finish()
        let name = { XMLName($0, in: "u\"&") }
        #expect(
            events == [
                .start(name("x"), []), .start(name("y"), []), .text(text), .end(name("y")),
                .end(name("x")),
            ])
    }
}
