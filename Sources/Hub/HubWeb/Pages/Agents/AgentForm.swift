internal import Domain

/// What people change about an agent, as it was typed.
struct AgentForm: Sendable {
    var name: String
    /// One `key=value` a line.
    var labels: String
    var isWorker: Bool

    init(_ agent: Agent) {
        name = agent.name
        isWorker = agent.isWorker
        labels = agent.labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
            .joined(separator: "\n")
    }

    init(_ sent: FormValues) {
        name = sent["name"]
        labels = sent["labels"]
        isWorker = sent.isOn("worker")
    }

    /// The labels, and what is wrong with the form.
    func read(_ words: Words) -> (labels: [String: String], trouble: FormTrouble) {
        var trouble = FormTrouble()
        trouble.add(Fields.agentName.violations(of: name), to: "name", words.field)
        let read = Self.read(labels: labels, into: &trouble, as: "labels", words)
        if !Fields.labelCount.violations(of: read.count).isEmpty {
            trouble.add(words.agents.tooManyLabels, to: "labels")
        }
        return (read, trouble)
    }

    /// One `key=value` a line.
    static func read(
        labels: String, into trouble: inout FormTrouble, as field: String, _ words: Words
    ) -> [String: String] {
        var read: [String: String] = [:]
        for line in labels.split(whereSeparator: \.isNewline) {
            let line = line.trimmingBlanks
            guard !line.isEmpty else { continue }
            // By scalars: with a mark behind it, the sign is another character.
            let scalars = line.unicodeScalars
            guard let equals = scalars.firstIndex(of: "=") else {
                trouble.add(words.agents.labelMalformed(String(line)), to: field)
                continue
            }
            let key = String(scalars[..<equals])
            let value = String(scalars[scalars.index(after: equals)...])
            trouble.add(Fields.labelKey.violations(of: key), to: field, words.field)
            trouble.add(Fields.labelValue.violations(of: value), to: field, words.field)
            read[key] = value
        }
        return read
    }
}

extension Substring {
    /// Without the blanks at its ends.
    var trimmingBlanks: Substring {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
