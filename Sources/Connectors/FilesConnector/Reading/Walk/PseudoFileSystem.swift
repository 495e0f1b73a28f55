/// File systems that show the state of the kernel and keep nothing.
enum PseudoFileSystem: UInt64, CaseIterable {
    // Of <linux/magic.h>. That of automounts is none of them: it keeps the places of others.
    case binaryFormats = 0x4249_4e4d
    case bpf = 0xcafe_4a11
    case configuration = 0x6265_6570
    case controlGroups = 0x0027_e0eb
    case controlGroups2 = 0x6367_7270
    case debug = 0x6462_6720
    case efiVariables = 0xde5e_81e4
    case fuseControl = 0x6573_5543
    case messageQueues = 0x1980_0202
    case namespaces = 0x6e73_6673
    case persistentStore = 0x6165_676c
    case processes = 0x9fa0
    case remoteProcedures = 0x6759_6969
    case security = 0x7363_6673
    case securityEnhanced = 0xf97c_ff8c
    case serverOfNFS = 0x6e66_7364
    case system = 0x6265_6572
    case terminals = 0x1cd1
    case tracing = 0x7472_6163
}
