internal import CommandLine
internal import FilesConnector
internal import Host
internal import Values

/// Which files are taken, and how.
struct FilesOptionGroup: ParameterGroup {
    private let exclude = Option.repeated(
        "exclude", .text, env: "HOLDFAST_EXCLUDE",
        "Leave out what a pattern in the language of .gitignore matches.")
    private let excludeFile = Option.repeated(
        "exclude-file", .file, "A file of such patterns, one a line.")
    private let ignoreFile = Option.optional(
        "ignore-file-name", .text,
        "In each folder, leave out what the file of this name says, as .gitignore does.")
    private let sizeMax = Option.optional(
        "exclude-larger-than", .size(), "Leave out files larger than this.")
    private let caches = Option.flag(
        "exclude-caches", "Leave out what is in folders that a CACHEDIR.TAG marks as caches.")
    private let noDump = Option.flag("exclude-nodump", "Leave out files with the nodump flag.")
    private let oneFileSystem = Option.flag(
        "one-file-system", "Do not go into other file systems that are mounted below a path.")
    private let links = Option(
        "symlinks", .choice, default: FilesOptions.LinkPolicy.keep,
        "What becomes of symbolic links.")
    private let hardLinks = Option(
        "hard-links", .choice, default: FilesOptions.HardLinkPolicy.keep,
        "What becomes of further names of one file.")

    private static let patternsMax = ByteCount.mebibytes(4)

    var parameters: [any Parameter] {
        [
            exclude, excludeFile, ignoreFile, sizeMax, caches, noDump, oneFileSystem, links,
            hardLinks,
        ]
    }

    func options(_ invocation: Invocation) throws -> FilesOptions {
        var options = FilesOptions()
        for pattern in invocation[exclude] { options.excludes.add(pattern.utf8) }
        for path in invocation[excludeFile] {
            options.excludes.add(
                try DurableFile.read(FilePath(path), limit: Self.patternsMax))
        }
        if let pattern = options.excludes.unusable.first {
            throw Failure(
                .usage, "The pattern \(quoted(shown(pattern))) matches nothing.",
                hint: "docs/user/excludes.md has the language")
        }
        options.ignoreFileName = invocation[ignoreFile].map { Array($0.utf8) }
        options.sizeMax = invocation[sizeMax]
        options.excludesCaches = invocation[caches]
        options.obeysNodump = invocation[noDump]
        options.staysOnFileSystem = invocation[oneFileSystem]
        options.links = invocation[links]
        options.hardLinks = invocation[hardLinks]
        return options
    }
}
