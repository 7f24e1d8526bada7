package io.grest.ws.generate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command: its output and its exit status.
 */
class SnapshotMainTests {

	@TempDir
	private Path directory;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private int run(String... arguments) {
		this.out.reset();
		PrintStream stream = new PrintStream(this.out, true, StandardCharsets.UTF_8);
		return SnapshotMain.run(stream, stream, arguments);
	}

	private int run(Class<?> holder, String... options) {
		return (options.length == 0) ? run(holder.getName(), this.directory.toString())
				: run(holder.getName(), this.directory.toString(), options[0]);
	}

	private String output() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

	@Test
	void listsChangesAndExitsByThem() {
		assertThat(run(Before.class)).isEqualTo(2);
		assertThat(output()).contains("There is no ", "--write");
		assertThat(run(Before.class, "--write")).isZero();
		assertThat(run(Before.class)).isZero();
		assertThat(output()).contains("Api: no changes");
		assertThat(run(After.class)).isEqualTo(1);
		assertThat(output()).contains("Api: 1 change" + System.lineSeparator(),
				"server.rename is new: breaks new clients at old servers",
				"A new client calls it, and an old server answers ROUTE_NOT_FOUND.");
		assertThat(run(After.class, "--write")).isEqualTo(1);
		assertThat(run(After.class)).isZero();
		assertThat(run(Before.class)).isEqualTo(1);
		assertThat(output()).contains("server.rename is gone: breaks old clients");
	}

	@Test
	void refusesWhatItCannotRead() throws IOException {
		assertThat(run("one")).isEqualTo(2);
		assertThat(output()).startsWith("Usage: java io.grest.ws.generate.SnapshotMain");
		assertThat(run("no.such.Class", this.directory.toString())).isEqualTo(2);
		assertThat(output()).contains("There is no class no.such.Class");
		Files.writeString(this.directory.resolve("Api.json"), "[");
		assertThat(run(Before.class)).isEqualTo(2);
		assertThat(output()).contains("Api.json: This is no description of a contract, since it is no JSON");
	}

	static final class Before {

		static final SocketContract<One, Peer> API = SocketContract.define("Api", One.class, Peer.class)
			.path("/api")
			.build();

	}

	static final class After {

		static final SocketContract<Two, Peer> API = SocketContract.define("Api", Two.class, Peer.class)
			.path("/api")
			.build();

	}

	interface One {

		Mono<String> name();

	}

	interface Two extends One {

		Mono<Void> rename(String name);

	}

	interface Peer {

		void ping();

	}

}
