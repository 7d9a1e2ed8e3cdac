package io.evently.http.ops;

import ch.qos.logback.core.PropertyDefinerBase;

/**
 * Which of {@code log/security-console.xml} and {@code log/security-file.xml} is read: the file's, if {@code
 * EVENTLY_SECURITY_LOG} names one. Logback makes it by its name, which stands in {@code logback.xml}.
 */
public final class SecurityLogTarget extends PropertyDefinerBase {

    /** The setting. */
    public static final String SETTING = "EVENTLY_SECURITY_LOG";

    private String file = "";

    /** @param file empty: the console */
    public void setFile(String file) {
        this.file = file;
    }

    @Override
    public String getPropertyValue() {
        return file.isBlank() ? "security-console" : "security-file";
    }
}
