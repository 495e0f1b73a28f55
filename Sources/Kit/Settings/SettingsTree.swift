package import CommandLine

/// All sections of a program's settings. The order of precedence is the command line, the
/// environment, the file, the default.
package struct SettingsTree: Sendable {
    /// Begins the name of every environment variable, as `HOLDFAST`.
    package let prefix: String
    private let sections: [any SettingsSection.Type]

    package init(prefix: String, _ sections: any SettingsSection.Type...) {
        self.prefix = prefix
        self.sections = sections
    }

    /// Every setting, in the order of declaration.
    package var keys: [SettingKey] { sections.flatMap { keys(of: $0) } }

    private func keys<Section: SettingsSection>(of type: Section.Type) -> [SettingKey] {
        Section.settings.map { SettingKey($0, prefix: prefix) }
    }

    /// The settings for what was given.
    ///
    /// - Parameter options: what the command line, or the environment in its place, gave for a
    ///   setting's option; nothing where the program has no such options.
    /// - Throws: `UsageError` for a bad value on the command line, `SettingsError` for the rest.
    package func load(
        options: @escaping (SettingKey) -> [Given], environment: Console, file: SettingsFile?
    ) throws -> Settings {
        try file?.refuseUnknown(keys)
        var loading = Loading(tree: self, options: options, environment: environment, file: file)
        for section in sections { try loading.load(section) }
        return Settings(entries: loading.entries, sections: loading.sections)
    }

    /// The settings of the environment and the file alone.
    package func load(environment: Console, file: SettingsFile? = nil) throws -> Settings {
        try load(
            options: { key in
                let text = environment.variable(key.variable)
                return text.map { [Given($0, from: .environment(key.variable))] } ?? []
            }, environment: environment, file: file)
    }

    /// Variables of the environment that look like settings and are none, each with the one that
    /// may be meant: worth a warning, as other programs may have put them there.
    package func unknownVariables(
        in environment: Console, besides known: Set<String> = []
    ) -> [(name: String, meant: String?)] {
        let names = Set(keys.flatMap { [$0.variable, $0.secretVariable].compactMap(\.self) })
            .union(known)
        return environment.environment.keys
            .filter { $0.hasPrefix("\(prefix)_") && !names.contains($0) }.sorted()
            .map { ($0, closest(to: $0, in: names)) }
    }
}

/// The state of one `load`.
private struct Loading {
    let tree: SettingsTree
    let options: (SettingKey) -> [Given]
    let environment: Console
    let file: SettingsFile?
    var entries: [SettingsEntry] = []
    var sections: [ObjectIdentifier: any SettingsSection] = [:]

    init(
        tree: SettingsTree, options: @escaping (SettingKey) -> [Given], environment: Console,
        file: SettingsFile?
    ) {
        self.tree = tree
        self.options = options
        self.environment = environment
        self.file = file
    }

    mutating func load<Section: SettingsSection>(_ type: Section.Type) throws {
        var section = Section.defaults
        for setting in Section.settings {
            let key = SettingKey(setting, prefix: tree.prefix)
            let origin = try load(setting, key, into: &section)
            entries.append(SettingsEntry(key, setting.show(section), from: origin))
        }
        if let sentence = section.contradiction {
            throw SettingsError(.contradiction, sentence)
        }
        sections[ObjectIdentifier(type)] = section
    }

    private func load<Section>(
        _ setting: Setting<Section>, _ key: SettingKey, into section: inout Section
    ) throws -> Origin {
        let given = options(key)
        if let variable = key.secretVariable, environment.variable(variable) != nil {
            switch given.last?.origin {
            case .environment(let other):
                throw SettingsError(.contradiction, "\(variable) and \(other) are both set.")
            case nil:
                setting.applySecret?(&section, variable)
                return .environment(variable)
            default: break
            }
        }
        let winner =
            if let last = given.last {
                GivenSetting(values: given, origin: last.origin)
            } else {
                try file?.given(for: key)
            }
        guard let winner else { return .default }
        do {
            try setting.apply(&section, winner.values)
        } catch {
            if case .flag = winner.origin { throw error }
            throw SettingsError(.badValue, error.message)
        }
        return winner.origin
    }
}
