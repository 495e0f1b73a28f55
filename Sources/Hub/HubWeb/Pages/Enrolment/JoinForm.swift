internal import Domain
internal import HTTPServer

/// What a line is to be that machines join with, as it was typed.
struct JoinForm: Sendable {
    static let hoursOffered = [1, 24, 168]

    var uses = "1"
    var hours = "1"
    var folders = ""

    init() {}

    init(_ sent: SubmittedForm) {
        uses = sent["uses"] ?? ""
        hours = sent["hours"] ?? ""
        folders = sent["folders"] ?? ""
    }

    /// What was meant, and what is wrong with it.
    func read(_ words: Words) -> (uses: Int, hours: Int, folders: [String], trouble: FormTrouble) {
        var trouble = FormTrouble()
        let count = Int(uses.trimmingBlanks) ?? 0
        trouble.add(Fields.tokenUses.violations(of: count), to: "uses", words.field)
        let lines = folders.split(whereSeparator: \.isNewline).map { String($0.trimmingBlanks) }
            .filter { !$0.isEmpty }
        for line in lines {
            if !line.hasPrefix("/") {
                trouble.add(words.enrolment.folderRelative, to: "folders")
            }
            trouble.add(Fields.path.violations(of: line), to: "folders", words.field)
        }
        let span = Int(hours).flatMap { Self.hoursOffered.contains($0) ? $0 : nil } ?? 1
        return (count, span, lines, trouble)
    }
}

extension String {
    var trimmingBlanks: Substring { self[...].trimmingBlanks }
}
