package io.evently.loadtest.sut;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {

    @TempDir
    Path data;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(data.resolve("postgres"));
    }

    @Test
    void aProcessThatIsNoPostgresIsNotTakenForOne() throws IOException {
        long own = ProcessHandle.current().pid();
        write(Long.toString(own), "/data", "1", "5432");
        assertThatThrownBy(() -> Postmaster.of(data)).hasMessageContaining("no running PostgreSQL");
    }

    @Test
    void aFileHalfWrittenIsNotRead() throws IOException {
        write("1", "/data");
        assertThatThrownBy(() -> Postmaster.of(data)).hasMessageContaining("only 2 lines");
    }

    @Test
    void withoutTheFileThereIsNoPostgres() {
        assertThatThrownBy(() -> Postmaster.of(data)).isInstanceOf(IOException.class);
    }

    private void write(String... lines) throws IOException {
        Files.write(data.resolve("postgres").resolve("postmaster.pid"), List.of(lines));
    }
}
