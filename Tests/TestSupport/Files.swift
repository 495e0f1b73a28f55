internal import Glibc
internal import Host

/// Writes a file as a whole.
package func writeFile(_ bytes: [UInt8], to path: String) throws {
    // A child that is started at this moment shall not have it.
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemError.last("open", subject: path) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw SystemError.last("write", subject: path) }
        rest = rest.dropFirst(count)
    }
}

/// Reads a file as a whole.
package func readFile(_ path: String) throws -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemError.last("open", subject: path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe read(file, &buffer, buffer.count)
        guard count >= 0 else { throw SystemError.last("read", subject: path) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: buffer[..<count])
    }
}
