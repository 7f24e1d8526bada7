package io.grest.ws.test.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.test.ContractSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A description beside the code: written on request, verified otherwise.
 */
class ContractSnapshotTests {

	private static final ContractSnapshot BEFORE = ContractSnapshot
		.of(Version.ofServer(Changes.Telling.class).contract());

	private static final ContractSnapshot AFTER = ContractSnapshot
		.of(SocketContract.define("Api", Changes.Telling.class, Version.Base.class).path("/other").build());

	@TempDir
	private Path directory;

	@AfterEach
	void clear() {
		System.clearProperty(ContractSnapshot.PROPERTY);
	}

	private Path file() {
		return this.directory.resolve("contracts/Api.json");
	}

	@Test
	void failsWithoutFile() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> BEFORE.verify(file()))
			.withMessageContainingAll("There is no description of Api at " + file(),
					"Run ContractSnapshotTests once with the environment variable GREST_WS_SNAPSHOTS=write");
	}

	@Test
	void writesFileOnRequest() throws IOException {
		System.setProperty(ContractSnapshot.PROPERTY, "write");
		BEFORE.verify(file());
		AFTER.verify(file());
		System.clearProperty(ContractSnapshot.PROPERTY);
		AFTER.verify(file());
		assertThat(Files.readString(file())).contains("\"path\" : \"/other\"", "\"text\" : \"string\"");
	}

	@Test
	void namesChangeWithEffectAndReason() {
		BEFORE.writeTo(file());
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> AFTER.verify(file()))
			.withMessageContainingAll("path has changed: breaks old clients, and new ones at old servers",
					"An old client uses \"/api\", a new server \"/other\": they do not come together.");
	}

	@Test
	void namesFileWithoutDescription() throws IOException {
		Path file = this.directory.resolve("Api.json");
		Files.writeString(file, "{}");
		assertThatIllegalArgumentException().isThrownBy(() -> BEFORE.verify(file))
			.withMessageStartingWith(file + ": This is no description of a contract");
	}

}
