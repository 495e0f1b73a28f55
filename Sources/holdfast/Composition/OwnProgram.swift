internal import Glibc
internal import Host
internal import Telemetry
internal import Values

/// A process of this very program that the hub keeps beside itself: started with it, started again
/// when it ends, less and less eagerly, and ended with it.
struct OwnProgram: Sendable {
    let name: String
    let arguments: [SystemString]
    let environment: [SystemString: SystemString]
    let programs: ProcessRunner
    let log: Logger

    private static let firstPause = Duration.seconds(1)
    private static let pauseMax = Duration.seconds(60)
    /// One that lived so long was not started in vain.
    private static let goodLife = Duration.seconds(60)

    /// Whatever has our name on the disk by now.
    static let executable: FilePath = "/proc/self/exe"
    /// Tells the process whose it is: it ends when that one is gone.
    static let parentVariable: SystemString = "HOLDFAST_PARENT"

    /// Runs until the task is cancelled, and returns when the process is gone.
    func run() async {
        var pause = Self.firstPause
        while !Task.isCancelled {
            let start = ContinuousClock.now
            await live()
            if ContinuousClock.now - start > Self.goodLife { pause = Self.firstPause }
            do {
                try await ContinuousClock().sleep(for: pause)
            } catch {
                return
            }
            pause = min(pause * 2, Self.pauseMax)
        }
    }

    private func live() async {
        do {
            let status = try await programs.run(call(arguments)).status
            if !Task.isCancelled {
                log.warning(
                    "a process beside the hub ended", ["name": name, "status": "\(status)"])
            }
        } catch is CancellationError {
            // The hub stops.
        } catch {
            log.error(
                "a process beside the hub could not be run",
                ["name": name, "reason": LoggedError(error)])
        }
    }

    /// What it says is said where the hub says what it does.
    func call(_ arguments: [SystemString]) -> ProgramCall {
        var environment = environment
        environment[Self.parentVariable] = SystemString("\(getpid())")
        var call = ProgramCall(Self.executable, arguments, environment: environment)
        call.output = .descriptor(STDERR_FILENO)
        call.errors = .descriptor(STDERR_FILENO)
        return call
    }
}

/// Waits for the end of the process that this one was started by, where it was told of one.
enum Parent {
    private static let pause = Duration.seconds(1)

    /// - Parameter text: The process, as a number.
    static func gone(_ text: String?) async {
        guard let process = text.flatMap({ Int32($0) }) else { return await never() }
        do {
            while getppid() == process { try await ContinuousClock().sleep(for: pause) }
        } catch {
            // Nobody waits any more.
        }
    }

    private static func never() async {
        do {
            while true { try await ContinuousClock().sleep(for: .seconds(86_400)) }
        } catch {
            // Nobody waits any more.
        }
    }
}
