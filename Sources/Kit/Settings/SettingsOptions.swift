package import CommandLine

/// The options of a command that follow from a settings tree: one for every setting, and `--config`
/// for the file. A command stores it like any other option and loads its settings through it.
package struct SettingsOptions: ParameterGroup {
    private let tree: SettingsTree
    private let file: Option<String>
    private let options: [SettingKey: Option<[Given]>]

    /// - Parameter path: of the file that is read when none is named; it need not exist.
    package init(_ tree: SettingsTree, file path: String) {
        self.tree = tree
        file = Option(
            "config", .file, env: "\(tree.prefix)_CONFIG", default: path, "The settings file.")
        options = Dictionary(
            uniqueKeysWithValues: tree.keys.map { ($0, .raw($0.declaration)) })
    }

    package var parameters: [any Parameter] {
        [file] + tree.keys.compactMap { options[$0] }
    }

    /// The settings in force for a call.
    ///
    /// - Parameter read: the content of a file, nil when there is none at the path.
    package func load(
        _ invocation: Invocation, reading read: (String) throws -> [UInt8]?
    ) throws -> Settings {
        let path = invocation[file]
        let bytes = try read(path)
        if bytes == nil, invocation.origin(of: file) != .default {
            throw SettingsError(.missingFile, "The settings file \(path) does not exist.")
        }
        return try tree.load(
            options: { key in options[key].map { invocation[$0] } ?? [] },
            environment: invocation.console,
            file: try bytes.map { bytes throws(SettingsError) in
                try SettingsFile(path: path, bytes)
            })
    }
}
