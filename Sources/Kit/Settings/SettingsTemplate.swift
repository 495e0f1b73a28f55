internal import CommandLine

/// A settings file with every setting, its meaning and its default as comments: the file that a
/// package installs, and the page that explains it.
package struct SettingsTemplate: Sendable {
    private let tree: SettingsTree

    package init(_ tree: SettingsTree) {
        self.tree = tree
    }

    package var text: String {
        var text = ""
        var section = ""
        for key in tree.keys {
            if key.section != section {
                section = key.section
                text += "\(text.isEmpty ? "" : "\n")[\(section)]\n"
            }
            text += "\n# \(key.help)\n# --\(key.flag), \(key.variable)\n#\(key.assignment)\n"
        }
        return text
    }
}

extension SettingKey {
    fileprivate var assignment: String {
        switch defaultText {
        case .none, .hidden: "\(name) ="
        case .one(let text) where shape.literal == .string:
            "\(name) = \(SettingsDocument.Value.string(text))"
        case .one(let text): "\(name) = \(text)"
        case .many(let texts): "\(name) = \(SettingsDocument.Value.strings(texts))"
        }
    }
}
