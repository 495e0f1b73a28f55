package import Host
package import JSON
internal import Values

/// A small JSON file of the state folder: whole or not there, for its owner alone.
package struct StateFile<Content: JSONCoded> {
    /// Far more than any of them takes.
    private static var sizeMax: ByteCount { .mebibytes(4) }

    let folder: Folder
    let name: RelativePath

    package init(_ name: String, in folder: Folder) throws(FileError) {
        self.folder = folder
        self.name = try RelativePath(name)
    }

    /// nil when there is none.
    package func read() throws -> Content? {
        guard let bytes = try folder.readIfThere(name, limit: Self.sizeMax) else { return nil }
        return try decode(bytes)
    }

    private func decode(_ bytes: [UInt8]) throws -> Content {
        do {
            return try Content.schema.decode(bytes)
        } catch {
            throw LocalStateError(
                .damaged, "\(folder.path)/\(name) is not what was written there: \(error)")
        }
    }

    package func replace(with content: Content) throws(FileError) {
        try DurableFile.replace(path, with: Content.schema.encode(content))
    }

    /// False, and nothing changed, when there is one.
    package func create(_ content: Content) throws(FileError) -> Bool {
        try DurableFile.createIfFree(path, with: Content.schema.encode(content))
    }

    private var path: FilePath { folder.path.appending(name.string) }
}
