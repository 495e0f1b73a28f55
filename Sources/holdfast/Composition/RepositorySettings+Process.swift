internal import CommandLine
internal import Cryptography
internal import Engine
internal import Glibc
internal import RepositoryEngine

extension RepositorySettings {
    /// What locks and snapshots say of this process, and the threads it may use.
    static func ofThisProcess(_ console: Console) throws -> RepositorySettings {
        let owner = LockOwner(
            hostName: try HostName.current(),
            userName: console.variable("USER") ?? "uid-\(getuid())", pid: getpid(),
            uid: getuid(), gid: getgid())
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return RepositorySettings(workers: cores, owner: owner, keyCost: keyCost(console))
    }

    /// The tests make hundreds of repositories, and would spend most of their time on trying
    /// passphrases. What people run cannot be told to.
    private static func keyCost(_ console: Console) -> Scrypt.Cost? {
        #if DEBUG
            // Not HOLDFAST_…: a hub tells of those that are no setting.
            if console.variable("DEBUG_REPOSITORY_KEYS") == "weak" {
                return Scrypt.Cost(rounds: 1024, blockSize: 8, lanes: 1)
            }
        #endif
        return nil
    }
}
