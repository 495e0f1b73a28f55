internal import CShims
internal import Glibc

/// A program that has been started, with our ends of its pipes.
struct SpawnedProcess: ~Copyable, Sendable {
    let id: Int32
    /// Readable when the program has ended; until it is reaped, `id` stays its own.
    let descriptor: FileDescriptor
    let input: FileDescriptor?
    let output: FileDescriptor?
    let errors: FileDescriptor?
}

/// Starts programs, which blocks for as long as the kernel takes to load them.
actor Spawner {
    private let executor: PinnedExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init() {
        executor = PinnedExecutor(name: "spawner")
    }

    func spawn(_ command: ProgramCall) throws(ProcessError) -> SpawnedProcess {
        try command.validate()
        let input = try Channel.open(command.input)
        let output = try Channel.open(command.output)
        let errors = try Channel.open(command.errors)
        let id = try start(
            command, input: input.theirs.raw, output: output.theirs.raw, errors: errors.theirs.raw)
        let watch = cshims_process_descriptor(id)
        guard watch >= 0 else {
            // Never in practice; but a program nobody waits for must not be left behind.
            kill(-id, SIGKILL)
            waitpid(id, nil, 0)
            throw ProcessError(starting: command.executable, in: nil, code: -watch)
        }
        return SpawnedProcess(
            id: id, descriptor: FileDescriptor(owning: watch), input: input.takeOurs(),
            output: output.takeOurs(), errors: errors.takeOurs())
    }

    /// Kills everything in the session of a program that has not been reaped yet.
    func killSession(_ id: Int32) {
        SessionSweep(session: id).run()
    }

    private func start(
        _ command: ProgramCall, input: Int32, output: Int32, errors: Int32
    ) throws(ProcessError) -> Int32 {
        let arguments = CStrings([command.executable.string] + command.arguments)
        let environment = CStrings(
            command.environment.map { SystemString(bytes: $0.bytes + "=".utf8 + $1.bytes) })
        let result: Int32
        do throws(FileError) {
            result = try unsafe command.executable.string.withCString { path throws(FileError) in
                let folder = command.folder?.string ?? "."
                return try unsafe folder.withCString { folder throws(FileError) in
                    var request = unsafe cshims_spawn_request()
                    unsafe request.executable = path
                    unsafe request.arguments = arguments.pointer
                    unsafe request.environment = environment.pointer
                    unsafe request.folder = command.folder == nil ? nil : folder
                    unsafe request.input = input
                    unsafe request.output = output
                    unsafe request.error = errors
                    return unsafe cshims_spawn(&request)
                }
            }
        } catch {
            throw ProcessError(.badCommand, "could not start a program: \(error.message)")
        }
        guard result >= 0 else {
            throw ProcessError(
                starting: command.executable, in: command.folder, code: -result)
        }
        return result
    }
}

/// Terminated strings and the array of pointers to them that `exec` takes.
@safe
private final class CStrings {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [SystemString]) {
        count = strings.count
        unsafe pointer = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() {
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.bytes.count + 1)
            for (offset, byte) in string.bytes.enumerated() {
                unsafe copy[offset] = CChar(bitPattern: byte)
            }
            unsafe copy[string.bytes.count] = 0
            unsafe (pointer + index).initialize(to: copy)
        }
        unsafe (pointer + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe pointer[index]?.deallocate() }
        unsafe pointer.deallocate()
    }
}
