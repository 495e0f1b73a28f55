internal import CommandLine
internal import JSON
internal import Values

/// One segment of a path, with everything encoded that is not a letter, a figure or a hyphen.
struct PathPart: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        description = text.utf8.map { byte in
            let isPlain =
                48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte || byte == 45
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte])
        }.joined()
    }
}

/// The query of an address, empty where no value is given.
struct HubQuery: CustomStringConvertible {
    let description: String

    init(_ items: [(name: String, value: String?)]) {
        let given = items.compactMap { item in
            item.value.map { "\(item.name)=\(PathPart($0))" }
        }
        description = given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}

extension HubClient {
    /// Prints a document: the JSON itself, or a sentence about it.
    func show(_ json: JSON?, isJSON: Bool, _ sentence: (JSON) -> String) {
        guard let json else { return }
        invocation.print(isJSON ? json.line : sentence(json))
    }

    /// Prints a list: a line of JSON for each, or a table with what `cells` gives of each.
    ///
    /// - Parameters:
    ///   - ifEmpty: What is said where there is nothing at all.
    ///   - isNarrowed: Whether what was asked for leaves something out, which may well be there.
    func showList(
        _ path: String, isJSON: Bool, _ columns: [String], ifEmpty: String,
        isNarrowed: Bool? = nil, _ cells: (JSON) -> [String]
    ) async throws {
        var table = TextTable(columns.map { ($0, .left) })
        var isEmpty = true
        try await list(path) { item in
            isEmpty = false
            if isJSON { invocation.print(item.line) } else { table.append(cells(item)) }
        }
        guard !isJSON else { return }
        let nothing = isNarrowed ?? path.contains("?") ? "Nothing fits." : ifEmpty
        for line in isEmpty ? [nothing] : table.lines { invocation.print(line) }
    }
}

extension HubClient {
    /// Prints what came of asking for several runs.
    func showSeveral(_ answer: JSON?, isJSON: Bool, ifEmpty: String) -> ExitCode {
        let (begun, refused) = (
            answer?["items"]?.elements ?? [], answer?["refused"]?.elements ?? []
        )
        if isJSON {
            if let answer { invocation.print(answer.line) }
        } else {
            for run in begun { invocation.print("Run \(run.told("id")) is \(run.told("state")).") }
            for one in refused {
                invocation.print("Nothing began for \(one.told("id")) (\(one.told("code"))).")
            }
            if begun.isEmpty, refused.isEmpty { invocation.print(ifEmpty) }
        }
        return refused.isEmpty ? .success : .issues
    }
}

extension JSON {
    /// A text of a document, fit for a terminal.
    func told(_ name: String, else missing: String = "") -> String {
        self[name]?.text.map { shown($0) } ?? missing
    }

    /// What something that a document names by its id is called; the id where it is gone.
    func called(_ name: String, _ names: [String: String]) -> String {
        guard let id = self[name]?.text else { return "–" }
        return names[id] ?? shown(id)
    }

    /// Of an array; nothing where it is none.
    var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
}
