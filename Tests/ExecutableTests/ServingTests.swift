import TestSupport
import Testing

/// A hub with a certificate of its own, and one behind a real proxy.
@Suite(.timeLimit(.minutes(10))) struct ServingTests {
    /// An authority and two leaves, `one` and `two`, for a script: names of files in `$scratch`.
    private static let certificates = """
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
            -keyout ca.key -out ca.pem -subj /CN=ca 2>/dev/null
        for name in one two; do
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=$name \
                -keyout $name.key -out $name.csr 2>/dev/null
            openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
                -out $name.pem -extfile <(echo subjectAltName=IP:127.0.0.1) 2>/dev/null
        done
        seen() {
            openssl s_client -connect $address -CAfile ca.pem </dev/null 2>/dev/null |
                openssl x509 -noout -subject
        }

        """

    @Test func aNewCertificateIsReadAtSIGHUPAndOldConnectionsLiveOn() async throws {
        let outcome = try await runHubScript(
            Self.certificates + """
                cp one.pem tls.pem; cp one.key tls.key
                start --data-dir=data --tls-certificate=tls.pem --tls-key=tls.key
                link
                seen
                coproc old { openssl s_client -quiet -connect $address -CAfile ca.pem 2>/dev/null; }
                ask() {
                    printf 'GET /healthz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n' >&${old[1]}
                    read -r -u ${old[0]} answer; echo "old connection: ${answer%?}"
                    until [ "$answer" = alive ]; do read -r -u ${old[0]} answer; done
                }
                ask
                cp two.pem tls.pem; kill -HUP $pid; said 'certificate kept as it was'; seen
                cp two.key tls.key; kill -HUP $pid; said 'certificate read again'; seen; ask
                : >tls.pem; kill -HUP $pid; said 'certificate kept as it was'; seen; ask
                echo "verified: $(status --cacert ca.pem https://$address/healthz)"
                echo "plain: $(status http://$address/healthz || true)"
                stop; echo "stopped: $?"
                """)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        let seen = lines.filter { $0.hasPrefix("subject") }.map { $0.suffix(3) }
        #expect(seen == ["one", "one", "two", "two"], "\(outcome.text)")
        #expect(lines.filter { $0 == "old connection: HTTP/1.1 200 OK" }.count == 3)
        #expect(lines.first?.hasPrefix("https://127.0.0.1:") == true)
        #expect(lines.contains("verified: 200") && lines.contains("stopped: 0"))
        #expect(!lines.contains("plain: 200"))
    }

    @Test func theLogLevelIsReadAgainAtSIGHUP() async throws {
        let outcome = try await runHubScript(
            """
            printf '[log]\\nlevel = "info"\\n' >hub.conf
            start --data-dir=data --config=hub.conf
            status http://$address/one >/dev/null; said path=/one
            printf '[log]\\nlevel = "warning"\\n' >hub.conf; kill -HUP $pid; said 'level=warning'
            status http://$address/two >/dev/null
            printf '[log]\\nlevel = "loud"\\n' >hub.conf; kill -HUP $pid
            said 'settings kept as they were'
            printf '[log]\\nlevel = "info"\\n' >hub.conf; kill -HUP $pid; said 'level=info'
            status http://$address/three >/dev/null; said path=/three
            stop; cat log
            """)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        #expect(outcome.text.contains("path=/one") && outcome.text.contains("path=/three"))
        #expect(!outcome.text.contains("path=/two"), "\(outcome.text)")
    }

    @Test(arguments: [
        ("--tls-certificate=one.pem", "belong together"),
        ("--tls-certificate=one.pem --tls-key=two.key", "two.key is not the key of one.pem"),
        ("--tls-certificate=none.pem --tls-key=one.key", "no certificate chain in none.pem"),
        ("--tls-certificate=one.key --tls-key=one.key", "no certificate chain in one.key"),
    ])
    func aCertificateThatCannotServeIsRefusedAtTheStart(
        options: String, words: String
    ) async throws {
        let outcome = try await runHubScript(
            Self.certificates + """
                code=0; "$holdfast" hub --data-dir=data --listen=127.0.0.1:0 \(options) \
                    2>words >out || code=$?
                echo $code; cat words; ls -d data 2>/dev/null || echo nothing was made
                """)
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.first == "4", "\(outcome.text) \(outcome.errorText)")
        #expect(lines[1].hasPrefix("holdfast: ") && lines[1].contains(words), "\(outcome.text)")
        #expect(lines.last == "nothing was made")
    }

    /// nginx in front, with the addresses 192.0.2.1 for strangers and 192.0.2.7 for a client.
    private static let proxied =
        certificates + """
            ip address add 192.0.2.1/24 dev lo; ip address add 192.0.2.7/24 dev lo
            start --data-dir=data --listen=0.0.0.0:9876 --trusted-proxies=127.0.0.1
            address=127.0.0.1:9876
            mkdir web; cat >nginx.conf <<END
            daemon off; pid web/pid; error_log web/errors; user root;
            events {}
            http {
                access_log off;
                client_body_temp_path web/body; proxy_temp_path web/proxy;
                fastcgi_temp_path web/f; uwsgi_temp_path web/u; scgi_temp_path web/s;
                server {
                    listen 192.0.2.1:443 ssl; listen 192.0.2.1:80;
                    ssl_certificate $scratch/one.pem; ssl_certificate_key $scratch/one.key;
                    location / {
                        proxy_pass http://127.0.0.1:9876;
                        proxy_set_header Host \\$http_host;
                        proxy_set_header X-Forwarded-For \\$proxy_add_x_forwarded_for;
                        proxy_set_header X-Forwarded-Proto \\$scheme;
                    }
                }
            }
            END
            nginx -p $scratch -e web/errors -c $scratch/nginx.conf & proxy=$!
            until status http://192.0.2.1/healthz >/dev/null; do kill -0 $proxy; done
            over_proxy="-k --interface 192.0.2.7 https://192.0.2.1"

            """

    @Test func aTrustedProxySpeaksForItsClientsAndNobodyElseDoes() async throws {
        let outcome = try await runHubScript(
            Self.proxied + """
                owner
                status $over_proxy/a -H 'X-Forwarded-For: 6.6.6.6, 127.0.0.1'; said path=/a
                for path in healthz sign-in; do
                    status --interface 192.0.2.7 http://192.0.2.1:9876/$path \
                        -H 'X-Forwarded-For: 127.0.0.1' -H 'X-Forwarded-Proto: https'
                    said path=/$path; echo "$line"
                done
                grep -o https_required answer
                status http://192.0.2.1/setup --interface 192.0.2.7; said path=/setup
                grep -c https_required answer
                grep path=/a log
                curl -s -o /dev/null -D - $over_proxy/sign-in | tr -d '\\r' | grep -i set-cookie
                curl -s -o /dev/null -D - http://$address/sign-in | tr -d '\\r' | grep -i set-cookie
                sign_in https://192.0.2.1 -k --interface 192.0.2.7 -D heads
                tr -d '\\r' <heads | grep -i set-cookie
                sign_in https://192.0.2.1 -k -H 'Origin: https://192.0.2.1'
                sign_in https://192.0.2.1 -k -H 'Origin: http://192.0.2.1'
                stop; kill $proxy
                """)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let text = outcome.text
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines[0] == "404", "\(text)")
        // Behind the proxy the client is the one the proxy saw, whatever it said of itself.
        #expect(
            lines.contains { $0.contains("path=/a") && $0.contains("client=192.0.2.7") }, "\(text)")
        // Somebody else who says it is a proxy is taken for what it is.
        #expect(
            lines.contains { $0.contains("path=/sign-in") && $0.contains("client=192.0.2.7") },
            "\(text)")
        #expect(lines.filter { $0 == "403" }.count == 3, "\(text)")
        #expect(lines.contains("https_required") && lines.contains("1"))
        let cookies = lines.filter { $0.lowercased().hasPrefix("set-cookie") }
        try #require(cookies.count == 3, "\(text)")
        #expect(cookies[0].contains("__Host-holdfast-door=") && cookies[0].contains("; Secure"))
        #expect(!cookies[1].contains("__Host-") && !cookies[1].contains("Secure"))
        #expect(cookies[2].contains("__Host-holdfast-session="))
        #expect(lines.filter { $0 == "201" }.count == 2, "\(text)")
    }
}
