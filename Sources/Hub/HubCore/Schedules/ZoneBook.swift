package import Cron
internal import Domain
internal import Host
internal import Synchronization

/// The time zones of this machine, each read once, on a thread that may wait for a disk.
package actor ZoneBook {
    private let folder: ZoneFolder
    private nonisolated let executor = PinnedExecutor(name: "zones")
    private var zones: [String: Zone] = [:]

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    package init(_ folder: ZoneFolder = .system) {
        self.folder = folder
    }

    /// What a form begins with: the zone of whoever asks, else this machine's own, else UTC.
    package func usual(_ wanted: String?) -> String {
        let names = [wanted, folder.ownName()].compactMap(\.self)
        // One that is not known here is nobody's mistake: the next is taken.
        return names.first { (try? zone(named: $0)) != nil } ?? "UTC"
    }

    /// Throws `InvalidFields` for a zone that this machine does not know.
    package func zone(named name: String) throws -> Zone {
        if let zone = zones[name] { return zone }
        do throws(ZoneError) {
            let zone = try folder.zone(named: name)
            // As many as there are names; more are not known.
            zones[name] = zone
            return zone
        } catch {
            throw InvalidFields([
                FieldViolation(
                    field: Fields.timeZone.name, problem: .unreadable(error.message))
            ])
        }
    }
}
