package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Access;
import io.evently.http.answer.ErrorCode;
import io.evently.http.ops.AccountPages;
import io.evently.http.ops.DocsEndpoints;
import io.evently.http.ops.HealthEndpoints;
import io.evently.http.ops.MetricsEndpoint;
import io.evently.http.route.Endpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code openapi.yaml} says what the routes are: no more, no less, and who may call them. */
class ContractTest {

    private static final Map<String, Operation> DESCRIBED = Contract.OPERATIONS;
    private static final StreamSettings STREAMS =
            new StreamSettings(Duration.ofSeconds(15), Duration.ofMinutes(15), 10_000, 20, 5);
    private static final Map<String, Endpoint> SERVED = served();

    /** The table of routes; nothing is called, so nothing need be there to answer. */
    static Map<String, Endpoint> served() {
        Routes.Parts none = new Routes.Parts(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ZERO,
                STREAMS,
                null,
                new SimpleMeterRegistry());
        List<Endpoint> all = new ArrayList<>(new Routes(none).endpoints());
        all.addAll(HealthEndpoints.watch(List.of()).endpoints());
        all.addAll(DocsEndpoints.all());
        all.addAll(AccountPages.all());
        all.add(MetricsEndpoint.of(MetricsEndpoint.registry()));
        Map<String, Endpoint> byName = new TreeMap<>();
        all.forEach(endpoint -> byName.put(endpoint.toString(), endpoint));
        return byName;
    }

    @Test
    void itIsWellFormed() {
        assertThat(Contract.complaints()).isEmpty();
    }

    @Test
    void itDescribesEveryRouteAndNoOther() {
        Set<String> notDescribed = new TreeSet<>(SERVED.keySet());
        notDescribed.removeAll(DESCRIBED.keySet());
        assertThat(notDescribed).as("served and not described").isEmpty();
        Set<String> notServed = new TreeSet<>(DESCRIBED.keySet());
        notServed.removeAll(SERVED.keySet());
        assertThat(notServed).as("described and not served").isEmpty();
    }

    @Test
    void itKnowsEveryErrorCode() {
        List<?> codes = Contract.document()
                .getComponents()
                .getSchemas()
                .get("ErrorCode")
                .getEnum();
        assertThat(codes.stream().map(Object::toString).toList())
                .isEqualTo(Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    }

    @TestFactory
    Stream<DynamicTest> eachOperation() {
        return SERVED.values().stream()
                .filter(endpoint -> DESCRIBED.containsKey(endpoint.toString()))
                .map(endpoint -> DynamicTest.dynamicTest(
                        endpoint.toString(), () -> assertDescribed(endpoint, DESCRIBED.get(endpoint.toString()))));
    }

    private static void assertDescribed(Endpoint endpoint, Operation operation) {
        String access = endpoint.access().name().toLowerCase(Locale.ROOT);
        assertThat(operation.getExtensions()).containsEntry("x-access", access);
        assertThat(operation.getSecurity() != null)
                .as("asks for a token")
                .isEqualTo(endpoint.access() != Access.PUBLIC);
        assertThat(operation.getOperationId()).isNotBlank();
        assertThat(operation.getSummary()).isNotBlank();
        assertThat(operation.getTags()).hasSize(1);
        assertThat(pathParametersOf(operation)).isEqualTo(parametersOf(endpoint.path()));
        assertThat(operation.getResponses().keySet()).containsAll(refusalsOf(endpoint, operation));
        operation.getResponses().forEach((status, response) -> assertResponse(endpoint, status, response));
    }

    /** The refusals that the frame itself may answer with. */
    private static Set<String> refusalsOf(Endpoint endpoint, Operation operation) {
        Set<String> refusals = new TreeSet<>();
        if (endpoint.produces().equals("*/*")) {
            return refusals;
        }
        refusals.addAll(List.of("400", "406", "422", "429", "500", "503"));
        if (endpoint.access() != Access.PUBLIC) {
            refusals.add("401");
        }
        if (endpoint.access() == Access.ADMIN) {
            refusals.add("403");
        }
        if (endpoint.path().contains("{")) {
            refusals.add("404");
        }
        if (operation.getRequestBody() != null) {
            refusals.addAll(List.of("413", "415"));
        }
        return refusals;
    }

    private static void assertResponse(Endpoint endpoint, String status, ApiResponse response) {
        ApiResponse actual = response.get$ref() == null ? response : component(response.get$ref());
        assertThat(actual.getDescription()).as(status).isNotBlank();
        if (status.equals("204")) {
            assertThat(actual.getContent()).as(status).isNull();
        } else if (status.startsWith("2")) {
            if (!endpoint.produces().equals("*/*")) {
                assertThat(actual.getContent()).as(status).containsOnlyKeys(endpoint.produces());
            }
        } else if (!endpoint.path().startsWith("/health")) {
            assertThat(actual.getContent()).as(status).containsOnlyKeys("application/problem+json");
        }
    }

    private static ApiResponse component(String ref) {
        return Contract.document().getComponents().getResponses().get(ref.substring(ref.lastIndexOf('/') + 1));
    }

    private static Set<String> pathParametersOf(Operation operation) {
        Set<String> names = new TreeSet<>();
        for (Parameter parameter :
                operation.getParameters() == null ? List.<Parameter>of() : operation.getParameters()) {
            if (parameter.getIn().equals("path")) {
                names.add(parameter.getName());
            }
        }
        return names;
    }

    private static Set<String> parametersOf(String path) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = Pattern.compile("\\{(\\w+)}").matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
