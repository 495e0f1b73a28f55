internal import CommandLine
internal import Host

/// How far a command steps back for what else runs on the machine.
struct NicenessOptions: ParameterGroup {
    private let nice = Option.optional(
        "nice", .integer(in: Niceness.allowed), env: "HOLDFAST_NICE",
        "Leave the processor to others, from 0 (not at all) to 19.")
    private let ioClass: Option<Niceness.IOClass?> = Option<Niceness.IOClass?>.optional(
        "io-class", .choice, env: "HOLDFAST_IO_CLASS",
        "Leave the disks to others, where the kernel's scheduler minds it.")

    var parameters: [any Parameter] { [nice, ioClass] }

    func niceness(_ invocation: Invocation) -> Niceness {
        Niceness(nice: invocation[nice], ioClass: invocation[ioClass])
    }
}
