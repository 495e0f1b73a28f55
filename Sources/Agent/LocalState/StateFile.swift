internal import Host
internal import JSON
internal import Values

/// A small JSON file of the state folder: whole or not there, for its owner alone.
struct StateFile<Content: JSONCoded> {
    /// Far more than any of them takes.
    private static var sizeMax: ByteCount { .mebibytes(4) }

    let folder: Folder
    let name: RelativePath

    init(_ name: String, in folder: Folder) throws(FileError) {
        self.folder = folder
        self.name = try RelativePath(name)
    }

    /// nil when there is none.
    func read() throws -> Content? {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try folder.read(name, limit: Self.sizeMax)
        } catch  where error.kind == .notFound {
            return nil
        }
        do {
            return try Content.schema.decode(bytes)
        } catch {
            throw LocalStateError(
                .damaged, "\(folder.path)/\(name) is not what was written there: \(error)")
        }
    }

    func replace(with content: Content) throws(FileError) {
        try DurableFile.replace(path, with: Content.schema.encode(content))
    }

    /// False, and nothing changed, when there is one.
    func create(_ content: Content) throws(FileError) -> Bool {
        do throws(FileError) {
            try DurableFile.create(path, with: Content.schema.encode(content))
            return true
        } catch  where error.kind == .alreadyExists {
            return false
        }
    }

    private var path: FilePath { folder.path.appending(name.string) }
}
