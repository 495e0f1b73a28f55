import TestSupport
import Testing
import Values

@testable import Host

@Suite(.timeLimit(.minutes(10))) struct ProcessTests {
    @Test(arguments: [
        ("exit 0", ProcessStatus.exited(0)), ("exit 3", .exited(3)), ("kill -9 $$", .signalled(9)),
        ("kill -TERM $$", .signalled(15)), ("exec /bin/false", .exited(1)),
    ])
    func theEndOfAProgramIsAValue(script: String, status: ProcessStatus) async throws {
        let outcome = try await withRunner { try await $0.run(.shell(script)) }
        #expect(outcome.status == status)
        #expect(outcome.stop == nil)
    }

    @Test func bothOutputsAreKeptApart() async throws {
        let outcome = try await withRunner { try await $0.run(.shell("echo out; echo err >&2")) }
        #expect(outcome.output.text == "out\n")
        #expect(outcome.errors.text == "err\n")
    }

    @Test func argumentsArriveAsBytesAndNoShellLooksAtThem() async throws {
        let odd: [SystemString] = [
            "$HOME", "a b", "", "`id`", "*", SystemString(bytes: [0xFF, 0xFE]), "-n",
        ]
        let outcome = try await withRunner {
            try await $0.run(ProgramCall("/usr/bin/printf", ["%s|"] + odd))
        }
        #expect(outcome.output.head == odd.flatMap { $0.bytes + [UInt8(ascii: "|")] })
    }

    @Test func nothingIsInheritedButWhatIsGiven() async throws {
        let outcome = try await withRunner {
            try await $0.run(ProgramCall("/usr/bin/env", environment: ["A": "1", "B": "x=y"]))
        }
        #expect(Set(outcome.output.text.split(separator: "\n")) == ["A=1", "B=x=y"])
    }

    @Test func aProgramHasThreeDescriptorsAndASessionOfItsOwn() async throws {
        let script = "ls /proc/self/fd | wc -l; cut -d' ' -f1,5,6 /proc/$$/stat"
        let outcome = try await withRunner { try await $0.run(.shell(script)) }
        let lines = outcome.output.text.split(separator: "\n")
        // Its three and the one that `ls` reads the folder by.
        #expect(lines.first == "4")
        let ids = try #require(lines.last).split(separator: " ")
        #expect(ids.count == 3 && Set(ids).count == 1)
    }

    @Test func aProgramStartsWithDefaultSignals() async throws {
        let outcome = try await withRunner {
            try await $0.run(.shell("grep -E 'SigBlk|SigIgn' /proc/self/status"))
        }
        let masks = outcome.output.text.split(separator: "\n").map { line in
            // 32 and 33 belong to the C library, which ignores them for programs it starts.
            line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }.map {
                $0 & 0x7FFF_FFFF
            }
        }
        #expect(masks == [0, 0])
    }

    @Test func aProgramStartsInItsFolder() async throws {
        try await withScratchFolder { scratch in
            let command = ProgramCall.shell("pwd -P").with { $0.folder = FilePath(scratch) }
            let outcome = try await withRunner { try await $0.run(command) }
            #expect(outcome.output.text == "\(scratch)\n")
        }
    }

    @Test(arguments: [
        (ProgramCall("/missing/program"), ProcessError.Kind.notFound),
        (ProgramCall("/etc/passwd"), .notExecutable), (ProgramCall("sh"), .badCommand),
        (ProgramCall("/bin/sh", ["a\0b"]), .badCommand),
        (ProgramCall("/bin/sh", environment: ["A=B": "c"]), .badCommand),
        (ProgramCall("/bin/true").with { $0.folder = "/missing" }, .notFound),
    ])
    func whatCannotStartSaysWhy(command: ProgramCall, kind: ProcessError.Kind) async throws {
        try await withRunner { runner async throws in
            let error = await #expect(throws: ProcessError.self) { try await runner.run(command) }
            #expect(error?.kind == kind)
        }
    }

    @Test func executablesAreFoundInASearchPath() {
        #expect(FilePath.executable(named: "sh", in: "/missing::relative:/bin") == "/bin/sh")
        #expect(FilePath.executable(named: "passwd", in: "/etc") == nil)
        #expect(FilePath.executable(named: "bin", in: "/usr") == nil)
    }

    @Test func aFileCanBeItsInputAndItsOutput() async throws {
        try await withScratchFolder { scratch in
            let folder = try Folder(at: FilePath(scratch))
            try DurableFile.replace(FilePath("\(scratch)/in"), with: Array("content".utf8))
            let input = try folder.openFile(RelativePath("in"), for: .read)
            let output = try folder.openFile(RelativePath("out"), for: .create(.ownerOnly))
            let command = ProgramCall("/bin/cat").with {
                $0.input = .descriptor(input.raw)
                $0.output = .descriptor(output.raw)
            }
            let outcome = try await withRunner { try await $0.run(command) }
            extendLifetime(input)
            extendLifetime(output)
            #expect(outcome.status.isSuccess)
            let copied = try folder.read(RelativePath("out"), limit: .kibibytes(1))
            #expect(copied == Array("content".utf8))
        }
    }

    @Test func twoHundredAtOnceLeaveNoZombieAndNoDescriptor() async throws {
        await #expect(processExitsWith: .success) {
            try await withRunner { runner async throws in
                _ = try await runner.run(ProgramCall("/bin/true"))
                let before = try descriptorCount()
                try await withThrowingTaskGroup(of: ProcessOutcome.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let command = ProgramCall.shell("read x; echo $x \(number)")
                            return try await runner.run(
                                command.with { $0.input = .bytes(Array("in\n".utf8)) })
                        }
                    }
                    var lines: Set<String> = []
                    for try await outcome in group { lines.insert(outcome.output.line) }
                    #expect(lines == Set((0..<200).map { "in \($0)" }))
                }
                #expect(try descriptorCount() == before)
                #expect(try children() == [])
            }
        }
    }
}

private func descriptorCount() throws -> Int {
    try names(in: Folder(at: "/proc/self/fd")).count
}

private func children() throws -> [UInt8] {
    var ids: [UInt8] = []
    for task in try names(in: Folder(at: "/proc/self/task")) {
        ids += try DurableFile.read(
            FilePath("/proc/self/task/\(task)/children"), limit: .mebibytes(1))
    }
    return ids
}
