import TestSupport
import Testing

/// How a machine gets its agent from the hub.
@Suite(.timeLimit(.minutes(10))) struct InstallTests {
    @Test func theHubsScriptInstallsAnAgentAndLeavesOtherBackupsAlone() async throws {
        let outcome = try await runHubScript(
            #"""
            start --data-dir=data; owner
            export HOLDFAST_HUB=http://$address HOLDFAST_HUB_PASSWORD='a short sentence is good'
            export HOLDFAST_TOKEN=$("$holdfast" api-tokens create --login=mara@example.org --name=x)
            token=$("$holdfast" enrolment-tokens create)
            unset HOLDFAST_TOKEN HOLDFAST_HUB
            mkdir programs units cron
            echo '0 3 * * * root restic backup /srv' >cron/mine
            echo '# restic is gone' >>cron/mine
            sha256sum cron/mine >before
            export HOLDFAST_PROGRAM_DIR=$scratch/programs HOLDFAST_UNIT_DIR=$scratch/units
            export HOLDFAST_AGENT_DATA_DIR=$scratch/agent HOLDFAST_CRON_PLACES=$scratch/cron
            curl -fsS "http://$address/install.sh" >install.sh
            grep -c "$token" install.sh || true
            # Announced as something it is not, nothing is installed.
            sed "s/^digest=.*/digest='$(printf %064d 0)'/" install.sh >forged.sh
            HOLDFAST_ENROLL_TOKEN=$token sh forged.sh || echo "forged: $?"
            ls -A programs
            # As the page has it; what everybody on the machine could read meanwhile is kept.
            mkdir bin
            printf '#!/bin/sh\ncat /proc/[0-9]*/cmdline >arguments\nexec env -- "$@"\n' >bin/sudo
            chmod +x bin/sudo
            { echo export HOLDFAST_ENROLL_TOKEN=$token; cat install.sh; } |
                PATH=$scratch/bin:$PATH sudo sh -s -- --allow-read=/srv \
                --allow-restore="$scratch/new/back" >said 2>&1 || cat said
            grep -qaF "$scratch/bin/sudo" arguments && echo looked
            grep -acF "$token" arguments || true
            grep -c 'A line of cron backs up, too' said
            sha256sum --quiet -c before && echo untouched
            cmp "$holdfast" programs/holdfast && echo same
            programs/holdfast agent status | grep -o 'standing .*'
            grep -e '^ReadWritePaths' -e '^ExecStart' units/holdfast-agent.service |
                sed "s,$scratch,@,g"
            stat -c %a new/back
            systemd-analyze verify units/holdfast-agent.service 2>&1 |
                grep -i holdfast | grep -v 'not executable' || true
            sh install.sh | grep 'already'
            curl -s -o answer -w '%{http_code}\n' "http://$address/agent/v1/programs/vax"
            # What somebody writes into a field of the request is no script.
            curl -s -o answer -w '%{http_code}\n' -H "Host: x';touch hacked;'" \
                "http://$address/install.sh"
            stop
            """#)
        #expect(outcome.status == 0, "\(outcome.errorText)")
        #expect(
            outcome.text == """
                0
                forged: 1
                looked
                0
                1
                untouched
                same
                standing     active
                ExecStart="@/programs/holdfast" agent run --data-dir="@/agent"
                ReadWritePaths="-@/agent"
                ReadWritePaths="-@/new/back"
                700
                This machine is an agent already.
                404
                400

                """)
    }
}
