internal import CommandLine

/// A settings file as it was read.
package struct SettingsFile: Sendable {
    package let path: String
    package let document: SettingsDocument

    package init(path: String, _ bytes: [UInt8]) throws(SettingsError) {
        self.path = path
        do {
            document = try SettingsDocument(bytes)
        } catch {
            throw SettingsError(.badFile, "\(path):\(error.line): \(error.message)")
        }
    }

    /// Refuses what no section declares: a misspelt setting would be one that nobody made.
    func refuseUnknown(_ keys: [SettingKey]) throws(SettingsError) {
        let sections = Set(keys.map(\.section))
        for section in document.sections where !sections.contains(section.name) {
            throw SettingsError(
                .unknownSetting, "\(path):\(section.line): There is no section [\(section.name)].",
                hint: closest(to: section.name, in: sections).map { "Did you mean [\($0)]?" })
        }
        for entry in document.entries
        where !keys.contains(where: { $0.section == entry.section && $0.name == entry.key }) {
            throw unknown(entry, keys)
        }
    }

    private func unknown(_ entry: SettingsDocument.Entry, _ keys: [SettingKey]) -> SettingsError {
        let place = entry.section.isEmpty ? "above the sections" : "in [\(entry.section)]"
        let siblings = keys.filter { $0.section == entry.section }
        let hint: String? =
            if let secret = siblings.first(where: { $0.shape.secret == entry.key }) {
                "Secrets are kept out of settings: write it into a file and set \(secret.name)."
            } else if let meant = closest(to: entry.key, in: siblings.map(\.name)) {
                "Did you mean \(meant)?"
            } else if let other = keys.first(where: { $0.name == entry.key }) {
                other.section.isEmpty
                    ? "\(entry.key) stands above all sections."
                    : "\(entry.key) stands in [\(other.section)]."
            } else {
                nil
            }
        return SettingsError(
            .unknownSetting, "\(path):\(entry.line): There is no setting \(entry.key) \(place).",
            hint: hint)
    }

    /// What the file says about a setting; nil when it says nothing.
    func given(for key: SettingKey) throws(SettingsError) -> GivenSetting? {
        let entry = document.entries.first { $0.section == key.section && $0.key == key.name }
        guard let entry else { return nil }
        let origin = Origin.file(path: path, line: entry.line)
        guard let texts = entry.value.texts(of: key.shape) else {
            throw SettingsError(
                .badValue, "\(origin): \(key.name) is written as \(key.shape.spelling).")
        }
        return GivenSetting(values: texts.map { Given($0, from: origin) }, origin: origin)
    }
}

/// The values that win over the default, and where they came from.
struct GivenSetting {
    let values: [Given]
    let origin: Origin
}

extension SettingsDocument.Value {
    /// The value as texts, nil when it is of another kind than the setting.
    fileprivate func texts(of shape: SettingShape) -> [String]? {
        switch (self, shape.literal) {
        case (.strings(let texts), .string) where shape.isList: texts
        case (.string(let text), .string) where !shape.isList: [text]
        case (.integer(let number), .integer): ["\(number)"]
        case (.boolean(let isTrue), .boolean): ["\(isTrue)"]
        default: nil
        }
    }
}

extension SettingShape {
    fileprivate var spelling: String {
        if isList { return "a list of texts, as in \(name) = [\"…\"]" }
        return switch literal {
        case .string: "text in quotes, as in \(name) = \"…\""
        case .integer: "a whole number without quotes"
        case .boolean: "true or false, without quotes"
        }
    }
}
