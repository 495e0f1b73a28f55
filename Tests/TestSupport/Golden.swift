internal import Glibc
internal import Host
package import Testing

/// The folder of the whole repository.
package let repositoryRoot: String = {
    // This file is Tests/TestSupport/Golden.swift.
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return parts.joined(separator: "/")
}()

/// Expects `text` to be what the file `Golden/<name>` beside the test says. With UPDATE_GOLDEN=1
/// the file is written instead, and the difference is reviewed before it is committed.
package func expectGolden(
    _ text: String, _ name: String, file: String = #filePath,
    _ location: SourceLocation = #_sourceLocation
) throws {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/")
    let path = "\(folder)/Golden/\(name)"
    if unsafe getenv("UPDATE_GOLDEN") != nil {
        try write(text, to: path, in: "\(folder)/Golden")
        return
    }
    let expected = try shell("cat '\(path)'")
    #expect(expected.status == 0, "there is no \(path): run with UPDATE_GOLDEN=1")
    #expect(text == expected.output, sourceLocation: location)
}

private func write(_ text: String, to path: String, in folder: String) throws {
    unsafe mkdir(folder, 0o755)
    guard let file = unsafe fopen(path, "we") else {
        throw SystemError.last("fopen", subject: path)
    }
    defer { unsafe fclose(file) }
    guard unsafe fputs(text, file) >= 0 else { throw SystemError.last("write", subject: path) }
}
