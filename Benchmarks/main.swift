import Glibc
import TestSupport

// holdfast-bench [part of a row's name]: prints each row and writes it to .build/bench/rows.jsonl;
// every round goes to .build/bench/rounds.txt as soon as it is over, the zeroth is to warm up.
// HOLDFAST_BENCH_ROUNDS asks for more rounds than the five that are the least.

let pattern = CommandLine.arguments.dropFirst().first ?? ""
let rounds = getenv("HOLDFAST_BENCH_ROUNDS").flatMap { Int(String(cString: $0)) } ?? Rounds.least
let rows = AllRows.rows.filter { pattern.isEmpty || $0.name.contains(pattern) }
guard !rows.isEmpty else {
    print("No row is named like \"\(pattern)\". There are:")
    AllRows.rows.forEach { print("  \($0.name)") }
    exit(2)
}

let folder = "\(WorkingTree.root)/.build/bench"
mkdir("\(WorkingTree.root)/.build", 0o755)
mkdir(folder, 0o755)
guard let file = fopen("\(folder)/rows.jsonl", "w"),
    let noted = fopen("\(folder)/rounds.txt", "w")
else {
    print("Cannot write to \(folder).")
    exit(1)
}
print("\(rounds) paired rounds each, in rotating order: median (least–most)\n")
var failures = 0
for row in rows {
    do {
        let result = try await Rounds.run(row, count: rounds) { line in
            fputs(line + "\n", noted)
            fflush(noted)
        }
        print(result.lines.joined(separator: "\n") + "\n")
        fputs(result.json + "\n", file)
    } catch {
        failures += 1
        print("\(row.name)\n  could not be measured: \(error)\n")
    }
    fflush(nil)  // all of them: a row is there at once, also where the words go to a file
}
fclose(file)
fclose(noted)
exit(failures == 0 ? 0 : 1)
