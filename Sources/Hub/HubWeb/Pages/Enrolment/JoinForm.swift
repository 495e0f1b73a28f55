internal import Domain
internal import HTTPServer
internal import Store
internal import Values

/// What a form for a line offers to choose from.
struct JoinOffer: Sendable {
    /// Those that every agent reaches.
    var vaults: [KnownVault] = []
    var schedules: [ScheduleOutline] = []
}

/// What a line is to be that machines join with, as it was typed.
struct JoinForm: Sendable {
    static let hoursOffered = [1, 24, 168]

    var uses = "1"
    var hours = "1"
    /// What most machines keep things in, and where the pages offer to make a vault: somebody who
    /// fills in nothing has an agent that can be used.
    var folders = "/etc\n/home\n/root\n/srv"
    var vaultFolders = "/var/backups"
    /// Where a restore goes, too, unless somebody says otherwise. Only root can write there: in a
    /// folder for everybody another user could have put a link first.
    static let restoreFolder = "/var/lib/holdfast-restores"
    var restoreFolders = Self.restoreFolder
    /// Where it is backed up from the first minute on, and by which schedule; nothing for not yet.
    var vault = ""
    var schedule = ""

    init() {}

    init(_ sent: FormValues) {
        uses = sent["uses"]
        hours = sent["hours"]
        folders = sent["folders"]
        vaultFolders = sent["vault_folders"]
        restoreFolders = sent["restore_folders"]
        vault = sent["vault"]
        schedule = sent["schedule"]
    }

    /// What was meant, and what is wrong with it.
    func read(_ words: Words) -> Wish {
        var trouble = FormTrouble()
        let count = Int(uses.trimmingBlanks) ?? 0
        trouble.add(Fields.tokenUses.violations(of: count), to: "uses", words.field)
        let read = Self.paths(folders, "folders", &trouble, words)
        let vaults = Self.paths(vaultFolders, "vault_folders", &trouble, words)
        let restored = Self.paths(restoreFolders, "restore_folders", &trouble, words)
        let span = Int(hours).flatMap { Self.hoursOffered.contains($0) ? $0 : nil } ?? 1
        let protects = ID<KnownVault>(vault).map {
            FirstProtection(paths: read, vault: $0, schedule: ID(schedule))
        }
        if protects != nil, read.isEmpty {
            trouble.add(words.enrolment.nothingToBackUp, to: "folders")
        }
        return Wish(
            uses: count, hours: span, folders: read, vaultFolders: vaults,
            restoreFolders: restored, protects: protects, trouble: trouble)
    }

    /// What was meant, and what is wrong with how it was said.
    struct Wish: Sendable {
        let uses: Int
        let hours: Int
        let folders: [String]
        let vaultFolders: [String]
        let restoreFolders: [String]
        let protects: FirstProtection?
        let trouble: FormTrouble
    }

    private static func paths(
        _ text: String, _ field: String, _ trouble: inout FormTrouble, _ words: Words
    ) -> [String] {
        let lines = text.split(whereSeparator: \.isNewline).map { String($0.trimmingBlanks) }
            .filter { !$0.isEmpty }
        for line in lines {
            if !line.hasPrefix("/") { trouble.add(words.enrolment.folderRelative, to: field) }
            trouble.add(Fields.path.violations(of: line), to: field, words.field)
        }
        return lines
    }
}

extension String {
    var trimmingBlanks: Substring { self[...].trimmingBlanks }
}
