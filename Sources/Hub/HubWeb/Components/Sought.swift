internal import Markup

/// A text in which what was looked for is marked, in capitals or not.
struct Sought: View {
    let text: String
    let part: String

    var body: Markup {
        for piece in pieces {
            if piece.isMatch {
                Element<HTML.Plain>("mark")() { piece.text }
            } else {
                piece.text
            }
        }
    }

    private var pieces: [(text: String, isMatch: Bool)] {
        let sought = part.map { $0.lowercased() }
        guard !sought.isEmpty else { return [(text, false)] }
        let characters = Array(text)
        let lowered = characters.map { $0.lowercased() }
        var pieces: [(text: String, isMatch: Bool)] = []
        var (start, index) = (0, 0)
        while index + sought.count <= lowered.count {
            guard lowered[index..<index + sought.count].elementsEqual(sought) else {
                index += 1
                continue
            }
            if start < index { pieces.append((String(characters[start..<index]), false)) }
            pieces.append((String(characters[index..<index + sought.count]), true))
            index += sought.count
            start = index
        }
        if start < characters.count { pieces.append((String(characters[start...]), false)) }
        return pieces
    }
}
