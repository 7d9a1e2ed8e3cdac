package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.StartupRefused;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators write about proxies and browsers, and what they are told when it cannot be. */
class HttpSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.0/8              | 10.255.255.255           | 11.0.0.0",
                "10.0.0.1/8              | 10.2.3.4                 | 9.255.255.255",
                "172.16.0.0/12           | 172.31.255.255           | 172.32.0.0",
                "10.1.2.128/25           | 10.1.2.128               | 10.1.2.127",
                "10.1.2.3                | 10.1.2.3                 | 10.1.2.2",
                "10.1.2.3/32             | 10.1.2.3                 | 10.1.2.4",
                "0.0.0.0/0               | 203.0.113.7              | ::1",
                "fd00::/8                | fdff::1                  | fe00::1",
                "2001:db8:0:8000::/49    | 2001:db8:0:ffff::1       | 2001:db8:0:7fff::1",
                "::1                     | ::1                      | ::2",
                "::1/128                 | 0:0:0:0:0:0:0:1          | ::",
                "::/0                    | 2001:db8::1              | 10.0.0.1",
                "::ffff:10.0.0.0/104     | 10.2.3.4                 | 11.2.3.4",
                "10.0.0.1 ,, fd00::/8,   | fd12::                   | 10.0.0.2"
            })
    void networksHoldTheirAddresses(String setting, String in, String out) throws Exception {
        TrustedProxies proxies =
                TestServer.settings("trusted-proxies = \"" + setting + "\"").trustedProxies();
        assertThat(proxies.isTrustedProxy(InetAddress.getByName(in))).as(in).isTrue();
        assertThat(proxies.isTrustedProxy(InetAddress.getByName(out))).as(out).isFalse();
    }

    @Test
    void byDefaultNobodyIsTrusted() {
        assertThat(TestServer.settings("").trustedProxies().isTrustedProxy(InetAddress.getLoopbackAddress()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "/8",
                "10.0.0/8",
                "10.0.0.0/255.0.0.0",
                "fd00::/129",
                "::ffff:10.0.0.0/95",
                "10.0.0.256",
                "localhost",
                "on",
                "*",
                "10.0.0.1:80",
                "[::1]",
                "fe80::1%1",
                "10.0.0.1 10.0.0.2",
                "10.0.0.1;10.0.0.2"
            })
    void whatIsNoNetworkRefusesTheStart(String setting) {
        assertThatThrownBy(() -> TestServer.settings("trusted-proxies = \"10.0.0.1, " + setting + "\""))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_TRUSTED_PROXIES")
                .hasMessageContaining("\"" + setting + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "shop.example",
                "https://",
                "https://shop.example/",
                "https://shop.example/a",
                "https://shop.example?",
                "https://shop.example#",
                "https://me@shop.example",
                "https://*.shop.example",
                "HTTPS://shop.example",
                "https://Shop.example",
                "https://shop.example:443",
                "http://shop.example:80",
                "https://shop.example:",
                "https://m\u00fcller.example",
                "https://shop.example https://b.example",
                "//shop.example",
                "mailto:a@b.example"
            })
    void whatIsNoOriginRefusesTheStart(String setting) {
        assertThatThrownBy(() -> TestServer.settings("cors-origins = \"https://a.example, " + setting + "\""))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_CORS_ORIGINS")
                .hasMessageContaining("\"" + setting + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example",
                "http://localhost:3000",
                "https://shop.example:8443",
                "http://127.0.0.1:8081",
                "http://[::1]:3000",
                "https://xn--mller-kva.example",
                "capacitor://localhost",
                " , "
            })
    void originsAreTakenAsBrowsersWriteThem(String setting) {
        assertThat(TestServer.settings("cors-origins = \"" + setting + "\"").cors())
                .isNotNull();
    }

    @Test
    void theOldSettingIsNotPassedOverInSilence() {
        for (String set : new String[] {"on", "true"}) {
            assertThatThrownBy(() -> TestServer.settings("trust-forwarded-for = " + set))
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageContaining("EVENTLY_TRUSTED_PROXIES");
        }
        assertThat(TestServer.settings("trust-forwarded-for = off")).isNotNull();
    }
}
