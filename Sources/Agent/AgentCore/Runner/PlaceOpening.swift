package import StandAlone
package import Storage

/// Opens the places where vaults lie; the executable knows the kinds there are.
package protocol PlaceOpening: Sendable {
    /// - Parameters:
    ///   - address: As people write it, judged by the local policy before.
    ///   - makesFolder: For a new vault.
    func open(
        _ address: String, _ credentials: CredentialBook.Entry, makesFolder: Bool
    ) async throws -> any Storage
}
