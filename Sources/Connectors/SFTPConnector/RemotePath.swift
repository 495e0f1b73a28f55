internal import Connector
internal import Host

/// Where an entry is on the server.
enum RemotePath {
    /// Of an entry by its path from the root.
    static func path(_ bytes: [UInt8]) -> SystemString {
        SystemString(bytes: [UInt8(ascii: "/")] + bytes)
    }

    static func shown(_ bytes: [UInt8]) -> String { "/" + String(decoding: bytes, as: UTF8.self) }
}
