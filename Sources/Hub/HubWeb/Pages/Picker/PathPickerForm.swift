internal import Domain
internal import Markup
internal import Values

/// What somebody does while they pick paths. The form that asks for paths goes to the picker and
/// back, whole: nothing is remembered here between two pages, and no script is needed.
struct PathPickerForm: Sendable {
    /// What was pressed.
    enum Step: Equatable, Sendable {
        case look
        /// Back to the form with these.
        case take
        case leave
    }

    /// The button that leads here, with the name of its field.
    static let browse = "browse"
    static let folder = "picker_folder"
    static let look = "picker_look"
    static let go = "picker_go"
    static let picked = "picker_picked"
    static let take = "picker_take"
    static let leave = "picker_leave"
    private static let own = [browse, folder, look, go, picked, take, leave, CSRFToken.field]

    let field: FieldSpec
    let picking: PathPicking
    let step: Step
    /// What is looked at, from the root.
    let path: String
    let chosen: [String]
    /// The form without its secrets.
    private(set) var values: FormValues

    /// Nil where nobody asks for the picker.
    init?(_ sent: FormValues, _ fields: [FieldSpec]) {
        guard let name = sent.text(Self.browse),
            let field = fields.first(where: { $0.name == name }), let picking = field.picking
        else { return nil }
        self.field = field
        self.picking = picking
        values = sent
        for name in Self.own { values.remove(name) }
        for field in fields where field.isSecret { values.remove(field.name) }
        let isFirst = sent.text(Self.folder) == nil
        chosen =
            isFirst
            ? (picking == .several ? sent.lines(name) : []) : Self.once(sent.list(Self.picked))
        let typed = sent.text(Self.look) ?? sent.text(Self.go) ?? sent.text(Self.folder)
        path = Self.clean(typed ?? Self.start(sent, name, picking))
        if sent.text(Self.leave) != nil {
            step = .leave
        } else if sent.text(Self.take) != nil {
            step = .take
            switch picking {
            case .several: values[name] = chosen.joined(separator: "\n")
            case .oneFile: values[name] = chosen.first ?? values[name]
            case .oneFolder: values[name] = path
            }
        } else {
            step = .look
        }
    }

    /// Something that goes through the picker and back besides.
    mutating func keep(_ value: String, as name: String) { values[name] = value }

    /// The folder of what is there already.
    private static func start(
        _ sent: FormValues, _ name: String, _ picking: PathPicking
    ) -> String {
        guard let first = sent.lines(name).first, first.hasPrefix("/") else { return "/" }
        guard picking != .oneFolder else { return first }
        return first.lastIndex(of: "/").map { String(first[..<$0]) } ?? "/"
    }

    private static func clean(_ path: String) -> String {
        let names = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
        let clean = "/" + names.joined(separator: "/")
        return Fields.path.violations(of: clean).isEmpty ? clean : "/"
    }

    private static func once(_ paths: [String]) -> [String] {
        var seen: Set<String> = []
        return paths.filter { seen.insert($0).inserted }
    }

    /// Something in the folder that is looked at.
    func path(of name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

    /// From the root to the folder that is looked at.
    var crumbs: [(name: String, path: String)] {
        var crumbs = [(name: "/", path: "/")]
        var whole = ""
        for name in path.split(separator: "/") {
            whole += "/\(name)"
            crumbs.append((String(name), whole))
        }
        return crumbs
    }
}
