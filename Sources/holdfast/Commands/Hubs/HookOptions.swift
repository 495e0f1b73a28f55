internal import CommandLine
internal import Host
internal import JSON
internal import Values

/// Files with the commands around backups.
struct HookOptions: ParameterGroup {
    private let before = Option.optional(
        "hook-before", .file, "A file with the command to run before each backup.")
    private let after = Option.optional(
        "hook-after", .file, "A file with the command to run after each backup.")

    private static let sizeMax = ByteCount.kibibytes(64)

    var parameters: [any Parameter] { [before, after] }

    /// Those that are given.
    func members(_ invocation: Invocation) throws -> JSONObject {
        var hooks = JSONObject()
        for (name, option) in [("before", before), ("after", after)] {
            guard let path = invocation[option] else { continue }
            let text = try DurableFile.read(FilePath(path), limit: Self.sizeMax)
            // An editor ends a file with a line feed; the command is without it.
            let blanks: Set<UInt8> = [9, 10, 13, 32]
            let command = text.drop(while: blanks.contains).reversed()
                .drop(while: blanks.contains).reversed()
            hooks[name] = .string(String(decoding: Array(command), as: UTF8.self))
        }
        return hooks
    }
}
