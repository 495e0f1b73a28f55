internal import Glibc

extension Console {
    /// Asks a person for a secret at the terminal, without showing it; nil where there is none.
    ///
    /// It talks to the terminal itself, so it works while standard input and output are pipes.
    /// Blocks until the line is there.
    package static func askForSecret(_ question: String) -> [UInt8]? {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var settings = termios()
        guard unsafe tcgetattr(terminal, &settings) == 0 else { return nil }
        var quiet = settings
        quiet.c_lflag &= ~tcflag_t(ECHO)
        guard unsafe tcsetattr(terminal, TCSAFLUSH, &quiet) == 0 else { return nil }
        defer { unsafe tcsetattr(terminal, TCSAFLUSH, &settings) }
        write(question, to: terminal)
        let line = readLine(from: terminal)
        write("\n", to: terminal)
        return line
    }

    /// Longer than any passphrase, shorter than what a pasted file could fill memory with.
    private static var lineMax: Int { 4096 }

    private static func readLine(from terminal: Int32) -> [UInt8]? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < lineMax {
            let count = unsafe read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return line.isEmpty ? nil : line }
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
        return nil
    }

    private static func write(_ text: String, to terminal: Int32) {
        let bytes = Array(text.utf8)
        // A question that cannot be shown is still answered by whoever expects it.
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(terminal, $0.baseAddress, $0.count) }
    }
}
