/// What a server said of itself at the beginning.
package struct ServerFacts: Hashable, Sendable {
    package var canReplace = false
    package var canSynchronize = false
    package var canTellSpace = false
    package var hasLimits = false
    package var canLinkHard = false
    package var canSetLinkStatus = false
    /// Whether a plain rename leaves alone what has the new name, as the draft says and OpenSSH
    /// does. Others replace it.
    package var renameRefuses = false
    /// Content in one request, either way. Every server takes 32 KiB.
    package var blockSize = ServerFacts.blockSizeDefault

    package static let blockSizeDefault = 32 << 10

    init() {}

    init(extensions: [String: [UInt8]]) {
        canReplace = extensions[SFTPExtension.renameName] != nil
        canSynchronize = extensions[SFTPExtension.synchronizeName] != nil
        canTellSpace = extensions[SFTPExtension.spaceName] == Array("2".utf8)
        canLinkHard = extensions[SFTPExtension.hardLinkName] != nil
        canSetLinkStatus = extensions[SFTPExtension.setLinkStatusName] != nil
        hasLimits = extensions[SFTPExtension.limitsName] != nil
    }

    /// Keeps to what the server takes at most: packet, read, write and open handles. 0 is no limit.
    mutating func apply(limits reply: [UInt8]) throws(SFTPProtocolError) {
        var fields = SFTPFields(reply[...])
        _ = try fields.wide()
        for limit in [try fields.wide(), try fields.wide()] where limit > 0 {
            blockSize = min(blockSize, max(512, Int(clamping: limit)))
        }
    }
}
