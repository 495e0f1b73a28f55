/// What a server says.
package enum SFTPResponse: Hashable, Sendable {
    case version(UInt32, extensions: [String: [UInt8]])
    case status(SFTPStatus)
    case handle(SFTPHandle)
    case data([UInt8])
    case names([SFTPEntry])
    case attributes(SFTPAttributes)
    case extended([UInt8])
}

/// How a request ended.
package struct SFTPStatus: Hashable, Sendable {
    package enum Code: UInt32, Sendable {
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

    package let code: Code
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }
}

/// A name in a folder.
package struct SFTPEntry: Hashable, Sendable {
    package let name: [UInt8]
    package let attributes: SFTPAttributes
}

/// What a server says of a file; it may leave anything out.
package struct SFTPAttributes: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file, folder, link, other
    }

    package var size: UInt64?
    package var user: UInt32?
    package var group: UInt32?
    package var mode: UInt32?
    /// Seconds since 1970, as is `modified`.
    package var accessed: UInt32?
    package var modified: UInt32?

    package init(
        size: UInt64? = nil, user: UInt32? = nil, group: UInt32? = nil, mode: UInt32? = nil,
        accessed: UInt32? = nil, modified: UInt32? = nil
    ) {
        self.size = size
        self.user = user
        self.group = group
        self.mode = mode
        self.accessed = accessed
        self.modified = modified
    }

    package var kind: Kind? {
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
package struct SFTPProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
