/// The candidate that `word` was most likely meant to be; nil when none is close.
package func closest(to word: String, in candidates: some Sequence<String>) -> String? {
    // Nobody mistypes a word this long into a known one, and the comparison is quadratic.
    let longest = 64
    guard word.utf8.count <= longest else { return nil }
    let limit = max(1, word.count / 3)
    return
        candidates
        .map { (word: $0, distance: typingDistance($0, word)) }
        .filter { $0.distance <= limit }
        .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
}

/// Letters inserted, removed, replaced or swapped with a neighbour between two words.
func typingDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
            var best = min(replaced, last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                best = min(best, beforeLast[j - 1] + 1)
            }
            row.append(best)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
