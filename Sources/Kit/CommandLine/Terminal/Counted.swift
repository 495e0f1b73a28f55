/// As in `1 snapshot` and `2 snapshots`, or `1 entry` and `2 entries` where the plural is said.
package func counted(
    _ number: some BinaryInteger, _ word: String, plural: String? = nil
) -> String {
    if number == 1 { return "1 \(word)" }
    return "\(number) \(plural ?? word + (word.hasSuffix("s") ? "es" : "s"))"
}
