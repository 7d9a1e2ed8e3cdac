package io.evently.http.ops;

import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.route.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * {@code /openapi.yaml}, and {@code /docs}, which shows it with Swagger UI from its web jar.
 *
 * <p>The files served are listed here one by one, so there is no path that could lead elsewhere.
 */
public final class DocsEndpoints {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String WEB_JAR = "META-INF/resources/webjars/swagger-ui/" + webJarVersion() + "/";

    private DocsEndpoints() {}

    public static List<Endpoint> all() {
        Reply contract = PageFiles.file("openapi.yaml", "application/yaml");
        Reply page =
                PageFiles.file("docs/index.html", "text/html; charset=utf-8").header("Content-Security-Policy", POLICY);
        // Read once: unpacking 1.7 MB for every visitor would be a way to keep the server busy.
        Map<String, Reply> files = Map.of(
                "start.js", PageFiles.file("docs/start.js", "text/javascript; charset=utf-8"),
                "swagger-ui-bundle.js",
                        PageFiles.file(WEB_JAR + "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
                "swagger-ui.css", PageFiles.file(WEB_JAR + "swagger-ui.css", "text/css; charset=utf-8"),
                "favicon-32x32.png", PageFiles.file(WEB_JAR + "favicon-32x32.png", "image/png"));
        Reply unknown = Reply.of(Problem.notFound("The documentation has no such file."));
        return List.of(
                Endpoint.operational("/openapi.yaml", call -> contract.now()),
                Endpoint.operational("/docs", call -> page.now()),
                Endpoint.operational("/docs/{file}", call -> files.getOrDefault(call.path("file"), unknown)
                        .now()));
    }

    private static String webJarVersion() {
        var properties = new Properties();
        try (InputStream in = PageFiles.resource("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
