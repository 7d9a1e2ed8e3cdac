package io.evently.crypto;

/**
 * What is encrypted about a person. The field is part of what is authenticated, so no ciphertext can be moved into
 * another column. The names stand in every ciphertext for ever.
 */
public enum PersonalField {
    EMAIL("email"),
    NAME("name");

    private final String label;

    PersonalField(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
