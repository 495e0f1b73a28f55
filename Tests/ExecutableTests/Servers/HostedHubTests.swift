import StoreSupport
import TestSupport
import Testing

/// Vaults on the disk of hubs of every kind: with a certificate of their own, behind a proxy, with
/// workers, with either store, moved, and brought back from a backup.
@Suite(.timeLimit(.minutes(5))) struct HostedHubTests {
    /// `host AGENT` makes an archive and a repository on the hub's disk and a source of the agent
    /// that goes to both; `back_up SOURCE`, `care` and `content` use, keep and look at them.
    private static let functions = ##"""
        export RESTIC_PASSWORD='correct horse'
        trap 'kill -9 $(jobs -p) 2>/dev/null || true' EXIT
        vault() {
            post vaults '{"name":"'${3:-$1}'","format":"'$1'","place":"hub:"'"$2"'}' | member id
        }
        host() {
            age-keygen -o hosted.key 2>hosted.public
            archive=$(vault archive ',"keeper":"'$1'","secrets":{"recipients":"'$(
                sed 's/.*: //' hosted.public)'","identity":"'$(
                grep AGE-SECRET hosted.key)'"}')
            repository=$(vault repository \
                ',"keeper":"'$1'","secrets":{"passphrase":"correct horse"}')
            ready $archive; ready $repository
            source=$(source $1)
        }
        source() {
            post sources '{"name":"tree of '$1'","agent":"'$1'","overlap":"queue",
                "configuration":{"kind":"files","paths":["'$scratch'/tree"]},
                "retention":{"last":1},
                "vaults":["'$archive'","'$repository'"]}' | member id
        }
        back_up() { "$holdfast" runs start --follow $1 >said; echo "backup $?"; }
        care() {
            for v in $archive $repository; do for k in forget prune check; do
                "$holdfast" runs follow $(
                    "$holdfast" vaults maintain $v $k --json | member id) >/dev/null ||
                    echo "$k $?"
            done; done
            echo "kept"
        }
        content() {
            restic -r ${1:-data/vaults}/$tenant/$repository check --no-lock >/dev/null
            restic -r ${1:-data/vaults}/$tenant/$repository snapshots --json --no-lock |
                python3 -c 'import json,sys; print(len(json.load(sys.stdin)), "content")'
        }
        seq 30 | split -l 1 -a 3 - tree/f

        """##

    private func run(_ script: String) async throws -> [String] {
        let outcome = try await runHubScript(runScript + Self.functions + script)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        return outcome.text.split(separator: "\n").map(String.init)
    }

    /// A certificate that nobody signed, and an nginx that may stand before the hub.
    private static let doors = ##"""
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
            -keyout tls.key -out tls.pem -subj /CN=hub -addext subjectAltName=IP:127.0.0.1 \
            2>/dev/null
        pin=certificate:$(openssl x509 -in tls.pem -outform DER | sha256sum | cut -d ' ' -f 1)
        socket=$scratch/hub.sock
        start --data-dir=data; owner; login; stop
        join() {
            "$holdfast" enrolment-tokens create >token
            "$holdfast" agent enroll --data-dir=$1 --token-file=token --hub=$2 "${@:3}" \
                --allow-read=$scratch/tree >/dev/null
        }
        # proxy LISTEN UPSTREAM
        proxy() {
            mkdir proxy; cat >proxy/conf <<END
            daemon off; pid proxy/pid; error_log proxy/errors; user root;
            events {}
            http {
                access_log proxy/access;
                client_body_temp_path proxy/body; proxy_temp_path proxy/proxy;
                fastcgi_temp_path proxy/f; uwsgi_temp_path proxy/u; scgi_temp_path proxy/s;
                map \$http_upgrade \$connection_upgrade { default upgrade; '' ''; }
                server {
                    listen $1;
                    ssl_certificate $scratch/tls.pem; ssl_certificate_key $scratch/tls.key;
                    location / {
                        proxy_pass $2;
                        proxy_http_version 1.1;
                        proxy_set_header Host \$http_host;
                        proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
                        proxy_set_header X-Forwarded-Proto \$scheme;
                        proxy_set_header Upgrade \$http_upgrade;
                        proxy_set_header Connection \$connection_upgrade;
                        proxy_request_buffering off;
                        client_max_body_size 0;
                    }
                }
            }
        END
            nginx -p $scratch -e proxy/errors -c $scratch/proxy/conf &
            until [ -s proxy/pid ]; do kill -0 $!; sleep 0.1; done
        }

        """##

    @Test func aPinnedCertificateIsEnoughForVaultsToo() async throws {
        let lines = try await run(
            Self.doors + ##"""
                listen=127.0.0.1:9876 start --data-dir=data \
                    --tls-certificate=tls.pem --tls-key=tls.key
                export HOLDFAST_HUB=https://127.0.0.1:9876
                curl() { command curl --insecure "$@"; }
                "$holdfast" vaults list 2>refused || echo "refused $?"
                grep -c -- --pin refused
                HOLDFAST_PIN=certificate:$(printf '0%.0s' $(seq 64)) \
                    "$holdfast" vaults list 2>refused || echo "refused $?"
                export HOLDFAST_PIN=$pin
                join web https://127.0.0.1:9876 --pin=$pin; live web; said 'agent connected'
                web=$(newest_agent); host $web
                back_up $source; echo more >tree/new; back_up $source; care; content
                """##)
        let refused = ["refused 6", "1", "refused 6"]
        #expect(lines == refused + ["backup 0", "backup 0", "kept", "1 content"], "\(lines)")
    }

    @Test func aHubOnASocketBehindAProxyHasVaults() async throws {
        let lines = try await run(
            Self.doors + ##"""
                listen=unix:$socket start --data-dir=data
                proxy '127.0.0.1:9876 ssl' http://unix:$socket
                export HOLDFAST_HUB=unix:$socket
                get() {
                    curl -sS -H "Authorization: Bearer $HOLDFAST_TOKEN" --unix-socket $socket \
                        "http://localhost/api/v1/tenants/$tenant/$1" "${@:2}"
                }
                join web https://127.0.0.1:9876 --pin=$pin; live web; said 'agent connected'
                web=$(newest_agent)
                join own unix:$socket; live own; said 'agent connected'; own=$(newest_agent)
                host $web; of_own=$(source $own)
                # More than nginx takes where nobody says how much.
                head -c 3000000 /dev/urandom >tree/large
                back_up $source; back_up $of_own; care; content
                grep -c '"PUT /vaults/.* 20[0-9]' proxy/access >puts
                [ $(cat puts) -gt 5 ] && echo "through the proxy"
                """##)
        #expect(
            lines == ["backup 0", "backup 0", "kept", "2 content", "through the proxy"],
            "\(lines)")
    }

    @Test func workersStoreCopyAndCheckThere() async throws {
        let lines = try await run(
            serverScript + ##"""
                seq 30 | split -l 1 -a 3 - remote/f; server shop 2222; open shop
                start --data-dir=data; owner; login
                for name in one two; do
                    work $name; live $name; said 'agent connected'
                    "$holdfast" agents edit $(newest_agent) --worker=yes >/dev/null
                done
                host $(newest_agent)
                shop=$("$holdfast" sources create --name=Shop --json --sftp=root@127.0.0.1:2222 \
                    --ssh-key-file=shop/user --path=$scratch/remote --to=$archive \
                    --to=$repository --keep-last=1 | member id)
                back_up $shop; echo more >remote/new; back_up $shop; care; content
                second=$(vault archive ',"keeper":"'$(newest_agent)'","secrets":{"recipients":"'$(
                    sed 's/.*: //' hosted.public)'","identity":"'$(
                    grep AGE-SECRET hosted.key)'"}' second)
                ready $second
                snapshot=$("$holdfast" snapshots list --json | grep $archive | member id)
                "$holdfast" runs copy $snapshot --to=$second --follow >/dev/null; echo "copy $?"
                "$holdfast" runs follow $(
                    "$holdfast" vaults maintain $second check --json | member id) >/dev/null
                echo "check $?"
                ls data/vaults/$tenant/$second/tenants/*/sources/$shop/snapshots/*/complete.json |
                    wc -l
                """##)
        #expect(
            lines == [
                "backup 0", "backup 0", "kept", "1 content", "copy 0", "check 0", "1",
            ], "\(lines)")
    }

    /// What agents sign in with follows from the hub's key alone, wherever its store lies.
    @Test func aHubTakesItsVaultsAlongWhereverItGoes() async throws {
        let server = try await PostgresServer.shared()
        let whole = try await server.url(of: server.makeDatabase())
        let escaped = PostgresServer.password.split(separator: " ").joined(separator: "%20")
        let url = whole.replacing(":\(escaped)@", with: "@")
        let lines = try await run(
            ##"""
            (umask 077; printf '%s' '\##(PostgresServer.password)' >pg)
            database=(--store-url='\##(url)' --store-password-file=pg)
            mkdir disk backups; age-keygen -o hub.key 2>public
            listen=127.0.0.1:9876 vaults=--vaults-folder=$scratch/disk
            start --data-dir=data $vaults "${database[@]}"; owner; login
            join web; live web; said 'agent connected'; host $(newest_agent)
            back_up $source; echo more >tree/new; back_up $source; care; content disk
            stop; echo "moves"
            "$holdfast" hub migrate-store --data-dir=data "${database[@]}" --to-sqlite >/dev/null
            start --data-dir=data $vaults; said 'agent connected'
            back_up $source; care; content disk
            "$holdfast" hub backup --data-dir=data --backup-folder=backups \
                --backup-recipients=$(sed 's/.*: //' public) >/dev/null
            back_up $source; stop; mv data lost; echo "comes back"
            "$holdfast" hub restore --identity-file=hub.key --data-dir=data backups/*.age >/dev/null
            start --data-dir=data $vaults; said 'agent connected'
            back_up $source; content disk
            "$holdfast" hub thaw --data-dir=data >/dev/null; care; back_up $source; content disk
            """##)
        let used = ["backup 0", "kept", "1 content"]
        #expect(
            lines == ["backup 0"] + used + ["moves"] + used
                + ["backup 0", "comes back", "backup 0", "3 content", "kept", "backup 0"]
                + ["2 content"], "\(lines)")
    }
}
