package io.evently.requests;

/** What a request should come to, as far as it can be said before it is sent. */
enum Expect {
    /** It is as the contract wants it: no answer may say that it is not. */
    UNDERSTOOD,
    /** Something about it is wrong for sure: it must not succeed. */
    REFUSED,
    /** Either. */
    ANY
}
