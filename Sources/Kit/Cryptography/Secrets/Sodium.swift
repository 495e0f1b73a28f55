internal import CSodium

/// libsodium, set up once before its first use.
enum Sodium {
    private static let isReady: Bool = sodium_init() >= 0

    static func require() {
        precondition(isReady, "libsodium cannot be set up on this machine")
    }
}
