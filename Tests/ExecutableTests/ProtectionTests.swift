import TestSupport
import Testing

/// Vaults, sources and schedules of a hub through the executable, down to backups that stock tools
/// read.
@Suite(.timeLimit(.minutes(10))) struct ProtectionTests {
    /// `join NAME` makes this machine an agent of the hub that is called so, and `work NAME` runs
    /// it; `field NAME` prints that member of each line of JSON.
    private static let agents = ##"""
        join() {
            "$holdfast" enrolment-tokens create >token
            "$holdfast" agent enroll --data-dir=$1 --token-file=token "${@:2}" >/dev/null
            id=$("$holdfast" agents list --text="$(hostname)" --json | field id | tail -n1)
            "$holdfast" agents edit --name=$1 "$id" >/dev/null
        }
        work() { "$holdfast" agent run --data-dir=$1 >$1.log 2>&1 & agent=$!; }
        field() {
            python3 -c 'import json,sys
        for line in sys.stdin: print(json.loads(line)[sys.argv[1]])' "$1"
        }
        until_told() { until "${@:2}" | grep -q "$1"; do kill -0 $agent; done; }

        """##

    /// What is missing, what is promised, and what nobody takes.
    @Test func whatIsStillOwedIsSaidInCommands() async throws {
        let outcome = try await runHubScript(
            hubMachines + Self.agents + ##"""
                start --data-dir=data; owner; login
                join web --allow-read="$PWD/kept"
                "$holdfast" vaults create --name=Disk --format=archive --place=file:/srv/b \
                    --on=web --drill=@monthly
                "$holdfast" vaults create --name=Alone --format=archive \
                    --place=dav+https://vault.example/a
                "$holdfast" vaults list | awk '{ print $2, $NF }'
                "$holdfast" vaults show Alone | grep '^waitsFor\|^space.stored'
                "$holdfast" drills promises | awk 'NR > 1 { print $1, $2, $3 }'
                "$holdfast" agents coverage web /srv || echo "exit $?"
                mkdir -p kept/{taken,left}
                "$holdfast" sources create --name=Some --on=web --path="$PWD/kept/taken" --to=Disk
                work web
                until_told taken "$holdfast" agents coverage web "$PWD/kept"
                "$holdfast" agents coverage web "$PWD/kept" | awk 'NR > 1 { print $1, $3, $4 }'
                kill $agent; wait $agent || true
                stop; echo "stopped: $?"
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("Disk agent") && lines.contains("Alone keeper"), "\(lines)")
        #expect(lines.contains { $0.hasPrefix("waitsFor") && $0.contains("a keeper or a source") })
        #expect(lines.contains { $0.hasPrefix("space.stored") && $0.hasSuffix(" 0") })
        #expect(lines.contains("Disk waiting @monthly") && lines.contains("Alone none –"))
        #expect(lines.contains("exit 1") && outcome.errorText.contains("agent_away"))
        #expect(lines.contains("taken whole Some"), "\(lines)")
        #expect(lines.contains { $0.hasPrefix("left nothing") })
        #expect(lines.last == "stopped: 0")
    }

    @Test func whatIsProtectedIsSaidInCommands() async throws {
        let outcome = try await runHubScript(
            hubMachines + Self.agents + ##"""
                start --data-dir=data; owner; login
                join web
                echo canary-word >word
                "$holdfast" vaults create --name=Disk --format=archive --place=file:/srv/b \
                    --on=web --check='0 4 * * SUN' --zone=Europe/Berlin
                "$holdfast" vaults create --name=Far --format=repository --keeper=web \
                    --place=rest:https://vault.example/r --place-password-file=word
                "$holdfast" vaults create --name=x --format=archive --place=file:/x ||
                    echo "exit $?"
                "$holdfast" vaults list | awk '{ print $2, $3, $4 }'
                "$holdfast" vaults show Disk | awk '/^place|cadence/ { print $1, $2 }'
                echo 'mysqldump --password=canary-hook' >hook
                "$holdfast" sources create --name=Website --on=web --path=/srv/www --to=Disk \
                    --to=Far --exclude='*.tmp' --keep-hourly=24 --keep-daily=7 --hook-before=hook
                "$holdfast" sources create --name=Other --on=web --path=/etc --to=Disk
                "$holdfast" schedules preview --zone=Asia/Shanghai @daily | wc -l
                "$holdfast" schedules create --name=Nightly --cron='30 2 * * *' \
                    --zone=Europe/Berlin --source=Website | head -n1
                "$holdfast" sources edit --name=Web Website
                "$holdfast" sources pause Web
                "$holdfast" schedules pause Nightly
                "$holdfast" schedules list | awk 'NR > 1 { print $2, $3, $NF }'
                "$holdfast" sources delete Web || echo "exit $?"
                "$holdfast" schedules delete Nightly; "$holdfast" sources delete Web
                "$holdfast" sources delete Other || echo "exit $?"
                "$holdfast" vaults delete Far
                "$holdfast" keys list | awk 'NR > 1 { print $2, $3, $4 }'
                "$holdfast" secrets list | awk 'NR > 1 { print $1, $3, $4 }'
                "$holdfast" sources show Nobody || echo "exit $?"
                grep -c 'canary-word\|canary-hook' log data/hub.db* || true
                stop; echo "stopped: $?"
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("Disk is known now.") && lines.contains("Far is known now."))
        #expect(lines.contains("Disk archive new") && lines.contains("Far repository new"))
        #expect(lines.contains("place file:/srv/b") && lines.contains("cadence.zone Europe/Berlin"))
        #expect(lines.contains("Website is protected now."))
        #expect(lines.contains("5") && lines.contains("Nightly fires at:"))
        // Told once there is a schedule.
        #expect(lines.filter { $0.hasPrefix("Note: The schedules never make two") }.count == 1)
        #expect(lines.contains("Web is changed.") && lines.contains("Web is paused."))
        #expect(lines.contains("Nightly is paused.") && lines.contains("Nightly paused –"))
        #expect(
            lines.filter { $0.hasPrefix("exit ") } == ["exit 1", "exit 1", "exit 1", "exit 5"],
            "\(lines)")
        for code in ["vault_needs_owner", "in_use", "last_source"] {
            #expect(outcome.errorText.contains(code))
        }
        #expect(outcome.errorText.contains("Nightly"), "who uses it is said")
        #expect(lines.contains("tenant by the"))
        #expect(lines.contains("key identity use"))
        #expect(lines.filter { $0.hasPrefix("data/hub.db") }.allSatisfy { $0.hasSuffix(":0") })
        #expect(lines.contains("stopped: 0"))
    }

    /// The whole way: a vault that nobody made yet, a source and a schedule are said to the hub;
    /// the agent makes the vault and fires; `age`, `zstd` and `tar` read what lies there.
    @Test func aScheduleFiresOnTheAgentIntoAVaultThatStockToolsRead() async throws {
        let outcome = try await runHubScript(
            hubMachines + Self.agents + ##"""
                start --data-dir=data; owner; login
                mkdir -p tree vaults; echo precious >tree/file
                join web --allow-read="$scratch/tree" --allow-vaults="$scratch/vaults"
                age-keygen -o paper 2>/dev/null
                "$holdfast" keys create --name=paper --recipient=$(age-keygen -y paper) >/dev/null
                "$holdfast" vaults create --name=Disk --format=archive --key=paper --on=web \
                    --place="file:$scratch/vaults/disk" >/dev/null
                "$holdfast" vaults create --name=Store --format=repository --on=web \
                    --place="file:$scratch/vaults/store" >/dev/null
                work web
                until_told ready "$holdfast" vaults list --text=Disk
                until_told ready "$holdfast" vaults list --text=Store
                grep -l $("$holdfast" vaults list --text=Disk --json | field id) vaults/disk/*
                "$holdfast" vaults test Disk
                "$holdfast" sources create --name=Tree --on=web --path="$scratch/tree" --to=Disk \
                    --to=Store >/dev/null
                "$holdfast" schedules create --name=Now --cron='* * * * *' --source=Tree >/dev/null
                until_told succeeded "$holdfast" runs list --kind=backup
                find vaults/disk -name 'payload.part*' | sort | while read -r part; do
                    age -d -i paper "$part"
                done | zstd -d | tar -xO --wildcards '*/file'
                "$holdfast" agents show web | awk '/^configuration.current/ { print $2 }'
                kill $agent; wait $agent || true
                stop; echo "stopped: $?"
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "vaults/disk/holdfast-vault.json", "An archive vault with 0 snapshots.",
                "precious", "yes", "stopped: 0",
            ], "\(outcome.errorText)")
    }
}
