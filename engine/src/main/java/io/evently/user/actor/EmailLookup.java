package io.evently.user.actor;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.ServiceKeys;
import io.evently.user.EmailAddress;
import io.evently.user.UserRejection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Whose an e-mail address is, under whichever of its forms they registered. */
public final class EmailLookup {

    private final UserActors actors;
    private final ServiceKeys serviceKeys;

    public EmailLookup(UserActors actors, ServiceKeys serviceKeys) {
        this.actors = actors;
        this.serviceKeys = serviceKeys;
    }

    /** The one index of an address, however it is spelled. */
    public BlindIndex indexOf(EmailAddress email) {
        return serviceKeys.blindIndexOf(email.normalised());
    }

    /** Its index under each key there is, the newest first. */
    public List<BlindIndex> indexesOf(EmailAddress email) {
        return serviceKeys.blindIndexesOf(email.normalised());
    }

    public CompletableFuture<UserReply> find(EmailAddress email) {
        return holders(email).thenCompose(holders -> firstOf(holders, email));
    }

    /**
     * The same, in the same steps whether there is somebody or not: the claims, and a user, if need be one whom nobody
     * has ever been.
     */
    public CompletableFuture<UserReply> findInLikeSteps(EmailAddress email) {
        return holders(email)
                .thenCompose(holders -> firstOf(holders.isEmpty() ? List.of(decoy(indexOf(email))) : holders, email));
    }

    /**
     * Fails with {@link UserRejection#EMAIL_TAKEN} if somebody is registered, but for the applicant: who asks again is told
     * the same. Does not keep others from being first.
     */
    public CompletableFuture<Void> mustBeFree(EmailAddress email, UUID applicant) {
        return find(email)
                .thenCompose(reply ->
                        reply instanceof UserReply.Is is && !is.account().id().equals(applicant)
                                ? UserRefused.by(UserRejection.EMAIL_TAKEN)
                                : CompletableFuture.completedFuture(null));
    }

    /** Its indexes in all forms under which somebody may be registered, under each key there is. */
    public List<BlindIndex> formsOf(EmailAddress email) {
        return email.registeredForms().stream()
                .flatMap(form -> serviceKeys.blindIndexesOf(form).stream())
                .toList();
    }

    /** For whom its forms are set aside, registered or not. */
    private CompletableFuture<List<UUID>> holders(EmailAddress email) {
        return heldNow(email)
                .thenCompose(holders ->
                        holders.isEmpty() && serviceKeys.indexVersions().size() > 1
                                // A claim may have gone from one key to the other between the two questions.
                                ? heldNow(email)
                                : CompletableFuture.completedFuture(holders));
    }

    private CompletableFuture<List<UUID>> heldNow(EmailAddress email) {
        return all(formsOf(email).stream().map(actors::holder).toList()).thenApply(claims -> claims.stream()
                .map(ClaimReply.HeldBy::userId)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    }

    /**
     * Nearly always there is one at most. A claim is not enough: one of somebody who wanted to come to this address, or has
     * left it, may be there yet.
     */
    private CompletableFuture<UserReply> firstOf(List<UUID> ids, EmailAddress email) {
        // Under the keys of before and of afterwards: the key may be changed meanwhile.
        Set<BlindIndex> forms = new HashSet<>(formsOf(email));
        return all(ids.stream().map(actors::look).toList()).thenApply(replies -> {
            forms.addAll(formsOf(email));
            return replies.stream()
                    .filter(reply -> reply instanceof UserReply.Is is
                            && forms.contains(is.account().emailIndex()))
                    .findFirst()
                    .orElse(UserReply.IsNot.INSTANCE);
        });
    }

    /** An id that nobody has, the same each time for the same address. */
    private static UUID decoy(BlindIndex index) {
        ByteBuffer bytes = ByteBuffer.wrap(index.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> answers) {
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    List<T> values = new ArrayList<>(answers.size());
                    answers.forEach(answer -> values.add(answer.join()));
                    return values;
                });
    }
}
