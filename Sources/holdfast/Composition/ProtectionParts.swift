internal import Cryptography
internal import Host
internal import HubAPI
internal import HubCore
internal import Store

/// The parts of a hub that know what is protected, where and when.
struct ProtectionParts {
    let secrets: SecretDesk
    let configurations: Configurations
    let keys: Keys
    let secretList: SecretList
    let vaults: Vaults
    let sources: Sources
    let schedules: Schedules
    let connections: Connections
    let hostHooks: HostHooks
    let zones = ZoneBook()

    init(
        store: any Store, links: any AgentLinks, key: HubKey, keyring: Keyring,
        clock: WallClock, ids: IDSource, offersHosting: Bool
    ) {
        secrets = SecretDesk(keyring: keyring, clock: clock, ids: ids)
        configurations = Configurations(
            store: store, hub: key, secrets: secrets, links: links, clock: clock)
        keys = Keys(store: store, secrets: secrets, clock: clock, ids: ids)
        secretList = SecretList(store: store)
        vaults = Vaults(
            store: store, secrets: secrets, zones: zones, configurations: configurations,
            clock: clock, ids: ids, offersHosting: offersHosting)
        sources = Sources(
            store: store, secrets: secrets, zones: zones, configurations: configurations,
            clock: clock, ids: ids)
        schedules = Schedules(
            store: store, zones: zones, configurations: configurations, clock: clock, ids: ids)
        connections = Connections(
            store: store, links: links, configurations: configurations)
        hostHooks = HostHooks(
            store: store, secrets: secrets, configurations: configurations, clock: clock)
    }

    var api: HubAPI.Protection {
        HubAPI.Protection(
            keys: keys, secrets: secretList, vaults: vaults, sources: sources,
            schedules: schedules, connections: connections, configurations: configurations,
            hostHooks: hostHooks, zones: zones)
    }
}
