internal import CommandLine
internal import Connector
internal import FilesConnector
internal import Host
internal import SFTP
internal import SFTPConnector
internal import StandAlone
internal import VaultLocation

/// Folders on SSH servers as sources and as targets: `sftp://user@host/srv/www`.
struct RemotePlaces {
    let locations: LocationOpening

    /// Whether a path that a person typed is on another machine.
    static func isRemote(_ text: String) -> Bool { text.hasPrefix("sftp://") }

    /// A source for all of these paths, which have to be on one server.
    func source(
        _ paths: [String], _ options: FilesOptions
    ) throws -> (source: SFTPSource, hostName: String, line: SFTPLine) {
        let addresses = try paths.map(address)
        guard let first = addresses.first,
            addresses.allSatisfy({
                ($0.host, $0.user, $0.port) == (first.host, first.user, first.port)
            })
        else {
            throw Failure(
                .usage, "A backup reads from one server, or from this machine.",
                hint: "make a backup for each")
        }
        let line = SFTPLine(try locations.server(of: first), hostKeys: try locations.knownHosts())
        let roots = addresses.map { SystemString($0.path) }
        return (try SFTPSource(roots, over: line, options: options), first.host, line)
    }

    func target(_ text: String, _ options: RestoreOptions) throws -> (SFTPRestore, SFTPLine) {
        let address = try address(text)
        let server = try locations.server(of: address)
        let line = SFTPLine(server, hostKeys: try locations.knownHosts())
        let restore = SFTPRestore(
            into: SystemString(address.path), over: line, isRoot: server.user == "root", options)
        return (restore, line)
    }

    private func address(_ text: String) throws -> SFTPAddress {
        do throws(VaultLocationError) {
            if case .sftp(let address) = try VaultLocation(text) { return address }
        } catch {
            throw Failure(.usage, "\(quoted(text)) is no place on a server: \(error).")
        }
        throw Failure(.usage, "\(quoted(text)) is no place on a server.")
    }
}
