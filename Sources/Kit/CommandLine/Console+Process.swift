internal import Glibc
internal import Synchronization

extension Console {
    /// The console of this process: its environment, its standard streams, its terminal.
    package static func ofProcess() -> Console {
        holdStreams()
        let output = Output()
        return Console(
            environment: processEnvironment(),
            columns: terminalColumns(of: STDOUT_FILENO),
            errorColumns: terminalColumns(of: STDERR_FILENO),
            write: { output.write($0) },
            complain: { _ = writeAll($0, to: STDERR_FILENO) },
            outputFault: { output.fault })
    }

    /// A file that is opened later must not get the number of a standard stream that was closed:
    /// what is printed would go into it, and a lock or a pack be read as input. Writing to the one
    /// that takes its place fails, as writing to a closed one does.
    private static func holdStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(stream, F_GETFD) < 0 {
            // The lowest number that is free, which is this one.
            _ = unsafe open("/dev/null", O_RDONLY)
        }
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

    /// Standard output, and what first went wrong with it. After that nothing more is written: a
    /// text with a gap in its middle is worse than one that ends.
    private final class Output: Sendable {
        private let code = Mutex<Int32>(0)

        func write(_ text: String) {
            code.withLock { code in
                if code == 0 { code = writeAll(text, to: STDOUT_FILENO) }
            }
        }

        var fault: String? {
            let code = code.withLock { $0 }
            // The reader is gone, as `head` after its lines: there is nobody left to tell.
            guard code != 0, code != EPIPE else { return nil }
            return unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        }
    }

    /// - Returns: The error that kept the rest from being written; 0 when all of it was.
    private static func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                // Somebody who shares it has made it so; it is waited for as if he had not.
                var one = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&one, 1, -1)
            } else if count == 0 || errno != EINTR {
                return count == 0 ? EIO : errno
            }
        }
        return 0
    }
}
