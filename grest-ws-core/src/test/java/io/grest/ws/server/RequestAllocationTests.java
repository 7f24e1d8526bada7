package io.grest.ws.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what the hot path allocates, so that it does not creep up: a frame that was
 * received, up to the frame that answers it, of which the answer's own array is a part.
 * <p>
 * What the compiler leaves out depends on what it has seen and on when it has compiled.
 * So each figure comes from a process of its own, in which nothing else has run, and
 * whose code waits for the compiler.
 */
class RequestAllocationTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	@Test
	void aRequestAllocatesFewBytesBesideItsJson() throws Exception {
		double bytes = allocatedBy("request");
		assertThat(bytes).as("bytes for a request, JSON included").isBetween(500.0, 2640.0);
		assertThat(bytes - allocatedBy("json")).as("bytes for a request, JSON excluded").isLessThan(400.0);
	}

	@Test
	void aMessageWithoutPayloadAllocatesItsFrameAndItsScope() throws Exception {
		assertThat(allocatedBy("message")).as("bytes for a message").isBetween(1.0, 280.0);
	}

	private static double allocatedBy(String what) throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:-BackgroundCompilation", "-cp",
				System.getProperty("java.class.path"), RequestAllocation.class.getName(), what)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			String said = CompletableFuture.supplyAsync(() -> said(process)).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			return Double.parseDouble(said);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static String said(Process process) {
		return process.inputReader(StandardCharsets.UTF_8).lines().reduce("", (before, line) -> line);
	}

}
