internal import Cryptography
package import Domain
internal import Glibc
package import Host
package import Values

/// Looks at everything a hub needs and changes nothing; also while the hub runs.
package struct HubCheck: Sendable {
    package enum Verdict: String, Sendable {
        case good
        /// Good, and somebody may want to know.
        case note
        /// The hub runs, and somebody should look.
        case warning
        /// The hub does not start, or should not.
        case bad
    }

    package struct Finding: Sendable {
        package let subject: String
        package let verdict: Verdict
        package let text: String
        package let hint: String?
        /// What a hub that is started now ends with, where it is bad.
        package let cause: (any Error)?

        init(_ subject: String, _ verdict: Verdict, _ text: String, hint: String? = nil) {
            self.subject = subject
            self.verdict = verdict
            self.text = text
            self.hint = hint
            cause = nil
        }

        init(_ subject: String, _ cause: any Error) {
            self.subject = subject
            verdict = .bad
            text = "\(cause)"
            hint = (cause as? HubError)?.hint
            self.cause = cause
        }
    }

    /// What the store says of itself when it is opened for a look.
    package struct StoreReport: Sendable {
        package let name: String
        package let schema: Int
        package let newestEvent: Timestamp?
        /// Nil before a hub was started on it.
        package let hub: Hub?

        package init(name: String, schema: Int, newestEvent: Timestamp?, hub: Hub? = nil) {
            self.name = name
            self.schema = schema
            self.newestEvent = newestEvent
            self.hub = hub
        }
    }

    /// Below this a hub still runs, but a burst of runs may fill the rest.
    package static let freeSpaceLow = ByteCount.gibibytes(1)
    /// Below this a hub does not start: its store needs room to recover from a crash.
    package static let freeSpaceMin = ByteCount.mebibytes(64)

    private let path: FilePath
    private let clock: WallClock
    private let lookAtStore: @Sendable () async throws -> StoreReport?
    private let backups: BackupPlan?

    /// - Parameter lookAtStore: opens the store read-only in effect; nil where none was made yet.
    /// - Parameter backups: nil where the hub makes none of itself.
    package init(
        of path: FilePath, clock: WallClock, backups: BackupPlan? = nil,
        lookAtStore: @escaping @Sendable () async throws -> StoreReport?
    ) {
        self.backups = backups
        self.path = path
        self.clock = clock
        self.lookAtStore = lookAtStore
    }

    /// Why a hub does not start on so little room; nil where there is enough.
    package static func lack(of space: DiskSpace, at path: FilePath) -> HubError? {
        guard space.free < freeSpaceMin else { return nil }
        return HubError(
            .diskFull, "there are only \(space.free) free at \(path)",
            hint: "free some space: the hub needs \(freeSpaceMin) to work in")
    }

    /// Every finding, in the order a starting hub meets them.
    package func run() async -> [Finding] {
        let report: StoreReport?
        let database: Finding
        do {
            report = try await lookAtStore()
            database = store(report)
        } catch {
            report = nil
            database = Finding("database", error)
        }
        // A store that lies elsewhere needs the key that is missing here as much as one beside it.
        var findings = [
            dataFolder(), masterKey(isNeeded: report?.hub != nil), disk(), database,
        ]
        findings.append(clock(against: report))
        findings.append(backup(of: report?.hub))
        if let frozen = report?.hub?.frozen {
            findings.append(
                Finding(
                    "frozen", .warning,
                    "restored at \(frozen): it takes nothing away, and tells no agent anything",
                    hint: "confirm that it is the hub to go on with: holdfast hub thaw"))
        }
        return findings
    }

    private func dataFolder() -> Finding {
        let subject = "data folder"
        do {
            let folder = try DataFolder.inspect(path)
            try folder.requireWritable()
            try FolderLock.requireFree(folder)
            try DataFolder.requireNoHalfRestore(folder)
            return Finding(subject, .good, "\(path), no hub is running")
        } catch let error as FileError where error.kind == .notFound {
            return Finding(subject, .good, "\(path) does not exist yet; the first start makes it")
        } catch let error as FileError {
            if case .inUse(let process) = error.kind {
                let who = process.map { " (process \($0))" } ?? ""
                return Finding(subject, .good, "\(path), a hub is running\(who)")
            }
            return Finding(subject, error)
        } catch {
            return Finding(subject, error)
        }
    }

    private func masterKey(isNeeded: Bool) -> Finding {
        let subject = "master key"
        let missing =
            isNeeded
            ? Finding(subject, MasterKeyring.missing(in: path))
            : Finding(subject, .good, "none yet; the first start makes it")
        do {
            let folder = try DataFolder.inspect(path)
            if let keyring = try MasterKeyring.read(from: folder) {
                return Finding(
                    subject, .good,
                    "\(keyring.keys.count) key\(keyring.keys.count == 1 ? "" : "s"), readable")
            }
            guard try !folder.has(DataFolder.storeName) else {
                return Finding(subject, MasterKeyring.missing(in: path))
            }
            return missing
        } catch let error as FileError where error.kind == .notFound {
            return missing
        } catch {
            return Finding(subject, error)
        }
    }

    private func disk() -> Finding {
        let subject = "disk"
        do {
            let space = try DiskSpace(of: existingParent(of: path))
            let text = "\(space.free) free of \(space.total)"
            if let lack = Self.lack(of: space, at: path) { return Finding(subject, lack) }
            if space.free < Self.freeSpaceLow {
                return Finding(subject, .warning, text, hint: "less than \(Self.freeSpaceLow)")
            }
            return Finding(subject, .good, text)
        } catch {
            return Finding(subject, error)
        }
    }

    private func existingParent(of path: FilePath) -> FilePath {
        unsafe access(path.description, F_OK) == 0 || path.parent == path
            ? path : existingParent(of: path.parent)
    }

    private func store(_ report: StoreReport?) -> Finding {
        guard let report else {
            return Finding("database", .good, "none yet; the first start makes it")
        }
        return Finding("database", .good, "\(report.name), schema \(report.schema)")
    }

    /// A hub that is lost with its disk is lost, unless somebody has a copy elsewhere.
    private func backup(of hub: Hub?) -> Finding {
        let subject = "backup"
        guard let backups else {
            return Finding(
                subject, .note, "the hub makes no backups of itself",
                hint: "set backup.folder, or have holdfast hub backup run by a timer")
        }
        guard let hub else {
            return Finding(subject, .good, "none yet; the first start makes one")
        }
        do {
            let items = try BackupFolder(at: backups.folder, of: hub.id).items()
            let now = clock.now
            let believed = items.filter { !$0.isAhead(of: now) }
            guard let newest = believed.first else {
                return Finding(subject, .warning, "there is none in \(backups.folder)")
            }
            let isOld = now >= backups.overdueFrom(newest.made)
            let ahead = items.count - believed.count
            return Finding(
                subject, isOld ? .warning : .good,
                "\(believed.count) in \(backups.folder), the newest of \(newest.made)"
                    + (ahead > 0 ? "; \(ahead) more are dated in the future and not counted" : ""),
                hint: isOld ? "a running hub says in its log why there is no newer one" : nil)
        } catch {
            return Finding(subject, .warning, "\(error)", hint: "is the disk mounted?")
        }
    }

    /// A hub's clock can be judged only by what happened before: it must not have gone back.
    private func clock(against report: StoreReport?) -> Finding {
        let now = clock.now
        guard let newest = report?.newestEvent, newest > now + .seconds(60) else {
            return Finding("clock", .good, "\(now)")
        }
        return Finding(
            "clock",
            HubError(
                .clock, "it is \(now), but something happened at \(newest)",
                hint: "set the clock: schedules and retention go by it"))
    }
}
