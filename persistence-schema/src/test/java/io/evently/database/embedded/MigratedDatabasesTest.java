package io.evently.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Migrations;
import io.evently.database.TestServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigratedDatabasesTest {

    private static List<String> copies;
    private static List<String> migrated;

    @BeforeAll
    static void make() {
        copies = TestServer.migrated("copied");
        migrated = TestServer.get().databases("uncopied");
        Migrations.migrate(migrated);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select number from shard",
                "select pg_get_userbyid(datdba), datacl::text, datallowconn, datconnlimit, datistemplate"
                        + " from pg_database where datname = current_database()",
                "select version, checksum, success from flyway_schema_history order by installed_rank",
                "select relnamespace::regnamespace, relname, relkind, relacl::text, pg_get_userbyid(relowner),"
                        + " relrowsecurity from pg_class where relnamespace::regnamespace::text !~ '^pg_toast' order by 1, 2",
                "select nspname, nspacl::text, pg_get_userbyid(nspowner) from pg_namespace"
                        + " where nspname !~ '^pg_(temp|toast)' order by 1",
                "select proname, proacl::text, pg_get_userbyid(proowner), prosecdef from pg_proc"
                        + " where pronamespace::regnamespace::text <> 'pg_catalog' order by 1, 2",
                "select defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl::text"
                        + " from pg_default_acl order by 1, 2, 3",
                "select * from pg_db_role_setting where setdatabase ="
                        + " (select oid from pg_database where datname = current_database())"
            })
    void aCopyIsWhatAMigrationMakes(String asked) throws SQLException {
        for (int shard = 0; shard < copies.size(); shard++) {
            assertThat(TestServer.rows(copies.get(shard), asked))
                    .as("database %d", shard)
                    .isEqualTo(TestServer.rows(migrated.get(shard), asked));
        }
    }

    @Test
    void whatIsWrittenIntoOneIsInNoOther() throws SQLException {
        String one = TestServer.migrated("copied_once").get(0);
        TestServer.execute(one, "create table written_to (number int)");

        assertThat(TestServer.migrated("copied_once").get(0)).isEqualTo(one);
        assertThat(TestServer.rows(one, "select to_regclass('written_to')")).containsExactly("written_to");
        String other = TestServer.migrated("copied_again").get(0);
        assertThat(TestServer.rows(other, "select to_regclass('written_to')")).containsExactly("null");
    }

    @Test
    void whatATestMadeWithoutTheSchemaIsGivenIt() throws SQLException {
        TestServer.get().databases("made_before");

        String url = TestServer.migrated("made_before").get(3);

        assertThat(TestServer.rows(url, "select number from shard")).containsExactly("3");
    }
}
