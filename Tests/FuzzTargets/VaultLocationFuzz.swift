internal import VaultLocation

/// Whatever the text, what it is read as is written so that it reads the same, and no sentence
/// repeats what stands before an `@`.
package func fuzzVaultLocation(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    do throws(VaultLocationError) {
        let location = try VaultLocation(text)
        let written = location.description
        let again = try VaultLocation(written)
        precondition(again == location, "\(written) reads differently")
        precondition(!written.utf8.contains { $0 < 32 || $0 == 127 }, "a control character")
    } catch {
        precondition(!error.message.isEmpty, "no reason")
        // A mark that the corpus has where a password would be.
        precondition(!error.message.contains("hunter2") || text.hasPrefix("/"), "a secret is told")
    }
}
