internal import Cryptography
internal import Markup
internal import Values

/// What a form was filled with when it began, as a short code for each field: by it the form knows
/// what somebody else has changed meanwhile, and what whoever sends it has.
struct FormBase: Sendable {
    static let field = "base"
    private static let codeSize = 6

    private let codes: [String: String]

    init(_ values: FormValues) {
        let names = Set(values.items.map(\.name))
        codes = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.code(values, $0)) })
    }

    /// Nil for a form that does not say.
    init?(sent values: FormValues) {
        guard let text = values.text(Self.field) else { return nil }
        let pairs = text.split(separator: " ").map { $0.split(separator: ":") }
        codes = Dictionary(
            pairs.filter { $0.count == 2 }.map { (String($0[0]), String($0[1])) },
            uniquingKeysWith: { first, _ in first })
    }

    var text: String {
        codes.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
    }

    static func hidden(_ values: FormValues) -> Markup {
        guard let text = values.text(field) else { return Markup() }
        return input(.type(.hidden), .name(field), .value(text))
    }

    /// The fields that another form has otherwise.
    func differing(from other: FormBase) -> [String] {
        Set(codes.keys).union(other.codes.keys).sorted().filter { self[$0] != other[$0] }
    }

    private subscript(name: String) -> String { codes[name] ?? Self.code(FormValues(), name) }

    /// As browsers send it: an empty field is none, and lines end in their own way.
    private static func code(_ values: FormValues, _ name: String) -> String {
        let all = values.list(name).map { value in
            value.split(whereSeparator: \.isNewline).joined(separator: "\n")
        }.filter { !$0.isEmpty }.sorted()
        let bytes = Array(all.joined(separator: "\n").utf8)
        return Hex.encode(Array(SHA256.hash(bytes).bytes.prefix(codeSize)))
    }
}
