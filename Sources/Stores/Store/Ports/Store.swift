/// All ports of the hub's store. Use cases ask for the narrow one they need.
package typealias Store = HubStore & HubIdentityStore & TenantStore & UserStore & MembershipStore
    & SessionStore & OneTimeTokenStore & APITokenStore & AgentStore & PendingAgentStore
    & AuditStore & KeyStore & SecretStore & VaultStore & SourceStore & ScheduleStore
    & ConfigurationStore & RunStore & JournalStore & SnapshotStore & RetentionStore
    & AlertStore & WatchStore & DeletionStore & PoolScheduleStore & DrillStore & OverviewStore
    & CopyStore
