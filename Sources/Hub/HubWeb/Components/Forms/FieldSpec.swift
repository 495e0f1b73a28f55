internal import HTTPServer
internal import Markup

/// One field of a form, declared once: a form of many kinds is a list of these, and it is drawn,
/// read and complained about by its name.
struct FieldSpec: Sendable {
    enum Shape: Sendable {
        case line
        /// Paths, addresses, names that machines read.
        case code
        case number
        /// Never shown again.
        case secret
        /// The same of many lines: a key.
        case secretLines(rows: Int)
        /// One thing a line.
        case lines(rows: Int)
        case toggle
    }

    let name: String
    let title: String
    let shape: Shape
    let hint: String?
    let isOptional: Bool
    /// Where what is typed are paths of a machine whose agent can be asked.
    let picking: PathPicking?

    init(
        _ name: String, _ title: String, _ shape: Shape = .line, hint: String? = nil,
        isOptional: Bool = false, picking: PathPicking? = nil
    ) {
        self.name = name
        self.title = title
        self.shape = shape
        self.hint = hint
        self.isOptional = isOptional
        self.picking = picking
    }

    /// The same of a secret that is there already.
    func kept(_ hint: String) -> FieldSpec {
        FieldSpec(name, title, .secret, hint: hint, isOptional: true)
    }

    var isSecret: Bool {
        switch shape {
        case .secret, .secretLines: true
        case .line, .code, .number, .lines, .toggle: false
        }
    }
}

/// What can be picked of a machine's files.
enum PathPicking: Sendable {
    /// Folders and files, as many as somebody likes.
    case several
    case oneFile
    case oneFolder
}

/// A field as it is drawn: with what was typed, and what is wrong with it.
struct SpecField: View {
    let spec: FieldSpec
    let values: FormValues
    let trouble: FormTrouble
    let words: CommonWords

    private var optional: String? { spec.isOptional ? words.optional : nil }

    var body: Markup {
        switch spec.shape {
        case .toggle:
            SwitchField(name: spec.name, title: spec.title, isOn: values.isOn(spec.name))
        case .lines(let rows):
            TextArea(
                name: spec.name, title: spec.title, hint: spec.hint, value: values[spec.name],
                error: trouble[spec.name], optional: optional, rows: rows, beside: browse)
        case .secretLines(let rows):
            TextArea(
                name: spec.name, title: spec.title, hint: spec.hint, error: trouble[spec.name],
                optional: optional, rows: rows)
        case .line, .code, .number, .secret:
            TextField(
                name: spec.name, label: spec.title, hint: spec.hint,
                type: isSecret ? .password : .text,
                autocomplete: isSecret ? .newPassword : .off, value: values[spec.name],
                error: trouble[spec.name], optional: optional, isCode: isCode,
                mode: isNumber ? .numeric : nil, beside: browse)
        }
    }

    @MarkupBuilder private var browse: Markup {
        if spec.picking != nil {
            Button(
                words.browse, .turn(name: PathPickerForm.browse, value: spec.name),
                icon: "folder")
        }
    }

    private var isSecret: Bool { spec.isSecret }
    private var isNumber: Bool { if case .number = spec.shape { true } else { false } }
    private var isCode: Bool { if case .code = spec.shape { true } else { false } }
}

/// What was typed into a form, by field; or what a form begins with.
struct FormValues: Sendable {
    private var values: [String: [String]] = [:]

    init(_ values: [String: String] = [:]) {
        self.values = values.mapValues { [$0] }
    }

    init(_ sent: SubmittedForm) { self.init(sent.items) }

    init(_ items: [(name: String, value: String)]) {
        for item in items { values[item.name, default: []].append(item.value) }
    }

    subscript(name: String) -> String {
        get { values[name]?.first ?? "" }
        set { values[name] = [newValue] }
    }

    /// Each with its name, several of one name in their order.
    var items: [(name: String, value: String)] {
        values.sorted { $0.key < $1.key }.flatMap { name, all in all.map { (name, $0) } }
    }

    /// What another form has there.
    mutating func take(_ name: String, from other: FormValues) {
        values[name] = other.values[name]
    }

    mutating func remove(_ name: String) { values[name] = nil }

    /// All that were chosen of several.
    subscript(all name: String) -> Set<String> {
        get { Set(values[name] ?? []) }
        set { values[name] = newValue.sorted() }
    }

    /// In the order in which they were sent.
    func list(_ name: String) -> [String] { values[name] ?? [] }

    func isOn(_ name: String) -> Bool { self[name] == "on" }

    /// The lines of a field without those that are empty.
    func lines(_ name: String) -> [String] {
        self[name].split(whereSeparator: \.isNewline).map { String($0.trimmingBlanks) }
            .filter { !$0.isEmpty }
    }

    /// Nil for an empty field.
    func text(_ name: String) -> String? {
        let text = self[name]
        return text.isEmpty ? nil : text
    }
}
