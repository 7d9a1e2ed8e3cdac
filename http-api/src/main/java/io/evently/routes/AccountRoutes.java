package io.evently.routes;

import io.evently.http.access.Access;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Note;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Watch;
import io.evently.security.SecurityKind;
import io.evently.user.EmailAddress;
import io.evently.user.account.Users;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What links in mails are for: an address is proved, and a forgotten password becomes another one. */
public final class AccountRoutes {

    private static final String SENT = "If somebody is registered with this address, a mail with a link is on its way.";

    private final Users users;

    public AccountRoutes(Users users) {
        this.users = users;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/users/address-proofs", Access.PUBLIC, UserBodies::token, this::proveAddress)
                        .limitedAsLogIn()
                        .watched(Watch.of(SecurityKind.ADDRESS_PROOF, "")),
                Endpoint.post("/v1/users/me/address-proofs", Access.USER, this::sendProofAgain)
                        .watched(Watch.of(SecurityKind.ADDRESS_PROOF, Watch.ME)),
                Endpoint.post("/v1/password-resets", Access.PUBLIC, UserBodies::address, this::askForReset)
                        .limitedAsLogIn()
                        .watched(Watch.of(SecurityKind.PASSWORD_RESET, "")),
                Endpoint.post("/v1/password-resets/confirm", Access.PUBLIC, UserBodies::reset, this::reset)
                        .limitedAsLogIn()
                        .watched(Watch.of(SecurityKind.PASSWORD_RESET, "")));
    }

    private CompletionStage<Reply> proveAddress(Call call, String token) {
        return UserRejections.answer(users.proofs().prove(token, call.origin()), user -> Reply.noContent()
                .noting(Note.about(user)));
    }

    private CompletionStage<Reply> sendProofAgain(Call call) {
        return UserRejections.answer(users.proofs().sendAgain(call.principal().userId()), sent -> Reply.noContent());
    }

    /** The same for everybody. */
    private CompletionStage<Reply> askForReset(Call call, EmailAddress email) {
        return UserRejections.answer(users.resets().ask(email), asked -> Reply.json(
                        202, JsonWriter.toBytes(json -> json.text("message", SENT)))
                .header("Cache-Control", "no-store"));
    }

    private CompletionStage<Reply> reset(Call call, UserBodies.Reset request) {
        return UserRejections.answer(
                users.resets().confirm(request.token(), request.password(), call.origin()),
                user -> Reply.noContent().noting(Note.about(user)));
    }
}
