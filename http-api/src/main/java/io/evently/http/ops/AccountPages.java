package io.evently.http.ops;

import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import java.util.List;
import java.util.Map;

/**
 * The pages that links in mails lead to. They do nothing until a button is pressed: mail scanners follow links, too. The
 * token is behind the {@code #}, so it comes with no request but the one that the button sends.
 */
public final class AccountPages {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private AccountPages() {}

    public static List<Endpoint> all() {
        Reply verifyAddress = page("verify-address.html");
        Reply resetPassword = page("reset-password.html");
        Map<String, Reply> files = Map.of(
                "start.js", file("start.js", "text/javascript; charset=utf-8"),
                "style.css", file("style.css", "text/css; charset=utf-8"));
        Reply unknown = Reply.of(Problem.notFound("The pages have no such file."));
        return List.of(
                Endpoint.operational("/verify-address", call -> verifyAddress.now()),
                Endpoint.operational("/reset-password", call -> resetPassword.now()),
                Endpoint.operational("/account/{file}", call -> files.getOrDefault(call.path("file"), unknown)
                        .now()));
    }

    private static Reply page(String name) {
        return file(name, "text/html; charset=utf-8").header("Content-Security-Policy", POLICY);
    }

    private static Reply file(String name, String mediaType) {
        return PageFiles.file("account/" + name, mediaType).header("Cache-Control", "no-store");
    }
}
