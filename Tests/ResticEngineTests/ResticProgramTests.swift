import Engine
import Host
import RepositorySupport
import ResticEngine
import TestSupport
import Testing

@Suite struct ResticProgramTests {
    @Test(arguments: UpstreamRestic.Version.allCases)
    func theRealOnesAreFoundAndKnown(version: UpstreamRestic.Version) async throws {
        let path = try UpstreamRestic.program(version)
        for setting in [path, nil] {
            let found = try await ResticProgram.find(
                setting: setting, searchPath: path.parent.string, with: ResticFixture.runner)
            #expect(found.path == path)
            #expect("\(found.version)".hasPrefix("\(version.rawValue)."))
        }
    }

    @Test func withoutOneTheSearchPathIsNamed() async throws {
        let error = await failure {
            _ = try await ResticProgram.find(
                setting: nil, searchPath: "/nowhere:/neither", with: ResticFixture.runner)
        }
        #expect(error?.kind == .local)
        #expect(error?.message.contains("/nowhere:/neither") == true)
    }

    @Test(arguments: [
        ("echo restic 0.13.1 compiled with go1.18", "0.14.0 or later"),
        ("echo restic 0.9.6", "0.14.0 or later"),
        ("echo rustic 0.9.0", "no restic that runs here"),
        ("echo restic 0.18.0 compiled; exit 3", "no restic that runs here"),
        ("kill -9 $$", "no restic that runs here"),
        ("yes", "does not say its version"),
        ("exec sleep 1000", "does not say its version"),
    ])
    func othersAreRefusedWithASentence(script: String, sentence: String) async throws {
        try await withScratchFolder { scratch in
            let path = try ResticFixture.writeScript(script, in: scratch)
            let error = await failure {
                _ = try await ResticProgram.find(
                    setting: path, searchPath: "", with: ResticFixture.runner,
                    patience: .seconds(2))
            }
            #expect(error?.kind == .local)
            #expect(error?.message.contains(sentence) == true, "\(String(describing: error))")
        }
    }

    @Test func aPathWithoutAProgramIsAnError() async throws {
        let error = await failure {
            _ = try await ResticProgram.find(
                setting: "/nowhere/restic", searchPath: "", with: ResticFixture.runner)
        }
        #expect(error?.kind == .local)
    }
}
