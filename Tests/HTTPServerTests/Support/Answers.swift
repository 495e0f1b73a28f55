import Glibc

@testable import HTTPServer

extension String {
    /// How often `piece` occurs.
    func components(_ piece: String) -> Int {
        var count = 0
        var rest = Array(utf8)[...]
        let piece = Array(piece.utf8)
        while rest.count >= piece.count {
            if rest.starts(with: piece) { count += 1 }
            rest = rest.dropFirst()
        }
        return count
    }

    /// The bodies of answers that give their length, one after the other.
    var bodies: [String] {
        var bodies: [String] = []
        var rest = Array(utf8)[...]
        while let head = rest.head {
            let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
            let length = lines.first { $0.hasPrefix("Content-Length: ") }
                .flatMap { Int($0.dropFirst(16)) }
            rest = rest.dropFirst(head.count)
            bodies.append(String(decoding: rest.prefix(length ?? 0), as: UTF8.self))
            rest = rest.dropFirst(length ?? 0)
        }
        return bodies
    }
}

extension ArraySlice<UInt8> {
    fileprivate var head: ArraySlice<UInt8>? {
        let end = Array("\r\n\r\n".utf8)
        for start in indices where self[start...].starts(with: end) {
            return self[startIndex..<start + 4]
        }
        return nil
    }
}

/// A file's range as a body; the test fails by the server's answer when it cannot be opened.
func openFile(_ path: String, range: Range<Int>) -> FileContent {
    FileContent(takingOver: open(path, O_RDONLY | O_CLOEXEC), range: range)
}
