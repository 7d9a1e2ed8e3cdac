package io.evently.routes;

import io.evently.event.Micros;
import io.evently.http.access.Access;
import io.evently.http.access.Principal;
import io.evently.http.access.Tokens;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Note;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Watch;
import io.evently.security.SecurityKind;
import io.evently.user.EmailAddress;
import io.evently.user.Identity;
import io.evently.user.UserRejection;
import io.evently.user.account.Person;
import io.evently.user.account.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** People: registering, logging in, what they see of themselves, and what admins do about them. */
public final class UserRoutes {

    private final Users users;
    private final Tokens tokens;
    private final Duration tokenLifetime;

    public UserRoutes(Users users, Tokens tokens, Duration tokenLifetime) {
        this.users = users;
        this.tokens = tokens;
        this.tokenLifetime = tokenLifetime;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/users", Access.PUBLIC, UserBodies::registration, this::register)
                        .limitedAsLogIn()
                        .watched(Watch.of(SecurityKind.REGISTRATION, "")),
                Endpoint.post("/v1/sessions", Access.PUBLIC, UserBodies::credentials, this::logIn)
                        .limitedAsLogIn()
                        .watched(Watch.of(SecurityKind.LOG_IN, "")),
                Endpoint.delete("/v1/sessions", Access.USER, UserBodies::everywhere, this::logOut)
                        .watched(Watch.of(SecurityKind.LOG_OUT, Watch.ME)),
                Endpoint.put("/v1/users/me/password", Access.USER, UserBodies::passwordChange, this::changePassword)
                        .limitedAsLogIn()
                        .watched(Watch.of(SecurityKind.PASSWORD_CHANGE, Watch.ME)),
                Endpoint.get("/v1/users/me", Access.USER, this::me),
                Endpoint.patch("/v1/users/me", Access.USER, UserBodies::profile, this::changeProfile)
                        // Who changes an address is told whether somebody has it.
                        .limitedAsLogIn(),
                Endpoint.delete("/v1/users/me", Access.USER, this::forgetMe)
                        .watched(Watch.of(SecurityKind.FORGETTING, Watch.ME)),
                Endpoint.get("/v1/users", Access.ADMIN, UserBodies::wantedEmail, this::find)
                        .watched(Watch.readOf("user", "")),
                Endpoint.patch("/v1/users/{id}", Access.ADMIN, UserBodies::accessChange, this::changeAccess)
                        .watched(Watch.of(SecurityKind.ACCESS_CHANGE, "id")),
                Endpoint.delete("/v1/users/{id}", Access.ADMIN, this::forget)
                        .watched(Watch.of(SecurityKind.FORGETTING, "id")));
    }

    private CompletionStage<Reply> register(Call call, UserBodies.Registration request) {
        if (users.isSetAside(request.email())) {
            // Also while there is no such user yet: the first admin is made only after the node has joined.
            return Reply.of(UserRejections.problem(UserRejection.EMAIL_TAKEN)).now();
        }
        return UserRejections.answer(
                users.register(request.email(), request.name(), request.password(), request.key(), call.origin()),
                registered -> {
                    Reply created = Reply.created("/v1/users/me", json -> person(json, registered.person()));
                    return (registered.replayed() ? EventReplies.replayed(created) : created)
                            .noting(Note.about(registered.person().id()));
                });
    }

    private CompletionStage<Reply> logIn(Call call, UserBodies.Credentials request) {
        return UserRejections.answer(
                users.login(request.email(), request.password(), call.remoteAddress()),
                identity -> Reply.json(201, JsonWriter.toBytes(json -> session(json, identity)))
                        // RFC 6749, section 5.1: no cache on the way may keep a token.
                        .header("Cache-Control", "no-store")
                        .noting(Note.about(identity.userId())
                                .with(Map.of("role", identity.role().label()))));
    }

    private CompletionStage<Reply> logOut(Call call, boolean everywhere) {
        UUID userId = call.principal().userId();
        return tokens.session(call.header("authorization"))
                .map(session -> UserRejections.answer(
                        everywhere
                                ? users.sessions().endAll(userId, session.tokenId(), session.expiresAt(), call.origin())
                                : users.sessions().end(userId, session.tokenId(), session.expiresAt()),
                        ended -> Reply.noContent()))
                // It has ended since this request was let in.
                .orElseGet(() -> Reply.noContent().now());
    }

    private CompletionStage<Reply> changePassword(Call call, UserBodies.PasswordChange request) {
        return tokens.session(call.header("authorization"))
                .map(session -> UserRejections.answer(
                        users.sessions()
                                .changePassword(
                                        call.principal().userId(),
                                        request.current(),
                                        request.next(),
                                        session.tokenId(),
                                        call.remoteAddress(),
                                        call.origin()),
                        changed -> Reply.noContent()))
                .orElseGet(() -> Reply.of(Problem.unauthenticated("This session has ended."))
                        .now());
    }

    private CompletionStage<Reply> me(Call call) {
        return UserRejections.answer(users.get(call.principal().userId()), UserRoutes::toThemselves);
    }

    /** The address first: it may be refused, a name never is. */
    private CompletionStage<Reply> changeProfile(Call call, UserBodies.Profile profile) {
        UUID userId = call.principal().userId();
        return profile.email()
                .map(wanted -> UserRejections.answerLater(
                        users.changeAddress(userId, wanted, call.origin()),
                        person -> profile.name().isPresent()
                                ? rename(call, profile.name().get())
                                : toThemselves(person).now()))
                .or(() -> profile.name().map(wanted -> rename(call, wanted)))
                .orElseGet(() -> me(call));
    }

    private CompletionStage<Reply> rename(Call call, String name) {
        return UserRejections.answer(
                users.rename(call.principal().userId(), name, call.origin()), UserRoutes::toThemselves);
    }

    private CompletionStage<Reply> find(Call call, EmailAddress email) {
        long asked = Micros.of(Instant.now());
        return UserRejections.answer(users.find(email), found -> Reply.page(
                        found.stream().toList(), false, UserRoutes::personToAdmin, person -> "")
                .asOf(asked)
                .noting(Note.about(found.map(Person::id).orElse(null))));
    }

    private CompletionStage<Reply> changeAccess(Call call, UserBodies.AccessChange request) {
        return UserRejections.answer(
                users.changeAccess(
                        call.pathId("id"),
                        request.role().orElse(null),
                        request.active().orElse(null),
                        call.principal().userId(),
                        call.origin()),
                person -> Reply.ok(json -> personToAdmin(json, person))
                        .noting(Note.about(person.id())
                                .with(Map.of(
                                        "role", person.role().label(),
                                        "active", Boolean.toString(person.active())))));
    }

    private CompletionStage<Reply> forgetMe(Call call) {
        UUID userId = call.principal().userId();
        return UserRejections.answer(users.forget(userId, userId, call.origin()), forgotten -> Reply.noContent());
    }

    private CompletionStage<Reply> forget(Call call) {
        return UserRejections.answer(
                users.forget(call.pathId("id"), call.principal().userId(), call.origin()),
                forgotten -> Reply.noContent());
    }

    private void session(JsonWriter json, Identity identity) {
        Principal bearer = new Principal(identity.userId(), identity.role());
        json.text("accessToken", tokens.issue(bearer, identity.epoch(), tokenLifetime));
        json.text("tokenType", "Bearer");
        json.number("expiresIn", tokenLifetime.toSeconds());
    }

    private static Reply toThemselves(Person person) {
        return Reply.ok(json -> person(json, person));
    }

    private static void person(JsonWriter json, Person person) {
        json.id("id", person.id());
        json.text("email", person.email());
        json.text("name", person.name());
        json.text("role", person.role().label());
        json.time("createdAt", person.createdAt());
        json.flag("emailVerified", person.emailVerified());
    }

    static void personToAdmin(JsonWriter json, Person person) {
        person(json, person);
        json.flag("isActive", person.active());
        json.time("updatedAt", person.updatedAt());
    }
}
