package import CommandLine

/// The settings in force, and where each came from.
package struct Settings: Sendable {
    package let entries: [SettingsEntry]
    private let sections: [ObjectIdentifier: any SettingsSection]

    init(entries: [SettingsEntry], sections: [ObjectIdentifier: any SettingsSection]) {
        self.entries = entries
        self.sections = sections
    }

    /// A section of the tree that these settings were loaded by.
    package subscript<Section: SettingsSection>(_ type: Section.Type) -> Section {
        guard let section = sections[ObjectIdentifier(type)] as? Section else {
            preconditionFailure("The settings tree has no section \(type).")
        }
        return section
    }
}

/// One setting in force.
package struct SettingsEntry: Hashable, Sendable {
    package let key: SettingKey
    package let origin: Origin
    let text: SettingText

    init(_ key: SettingKey, _ text: SettingText, from origin: Origin) {
        self.key = key
        self.text = text
        self.origin = origin
    }
}
