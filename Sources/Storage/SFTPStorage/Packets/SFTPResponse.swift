/// What a server says.
enum SFTPResponse: Hashable, Sendable {
    case version(UInt32, extensions: [String: [UInt8]])
    case status(SFTPStatus)
    case handle(SFTPHandle)
    case data([UInt8])
    case names([SFTPEntry])
    case attributes(SFTPAttributes)
    case extended([UInt8])
}

/// How a request ended.
struct SFTPStatus: Hashable, Sendable {
    enum Code: UInt32, Sendable {
        case ok = 0
        case endOfFile = 1
        case noSuchFile = 2
        case denied = 3
        /// Anything at all: the protocol has no word for most errors.
        case failure = 4
        case badMessage = 5
        case noConnection = 6
        case connectionLost = 7
        case unsupported = 8
        // Of later versions, which some servers use in this one.
        case alreadyExists = 11
        case readOnly = 12
        case noSpace = 14
        case overQuota = 15
    }

    let code: Code
    let message: String
}

/// A name in a folder.
struct SFTPEntry: Hashable, Sendable {
    let name: [UInt8]
    let attributes: SFTPAttributes
}

/// What a server says of a file; it may leave anything out.
struct SFTPAttributes: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case file, folder, link, other
    }

    var size: UInt64?
    var mode: UInt32?
    /// Seconds since 1970.
    var modified: UInt32?

    var kind: Kind? {
        switch mode.map({ $0 & 0o170000 }) {
        case 0o100000: .file
        case 0o040000: .folder
        case 0o120000: .link
        case nil, 0: nil
        default: .other
        }
    }
}

/// Bytes that are no packet of the protocol.
struct SFTPProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String
}
