internal import CommandLine
internal import Host

/// Where a hub is, as somebody wrote it down.
struct HubPlace: Sendable {
    /// What paths are put behind.
    let base: String
    let socket: FilePath?
    /// On this machine: nothing is sent over a network.
    let isLocal: Bool

    init(_ text: String) throws(Failure) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard path.hasPrefix("/") else {
                throw Failure(.usage, "The socket's path does not begin with a slash.")
            }
            (base, socket, isLocal) = ("http://localhost", FilePath(path), true)
            return
        }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let scheme = ["https://", "http://"].first(where: { trimmed.hasPrefix($0) }) else {
            throw Failure(
                .usage, "A hub's address begins with https://, http:// or unix:.")
        }
        let authority = trimmed.dropFirst(scheme.count).prefix { $0 != "/" }
        let isLoopback = ["localhost", "127.0.0.1", "[::1]"].contains { host in
            authority == host || authority.hasPrefix("\(host):")
        }
        guard scheme == "https://" || isLoopback else {
            throw Failure(
                .usage, "A token would cross the network in the clear.",
                hint: "use the hub's https:// address")
        }
        (base, socket, isLocal) = (trimmed, nil, isLoopback)
    }
}
