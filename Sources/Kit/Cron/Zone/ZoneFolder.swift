internal import Glibc

/// The zones of a machine: the folder of the IANA database that the distribution installs.
package struct ZoneFolder: Sendable {
    /// Where Debian's `tzdata` puts it.
    package static let system = ZoneFolder("/usr/share/zoneinfo")

    private let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// Reads a zone by its name. UTC needs no file.
    ///
    /// Names are checked before they become part of a path: words of letters, digits, `_`, `+` and
    /// `-` with single slashes between them. So no name leaves the folder.
    package func zone(named name: String) throws(ZoneError) -> Zone {
        if name == "UTC" { return .utc }
        guard Self.isName(name) else {
            throw ZoneError(.badName, "A time zone is named like Europe/Berlin or UTC.")
        }
        let path = "\(path)/\(name)"
        do throws(ZoneError) {
            guard let bytes = try Self.content(of: path, longest: ZoneFile.longestFile) else {
                throw ZoneError(.unknown, "There is no time zone \(name) on this machine.")
            }
            return try Zone(name: name, file: bytes)
        } catch {
            guard error.kind == .damaged else { throw error }
            throw ZoneError(.damaged, "The time zone \(name) cannot be used: \(error.message)")
        }
    }

    /// Every name of the database, sorted, for people to choose from: the zones (`Z`) and links
    /// (`L`) of the folder's own list, `tzdata.zi`.
    package func names() throws(ZoneError) -> [String] {
        let longestList = 1 << 20
        guard let bytes = try Self.content(of: "\(path)/tzdata.zi", longest: longestList) else {
            throw ZoneError(.unreadable, "The list of time zones is missing; install tzdata.")
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .compactMap { line in
                let words = line.split(separator: " ")
                return switch words.first {
                case "Z" where words.count > 1: String(words[1])
                case "L" where words.count > 2: String(words[2])
                default: nil
                }
            }
            .filter(Self.isName).sorted()
    }

    /// The zone that this machine's own clock shows, as its administrator chose it; nil where that
    /// has no name.
    ///
    /// - Parameters:
    ///   - variable: The process's own choice, `TZ`.
    ///   - link: What the distribution links to the zone's file.
    package func ownName(
        variable: String? = unsafe getenv("TZ").map { unsafe String(cString: $0) },
        link: String = "/etc/localtime"
    ) -> String? {
        if let variable, !variable.isEmpty {
            return Self.known(String(variable.drop { $0 == ":" }))
        }
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(link, &target, target.count)
        guard count > 0 else { return nil }
        let path = String(decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let folder = path.firstRange(of: "zoneinfo/") else { return nil }
        return Self.known(String(path[folder.upperBound...]))
    }

    /// UTC by its short name, as browsers say it.
    private static func known(_ name: String) -> String? {
        name == "Etc/UTC" ? "UTC" : isName(name) ? name : nil
    }

    static func isName(_ name: String) -> Bool {
        let longestName = 64
        let words = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return name.utf8.count <= longestName
            && words.allSatisfy { word in
                word.first?.isASCIILetter == true
                    && word.allSatisfy { $0.isASCIILetter || "0123456789_+-".utf8.contains($0) }
            }
    }

    /// The bytes of a file, nil where there is no plain file, of which at most one byte more than
    /// `longest` is read.
    private static func content(
        of path: String, longest: Int
    ) throws(ZoneError) -> [UInt8]? {
        // Not blocking: a pipe in place of the file must not hold anybody up.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw unreadable(path) }
            return nil
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes = [UInt8](repeating: 0, count: longest + 1)
        var count = 0
        while count < bytes.count {
            let result = unsafe bytes.withUnsafeMutableBytes {
                unsafe read(file, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw unreadable(path) }
            guard result > 0 else { break }
            count += result
        }
        return Array(bytes[..<count])
    }

    private static func unreadable(_ path: String) -> ZoneError {
        ZoneError(.unreadable, "The file \(path) cannot be read.")
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
}
