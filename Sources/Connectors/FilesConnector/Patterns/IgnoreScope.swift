/// The patterns of a folder's own ignore file, and of those above it. The nearest that says
/// something of a path decides.
final class IgnoreScope: Sendable {
    /// More than anybody writes by hand; what is beyond is not read.
    static let fileSizeMax = 1 << 20

    private let patterns: PatternSet
    /// Where paths below the folder begin.
    private let start: Int
    private let outer: IgnoreScope?

    init(_ patterns: PatternSet, start: Int, outer: IgnoreScope?) {
        self.patterns = patterns
        self.start = start
        self.outer = outer
    }

    func verdict(on path: [UInt8], nameStart: Int, isFolder: Bool) -> PatternSet.Verdict? {
        var scope: IgnoreScope? = self
        while let current = scope {
            if let verdict = current.patterns.verdict(
                on: path, from: current.start, nameStart: nameStart, isFolder: isFolder)
            {
                return verdict
            }
            scope = current.outer
        }
        return nil
    }
}
