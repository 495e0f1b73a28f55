package import Host
internal import SFTP
internal import Storage

/// What lies in a folder of a server, for people who choose paths.
package struct RemoteFolder: Sendable {
    package enum Kind: Hashable, Sendable {
        case file, folder, link, other
    }

    /// In no order.
    package let names: [(name: [UInt8], kind: Kind)]

    /// Blocks.
    /// - Throws: `StorageError` of the line, and what the server says of the folder.
    package init(at path: SystemString, over line: SFTPLine) throws {
        ThreadRole.requireBlockingAllowed("RemoteFolder")
        let client = try line.client()
        let fetch = FolderFetch(Array(path.bytes.drop { $0 == UInt8(ascii: "/") }), client)
        fetch.start()
        let found = try fetch.wait()
        if let status = found.status { throw client.error(status, "list \(path)", nil) }
        names = found.entries.filter { RemoteName.isName($0.name) }.map { entry in
            let kind: Kind =
                switch entry.attributes.kind {
                case .file: .file
                case .folder: .folder
                case .link: .link
                default: .other
                }
            return (entry.name, kind)
        }
    }
}
