internal import XML

/// Whatever the bytes, the reader says the same of them in one piece and in many, its events
/// are balanced, and text it has read is read again when it is written.
package func fuzzXML(_ input: [UInt8]) {
    var limits = XMLLimits()
    limits.depthMax = 8
    limits.attributesMax = 8
    let piece = 1 + Int(input.first ?? 0) % 7
    let whole = XMLTranscript(of: input, piece: .max, limits)
    let cut = XMLTranscript(of: input, piece: piece, limits)
    precondition(whole == cut, "the cut of the input changed the outcome")
    guard whole.error == nil else { return }
    checkBalance(of: whole.events)
    for case .text(let text) in whole.events.prefix(64) { checkRoundTrip(of: text) }
}

private struct XMLTranscript: Equatable {
    var events: [XMLEvent] = []
    var error: XMLError?

    init(of input: [UInt8], piece: Int, _ limits: XMLLimits) {
        var reader = XMLReader(limits: limits)
        do throws(XMLError) {
            var start = 0
            while start < input.count {
                let end = start + min(piece, input.count - start)
                events += try reader.push(input[start..<end])
                start = end
            }
            try reader.finish()
        } catch {
            // In one piece the events before the error are lost with it.
            events = []
            self.error = error
        }
    }
}

private func checkBalance(of events: [XMLEvent]) {
    var open: [XMLName] = []
    for event in events {
        switch event {
        case .start(let name, _): open.append(name)
        case .text(let text): precondition(!text.isEmpty && !open.isEmpty, "text out of place")
        case .end(let name): precondition(open.popLast() == name, "an end without its start")
        }
    }
    precondition(open.isEmpty, "a whole document left an element open")
}

private func checkRoundTrip(of text: String) {
    var reader = XMLReader()
    do throws(XMLError) {
        let events = try reader.push(XMLElement("a", text: text).document)
        try reader.finish()
        precondition(
            events == [.start(XMLName("a"), []), .text(text), .end(XMLName("a"))],
            "a text changed on its way through writer and reader")
    } catch {
        precondition(error.kind == .beyondLimit, "\(error)")
    }
}
