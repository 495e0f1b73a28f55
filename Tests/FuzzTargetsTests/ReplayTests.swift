import FuzzTargets
import Glibc
import TestSupport
import Testing

/// Every corpus file, and seeded damage to it, through its target: in a process of its own, so that
/// a trap is one failed test that names its input. `scripts/fuzz` looks for new inputs.
@Suite struct ReplayTests {
    @Test(.timeLimit(.minutes(isFullLength ? 120 : 10)), arguments: FuzzTarget.all.map(\.name))
    func corpusPasses(name: String) async {
        #expect(!Self.corpus(of: name).isEmpty, "Fuzz/Corpus/\(name) is empty")
        await #expect(processExitsWith: .success, "see .build/fuzz/last-\(name)") { [name] in
            Self.replay(try #require(FuzzTarget.named(name)))
        }
    }

    @Test func canaryIsCaught() async {
        await #expect(processExitsWith: .failure) { Self.replay(.canary) }
        let input = WorkingTree.bytes(of: ".build/fuzz/last-canary") ?? []
        #expect(input.starts(with: "bird".utf8), "it fell for another reason")
    }

    /// A folder that no target reads would look like tested input.
    @Test func everyCorpusHasATarget() {
        let folders = WorkingTree.files(under: "Fuzz/Corpus").map { path in
            String(path.split(separator: "/")[2])
        }
        for name in Set(folders) where FuzzTarget.named(name) == nil {
            Issue.record("Fuzz/Corpus/\(name) is read by no target of FuzzTargets.swift")
        }
    }

    private static func corpus(of name: String) -> [(path: String, bytes: [UInt8])] {
        WorkingTree.files(under: "Fuzz/Corpus/\(name)").map {
            ($0, WorkingTree.bytes(of: $0) ?? [])
        }
    }

    private static func replay(_ target: FuzzTarget) {
        let seed = getenv("TEST_SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
        let corpus = corpus(of: target.name).map(\.bytes)
        let roundsPerFile = (isFullLength ? 2_000_000 : 20_000) / max(1, corpus.count)
        let lastInput = LastInput(of: target.name)
        for (number, bytes) in corpus.enumerated() {
            lastInput.write(bytes)
            target.run(bytes)
            var mutation = Mutation(seed: seed &+ UInt64(number) << 32)
            for _ in 0..<roundsPerFile {
                let damaged = mutation.damage(bytes, with: corpus)
                lastInput.write(damaged)
                target.run(damaged)
            }
        }
        lastInput.remove()
    }
}
