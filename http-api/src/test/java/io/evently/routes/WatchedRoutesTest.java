package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Access;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Watch;
import io.evently.security.SecurityKind;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/** No route shows admins what belongs to others, and forgets to say so to the security log. */
class WatchedRoutesTest {

    private static final Collection<Endpoint> ROUTES = ContractTest.served().values();

    @Test
    void whatAdminsReadIsDeclared() {
        assertThat(ROUTES)
                .filteredOn(route -> route.method() == Endpoint.Method.GET && route.access() == Access.ADMIN)
                .hasSizeGreaterThan(4)
                .allMatch(Endpoint::isWatchDeclared, "says whose data it shows, or Watch.OF_NOBODY");
    }

    @Test
    void whatIsReadHasANameAndAnId() {
        assertThat(ROUTES).filteredOn(route -> route.watch().kind() != null).allSatisfy(route -> {
            assertThat(route.watch().entity()).as(route.toString()).matches("[a-z-]+");
            String parameter = route.watch().parameter();
            if (!parameter.isEmpty() && !parameter.equals(Watch.ME)) {
                assertThat(route.parameters()).as(route.toString()).contains(parameter);
            }
        });
    }

    @Test
    void whatChangesWhoSomebodyIsOrMayIsWatched() {
        assertThat(ROUTES)
                .filteredOn(route -> route.method() != Endpoint.Method.GET
                        && (route.path().startsWith("/v1/users") || route.path().startsWith("/v1/sessions")))
                .filteredOn(route -> !route.toString().equals("PATCH /v1/users/me"))
                .hasSizeGreaterThan(4)
                .allMatch(route -> route.watch().kind() != null, "is watched");
    }

    @Test
    void bookingIsNot() {
        assertThat(ROUTES)
                .filteredOn(route -> route.toString().equals("POST /v1/events/{id}/bookings"))
                .extracting(route -> route.watch().kind())
                .containsOnly((SecurityKind) null);
    }
}
