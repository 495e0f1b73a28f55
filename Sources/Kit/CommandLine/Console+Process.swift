internal import Glibc

extension Console {
    /// The console of this process: its environment, its standard streams, its terminal.
    package static func ofProcess() -> Console {
        Console(
            environment: processEnvironment(),
            columns: terminalColumns(of: STDOUT_FILENO),
            errorColumns: terminalColumns(of: STDERR_FILENO),
            write: { writeAll($0, to: STDOUT_FILENO) },
            complain: { writeAll($0, to: STDERR_FILENO) })
    }

    private static func processEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let parts = unsafe String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // Of two entries with one name, programs see the first, and so do we.
            if parts.count == 2, variables[String(parts[0])] == nil {
                variables[String(parts[0])] = String(parts[1])
            }
            unsafe entry += 1
        }
        return variables
    }

    private static func terminalColumns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Gives up quietly when the reader is gone: there is nobody left to tell.
    private static func writeAll(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 || errno == EINTR else { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
