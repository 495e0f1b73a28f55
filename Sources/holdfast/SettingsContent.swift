internal import CommandLine
internal import Cryptography
internal import Host
internal import Values

/// Reads what settings point to.
enum SettingsContent {
    /// Far more than every setting with a comment takes.
    private static let sizeMax = ByteCount.mebibytes(1)
    private static let secretSizeMax = ByteCount.kibibytes(64)

    /// The bytes of a settings file, nil when there is none.
    static func read(_ path: String) throws -> [UInt8]? {
        do throws(FileError) {
            return try DurableFile.read(FilePath(path), limit: sizeMax)
        } catch  where error.kind == .notFound {
            return nil
        }
    }

    /// A secret, without the line feed that editors put at the end of a file.
    static func secret(_ reference: SecretReference, _ console: Console) throws -> Secret {
        switch reference {
        case .environment(let name):
            return Secret(console.variable(name) ?? "")
        case .file(let path):
            var bytes = try DurableFile.read(FilePath(path), limit: secretSizeMax)
            while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
            guard !bytes.isEmpty else {
                throw Failure(.configuration, "The secret file \(path) is empty.")
            }
            return Secret(taking: &bytes)
        }
    }
}
