internal import CShims
internal import Glibc
internal import Host

/// A fresh folder for one test, removed with everything in it when `body` ends.
package func withScratchFolder<Result>(
    _ body: (String) async throws -> Result
) async throws -> Result {
    let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/holdfast-test-XXXXXX".utf8CString)
    let code = unsafe template.withUnsafeMutableBufferPointer {
        unsafe cshims_make_folder($0.baseAddress)
    }
    try SystemError.check("mkdtemp", code, subject: base)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { _ = unsafe path.withCString { unsafe cshims_remove_tree($0) } }
    return try await body(path)
}
