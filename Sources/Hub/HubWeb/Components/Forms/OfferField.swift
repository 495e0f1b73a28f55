internal import Domain
internal import Markup
internal import Values

/// What a form offers of a list that may be longer than any form.
struct Offer<Item: Sendable>: Sendable {
    let items: [Item]
    /// Whether there is nothing else to choose.
    let isWhole: Bool
}

/// Several of a list that may be longer than any form. The form says which it offers, so that any
/// other stays as it is, and those that do not fit are looked for by their name.
struct OfferField: View {
    let field: ChoiceField
    let isWhole: Bool
    let values: FormValues
    let words: CommonWords

    /// All that are offered, one after the other: a form may not have a field for each.
    static let offered = "offered"

    @MarkupBuilder var body: Markup {
        field
        input(
            .type(.hidden), .name(Self.offered),
            .value(field.choices.map(\.value).joined(separator: " ")))
        if !isWhole {
            SeekField(values: values, words: words, hint: words.notAllOfferedHint)
        }
    }
}

/// Looks by their name for those of a list that do not fit into a form.
struct SeekField: View {
    let values: FormValues
    let words: CommonWords
    var hint: String?

    fileprivate static let sought = "sought"
    /// What was sought when the form was shown.
    private static let shown = "sought_shown"
    private static let seek = "seek"

    @MarkupBuilder var body: Markup {
        input(.type(.hidden), .name(Self.shown), .value(values[Self.sought]))
        TextField(
            name: Self.sought, label: words.notAllOffered, hint: hint,
            value: values[Self.sought], lengthMax: 100, optional: "",
            beside: Button(
                words.seek, .turn(name: Self.seek, value: "yes"), icon: "search"
            ).body)
    }

    /// Whether others are looked for, by the button or by the return key in its field.
    static func isSeeking(_ values: FormValues) -> Bool {
        values.text(seek) != nil || values[sought] != values[shown]
    }
}

extension FormValues {
    /// A part of the name of what is looked for besides what is chosen.
    var sought: String? {
        let text = self[SeekField.sought].trimmingBlanks.prefix(100)
        return text.isEmpty ? nil : String(text)
    }

    /// Which are chosen: what was ticked, and whatever was chosen before and is not offered.
    func chosen<Entity>(_ name: String, instead old: [ID<Entity>] = []) -> [ID<Entity>] {
        let ticked = list(name).compactMap { ID<Entity>($0) }
        let offered = Set(
            list(OfferField.offered).flatMap { $0.split(separator: " ") }
                .compactMap { ID<Entity>($0) })
        let left = old.filter { ticked.contains($0) || !offered.contains($0) }
        return left + ticked.filter { !left.contains($0) }
    }
}
