internal import Cryptography

/// Age files and their armor: reading in pieces is reading whole, what is accepted has one
/// spelling, and nothing is released but what a key has proved.
package func fuzzAgeHeader(_ input: [UInt8]) {
    checkHeader(input)
    checkArmor(input)
    let whole = decrypted(input, step: input.count + 1)
    for step in [1, 13] {
        let pieces = decrypted(input, step: step)
        precondition(pieces == whole, "\(step) bytes at a time: \(pieces), whole: \(whole)")
    }
}

/// What became of an input, for comparing.
private struct Ending: Equatable {
    var bytes: [UInt8] = []
    var failure: CryptographyError?
}

private func checkHeader(_ input: [UInt8]) {
    var reader = AgeHeaderReader()
    do {
        let size = try reader.update(input.span)
        guard let header = reader.header else {
            precondition(size == input.count, "an incomplete header takes everything")
            return
        }
        precondition(header.encoded == Array(input.prefix(size)), "a header has one spelling")
        precondition(reader.byteCount == size && !header.stanzas.isEmpty)
    } catch {
        precondition(reader.header == nil, "a refused header is none")
    }
}

private func checkArmor(_ input: [UInt8]) {
    let whole = unarmored(input, step: input.count + 1)
    precondition(whole == unarmored(input, step: 1), "armor in pieces")
    guard whole.failure == nil else { return }
    var text: [UInt8] = []
    var encoder = AgeArmorEncoder()
    encoder.update(whole.bytes, into: &text)
    encoder.finish(into: &text)
    precondition(AgeArmor.isArmored(input.span) && AgeArmor.isArmored(text.span))
    precondition(unarmored(text, step: 7) == whole, "armor round trip")
    // Only white space around the lines may differ.
    let space = Set(" \t\r\n".utf8)
    precondition(
        input.filter { !space.contains($0) } == text.filter { !space.contains($0) },
        "armor has one spelling")
}

private func unarmored(_ input: [UInt8], step: Int) -> Ending {
    var ending = Ending()
    var decoder = AgeArmorDecoder()
    do {
        for start in stride(from: 0, to: input.count, by: step) {
            let piece = Array(input[start..<min(start + step, input.count)])
            try decoder.update(piece, into: &ending.bytes)
        }
        try decoder.finish(into: &ending.bytes)
    } catch {
        ending.failure = error
    }
    return ending
}

private func decrypted(_ input: [UInt8], step: Int) -> Ending {
    var ending = Ending()
    // No passphrase: what an input may ask for in work would only slow the search.
    var decryptor = AgeDecryptor(.identities(identities))
    do {
        for start in stride(from: 0, to: input.count, by: step) {
            let piece = Array(input[start..<min(start + step, input.count)])
            try decryptor.update(piece, into: &ending.bytes)
        }
        try decryptor.finish(into: &ending.bytes)
    } catch {
        ending.failure = error
    }
    return ending
}

/// The one of the corpus; it protects nothing.
private let identities: [AgeIdentity] = {
    let text = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    do { return [try AgeIdentity(Secret(text))] } catch { preconditionFailure("\(error)") }
}()
