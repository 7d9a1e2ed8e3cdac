package io.evently;

import io.evently.database.StartupRefused;
import io.evently.projection.Rebuild;
import java.sql.SQLException;

/**
 * {@code mvn -Prebuild}: makes the tables of all four databases anew from their journals, while Evently runs or while it
 * does not.
 */
public final class RebuildTables {

    private RebuildTables() {}

    public static void main(String[] args) throws SQLException {
        try {
            DatabaseCommand.run(Settings.load(), Rebuild::run);
            System.out.println("The tables are made anew.");
        } catch (StartupRefused refused) {
            System.err.println("The tables were not touched: " + refused.getMessage());
            System.exit(1);
        }
    }
}
