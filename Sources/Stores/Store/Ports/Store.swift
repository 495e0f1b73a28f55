/// All ports of the hub's store. Use cases ask for the narrow one they need.
package typealias Store = HubStore & TenantStore & UserStore & MembershipStore & SessionStore
    & OneTimeTokenStore & AuditStore
