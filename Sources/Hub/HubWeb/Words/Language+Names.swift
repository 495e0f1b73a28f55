internal import Domain

extension Language {
    /// The language's name for itself, for the switch.
    var ownName: String {
        switch self {
        case .english: "English"
        case .chinese: "简体中文"
        }
    }

    var other: Language {
        self == .english ? .chinese : .english
    }
}
