internal import Glibc
internal import Host

/// A path as a person typed it, seen from the folder he is in; `.`, `..` and doubled slashes are
/// resolved by the letters, as a shell's `cd` does.
func absolutePath(_ text: String) throws -> FilePath {
    var full = text
    if !text.hasPrefix("/") {
        guard let current = unsafe getcwd(nil, 0) else { throw SystemError.last("getcwd") }
        defer { unsafe free(current) }
        full = unsafe String(cString: current) + "/" + text
    }
    var names: [Substring] = []
    for name in full.split(separator: "/") where name != "." {
        if name == ".." { _ = names.popLast() } else { names.append(name) }
    }
    return FilePath("/" + names.joined(separator: "/"))
}
