internal import Domain

/// Sentences of one part of the interface, each in both languages side by side: one that lacks a
/// translation does not compile.
protocol WordList: Sendable {
    var language: Language { get }
}

extension WordList {
    func say(_ english: String, _ chinese: String) -> String {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }
}
