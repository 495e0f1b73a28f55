/// Whose a lock is, as others are told.
package struct LockOwner: Hashable, Sendable {
    package var hostName: String
    package var userName: String
    package var pid: Int32
    package var uid: UInt32
    package var gid: UInt32

    package init(hostName: String, userName: String, pid: Int32, uid: UInt32, gid: UInt32) {
        self.hostName = hostName
        self.userName = userName
        self.pid = pid
        self.uid = uid
        self.gid = gid
    }
}
