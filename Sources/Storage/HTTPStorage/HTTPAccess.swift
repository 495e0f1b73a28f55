package import HTTPClient
package import Host

/// How a location is reached over HTTP, whatever is spoken on top.
package struct HTTPAccess: Sendable {
    /// Uploads at once, and as many downloads beside them.
    package static let transfersDefault = 4
    /// Requests without content of note.
    static let shortMax = 4

    package var credentials: Credentials?
    package var trust = ClientSettings.Trust.system
    /// Where the server listens, where that is no address of the network.
    package var unixSocket: FilePath?
    package var proxy = ClientSettings.Proxy.environment
    package var timeouts = Timeouts()
    package var speedLimits = SpeedLimits()
    package var transfersMax = transfersDefault
    package var clock = WallClock.system

    package init() {}

    /// Connections that are open at a time, at most.
    package var connectionsMax: Int { 2 * transfersMax + Self.shortMax }

    var clientSettings: ClientSettings {
        var settings = ClientSettings()
        settings.trust = trust
        settings.proxy = proxy
        settings.unixSocket = unixSocket
        settings.connectionsMax = connectionsMax
        settings.connectionsPerHostMax = connectionsMax
        settings.clock = clock
        return settings
    }
}
