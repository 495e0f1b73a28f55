/// As in `1 snapshot` and `2 snapshots`, for words whose plural is regular.
package func counted(_ number: some BinaryInteger, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : word.hasSuffix("s") ? "es" : "s")"
}
