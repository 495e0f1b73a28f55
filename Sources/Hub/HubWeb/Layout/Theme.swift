/// Light or dark, as somebody wants it.
enum Theme: String, Sendable, CaseIterable {
    /// As the browser's system has it.
    case system
    case light
    case dark
}
