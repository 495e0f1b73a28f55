internal import Domain

/// Every sentence of the interface in one language.
struct Words: Sendable {
    let language: Language
    let frame: FrameWords
    let setup: SetupWords
    let signIn: SignInWords
    let overview: OverviewWords
    let problem: ProblemWords
    let field: FieldWords

    static func `in`(_ language: Language) -> Words {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }

    private static let english = Words(
        language: .english, frame: .english, setup: .english, signIn: .english,
        overview: .english, problem: .english, field: .english)

    private static let chinese = Words(
        language: .chinese, frame: .chinese, setup: .chinese, signIn: .chinese,
        overview: .chinese, problem: .chinese, field: .chinese)
}
