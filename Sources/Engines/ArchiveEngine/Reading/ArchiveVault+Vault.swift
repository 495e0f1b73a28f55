internal import Engine

/// Its methods are in the files beside this one, each with what it is about.
extension ArchiveVault: Vault {}
