/// What a server said of itself at the beginning.
struct ServerFacts: Hashable, Sendable {
    var canReplace = false
    var canSynchronize = false
    var canTellSpace = false
    var hasLimits = false
    /// Whether a plain rename leaves alone what has the new name, as the draft says and OpenSSH
    /// does. Others replace it.
    var renameRefuses = false
    /// Content in one request, either way. Every server takes 32 KiB.
    var blockSize = ServerFacts.blockSizeDefault

    static let blockSizeDefault = 32 << 10

    init() {}

    init(extensions: [String: [UInt8]]) {
        canReplace = extensions[SFTPExtension.renameName] != nil
        canSynchronize = extensions[SFTPExtension.synchronizeName] != nil
        canTellSpace = extensions[SFTPExtension.spaceName] == Array("2".utf8)
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
