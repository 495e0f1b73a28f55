/// What one guess at a password costs whoever makes it.
package struct PasswordCost: Hashable, Sendable, CustomStringConvertible {
    package let memoryKibibytes: Int
    package let passes: Int
    /// Lanes; hashes of ours have one, those of other programs may have more.
    package let parallelism: Int

    /// RFC 9106 section 4, the second recommended choice, in one lane: 64 MiB, three passes.
    package static let standard = PasswordCost(memoryKibibytes: 64 << 10, passes: 3)

    /// One login must not take the machine's memory.
    package static let memoryKibibytesMax = 1 << 20
    /// Nor a core for a minute.
    package static let passesMax = 64

    package init(memoryKibibytes: Int, passes: Int) {
        precondition((8...Self.memoryKibibytesMax).contains(memoryKibibytes))
        precondition((1...Self.passesMax).contains(passes))
        self.memoryKibibytes = memoryKibibytes
        self.passes = passes
        parallelism = 1
    }

    /// Reads `$argon2id$v=19$m=…,t=…,p=…$salt$hash`; nil for another scheme or a cost out of
    /// bounds.
    init?(phc text: String) {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0].isEmpty, fields[1] == "argon2id", fields[2] == "v=19",
            !fields[4].isEmpty, !fields[5].isEmpty
        else { return nil }
        let parameters = fields[3].split(separator: ",", omittingEmptySubsequences: false)
        guard parameters.count == 3,
            let memory = Self.number(parameters[0], after: "m="),
            let passes = Self.number(parameters[1], after: "t="),
            let parallelism = Self.number(parameters[2], after: "p="),
            (8...Self.memoryKibibytesMax).contains(memory),
            (1...Self.passesMax).contains(passes), (1...16).contains(parallelism)
        else { return nil }
        memoryKibibytes = memory
        self.passes = passes
        self.parallelism = parallelism
    }

    private static func number(_ field: Substring, after name: String) -> Int? {
        guard field.hasPrefix(name) else { return nil }
        let digits = field.dropFirst(name.count)
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(digits)
    }

    package var description: String { "m=\(memoryKibibytes),t=\(passes),p=\(parallelism)" }
}
