internal import CBuildInfo

/// Which build this executable is.
enum BuildInfo {
    static var version: String { unsafe String(cString: holdfast_build_version()) }
    static var commit: String { unsafe String(cString: holdfast_build_commit()) }
    /// The day of the commit, so that the same commit always gives the same executable.
    static var date: String { unsafe String(cString: holdfast_build_date()) }

    /// As in `0.1.0 (4f2a91c, 2026-11-21)`.
    static var text: String { "\(version) (\(commit), \(date))" }
}
