internal import Domain
internal import Markup
internal import Values

/// What one rehearsed restore proved, and how long it took.
struct DrillProof: View {
    let inside: Inside
    let drill: KnownDrill

    private var words: DrillWords { inside.words.drills }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        Panel(words.proved, id: "proved") {
            Facts(
                [(name: words.verdict, value: DrillVerdict(words: inside.words, drill: drill).body)]
                    + compared + times)
        }
    }

    private var compared: [(name: String, value: Markup)] {
        [
            (words.files, Markup(figures.count(Int(drill.files)))),
            (inside.words.snapshots.size, Markup(figures.size(drill.size))),
            (words.databases, Markup(figures.count(Int(drill.databases)))),
        ]
    }

    private var times: [(name: String, value: Markup)] {
        guard let measures = drill.measures else { return [] }
        var rows: [(name: String, value: Markup)] = []
        if let firstByte = measures.firstByte {
            rows.append((words.firstByte, Markup(figures.measured(firstByte))))
        }
        rows.append((words.restored, Markup(figures.measured(measures.restoreTime))))
        rows.append((words.verified, Markup(figures.measured(measures.verifyTime))))
        rows.append((words.age, Markup(figures.span(measures.dataAge))))
        return rows
    }
}

/// Whether what was rehearsed came back.
struct DrillVerdict: View {
    let words: Words
    let drill: KnownDrill

    var body: Markup {
        StatusWord(status: drill.hasPassed ? .ok : .fail, word: word)
    }

    private var word: String {
        if drill.hasPassed { return words.drills.passed }
        return drill.findings > 0
            ? words.drills.failed(words.figures.count(drill.findings)) : words.drills.notDone
    }
}
