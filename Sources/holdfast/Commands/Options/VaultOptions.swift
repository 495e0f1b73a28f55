internal import CommandLine
internal import Engine

extension Option where Value == String {
    /// The vault that a command reads.
    static var from: Option {
        .required("from", .text.named("URL"), env: "HOLDFAST_VAULT", "The vault.")
    }
}

extension Option where Value == [String] {
    /// The vaults that a backup goes to.
    static var to: Option {
        .repeated(
            "to", .text.named("URL"), env: "HOLDFAST_VAULT",
            "A vault to back up to; several are filled in one reading.")
    }
}

extension Option where Value == VaultFormat? {
    static func newFormat(_ help: String) -> Option {
        .optional(
            "format", .choice,
            "\(help): a repository, unless recipients or keys are named or it is not encrypted.")
    }
}
