internal import Host
internal import Storage

extension StorageError {
    /// What a failed file means for a location.
    init(_ error: FileError, of object: ObjectName?) {
        let kind: Kind =
            switch error.kind {
            case .notFound: .notFound
            case .alreadyExists: .alreadyExists
            case .denied, .readOnly: .denied
            case .noSpace: .full
            // Another attempt writes another file, so it may well succeed.
            case .inUse, .tooManyOpen, .notDurable: .failed
            case .tooLarge: .tooLarge
            case .badName: .badName
            case .notAFolder, .isAFolder, .notAFile, .notEmpty, .isALink, .other: .unexpected
            }
        self.init(kind, error.message, object: object, underlying: error)
    }

    /// Runs `body` and turns what files say into what locations say.
    static func translating<Result>(
        _ object: ObjectName? = nil, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as FileError {
            throw StorageError(error, of: object)
        }
    }
}

extension RelativePath {
    /// Every object's name is a path downwards.
    init(_ name: ObjectName) throws(FileError) {
        try self.init(bytes: name.text.utf8)
    }
}
