/// Permission bits. What is created gets exactly these, whatever the process's umask says.
package struct FileMode: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue & 0o7777
    }

    /// Read and written by the owner alone: the default for everything we make.
    package static let ownerOnly = FileMode(rawValue: 0o600)
    package static let ownerOnlyFolder = FileMode(rawValue: 0o700)
    package static let readableByAll = FileMode(rawValue: 0o644)
}
