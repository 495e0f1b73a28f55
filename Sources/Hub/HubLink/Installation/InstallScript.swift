/// What a machine runs to become an agent: `curl -fsSL https://hub/install.sh | sh`.
struct InstallScript {
    /// Where the hub is reached, as in `https://hub.example:9876`.
    let hub: String
    let architecture: String
    /// SHA-256 of the executable, in hexadecimal.
    let digest: String

    /// nil for what cannot be an address, so that nothing else gets into a script.
    init?(hub: String, architecture: String, digest: String) {
        let isPlain = hub.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-.:/[]_".utf8.contains(byte)
            }
        }
        guard isPlain, !hub.isEmpty else { return nil }
        self.hub = hub
        self.architecture = architecture
        self.digest = digest
    }

    var text: String {
        """
        #!/bin/sh
        # Makes this machine an agent of the hub at \(hub).
        #
        #   { echo export HOLDFAST_ENROLL_TOKEN=...; curl -fsSL \(hub)/install.sh; } |
        #       sudo sh -s -- --allow-read=/srv
        #
        # So the token is in no process's arguments. Options are those of `holdfast agent enroll`.
        # Without a token the machine announces itself and waits for somebody at the hub. Nothing
        # that is there already is changed: other backups of this machine are listed with what
        # would end them.
        set -eu
        hub='\(hub)'
        architecture='\(architecture)'
        digest='\(digest)'

        """ + Self.steps
    }

    private static let steps = #"""
        programs=${HOLDFAST_PROGRAM_DIR:-/usr/local/bin}
        units=${HOLDFAST_UNIT_DIR:-/etc/systemd/system}
        data=${HOLDFAST_AGENT_DATA_DIR:-/var/lib/holdfast-agent}

        stop() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
        has() { command -v "$1" >/dev/null 2>&1; }

        [ "$(id -u)" = 0 ] || stop 'run this as root: it installs a service'
        [ "$(uname -s)" = Linux ] || stop 'an agent runs on Linux'
        [ "$(uname -m)" = "$architecture" ] ||
            stop "this hub has the executable for $architecture, and this machine is $(uname -m)"
        has sha256sum || stop 'sha256sum is missing'

        new=$(mktemp "$programs/.holdfast.XXXXXX") || stop "$programs cannot be written to"
        trap 'rm -f "$new"' EXIT
        if has curl; then
            curl -fsSL "$hub/agent/v1/programs/$architecture" >"$new" || stop 'no download'
        elif has wget; then
            wget -qO "$new" "$hub/agent/v1/programs/$architecture" || stop 'no download'
        else
            stop 'curl or wget is needed'
        fi
        found=$(sha256sum "$new" | cut -d' ' -f1)
        [ "$found" = "$digest" ] || stop "what came is not what the hub has: $found"
        chmod 755 "$new"
        mv -f "$new" "$programs/holdfast"
        printf 'Installed %s/holdfast.\n' "$programs"

        export HOLDFAST_AGENT_DATA_DIR=$data
        if [ -e "$data/hub.json" ]; then
            printf 'This machine is an agent already.\n'
        elif [ -n "${HOLDFAST_ENROLL_TOKEN:-}" ]; then
            "$programs/holdfast" agent enroll --hub="$hub" "$@"
        else
            "$programs/holdfast" agent announce --hub="$hub" "$@"
        fi

        # The service writes to what is there when it starts.
        for option in "$@"; do
            case $option in
            --allow-restore=/*) mkdir -p -m 700 -- "${option#--allow-restore=}" ;;
            esac
        done

        "$programs/holdfast" agent unit --data-dir="$data" --program="$programs/holdfast" \
            >"$units/holdfast-agent.service"
        if [ -d /run/systemd/system ]; then
            systemctl daemon-reload
            systemctl enable --now holdfast-agent.service
            printf 'The agent runs: systemctl status holdfast-agent\n'
        else
            printf 'There is no systemd here. Run it with: %s/holdfast agent run\n' "$programs"
        fi

        # Other backups of this machine: they are named, and left as they are.
        if has systemctl; then
            for timer in $(systemctl list-unit-files --type=timer --state=enabled --no-legend \
                2>/dev/null | cut -d' ' -f1 | grep -Ei 'restic|borg|rclone|duplic' || true); do
                printf 'A timer backs up, too: %s\n    systemctl disable --now %s\n' \
                    "$timer" "$timer"
            done
        fi
        for place in ${HOLDFAST_CRON_PLACES:-/etc/crontab /etc/cron.d /var/spool/cron}; do
            [ -e "$place" ] || continue
            grep -rnEi '^[^#]*(restic|borg|rclone|duplic)' "$place" 2>/dev/null || true
        done | while IFS= read -r line; do
            printf 'A line of cron backs up, too: %s\n    put a # in front of it there\n' "$line"
        done
        """#
}
