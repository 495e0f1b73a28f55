internal import CommandLine

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
