package io.grest.ws.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.observation.SocketObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.server.reactive.HttpHandler;

/**
 * Every case of a server, over a real socket. A subclass names the server that WebFlux
 * runs on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerConformanceTests {

	private final Map<CaseOptions, RunningApplication> servers = new HashMap<>();

	private final RawClient client = new RawClient();

	abstract TestServer start(HttpHandler application);

	@Nullable SocketObserver observer() {
		return null;
	}

	static Stream<ConformanceCase> cases() {
		return ConformanceCase.SERVER_FILES.stream().flatMap(ConformanceCase::load);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	@Timeout(60)
	void conforms(ConformanceCase conformanceCase) {
		RunningApplication running = this.servers.computeIfAbsent(conformanceCase.options(), this::start);
		conformanceCase.runServer(this.client, running.server().uri());
	}

	private RunningApplication start(CaseOptions options) {
		ChatApplication application = ChatApplication.create(CaseLimits.connection(options),
				CaseLimits.sessions(options), observer());
		return new RunningApplication(application, start(application));
	}

	@AfterAll
	void stop() {
		this.client.close();
		this.servers.values().forEach(RunningApplication::close);
	}

	private record RunningApplication(ChatApplication application, TestServer server) {

		void close() {
			this.server.close();
			this.application.close();
		}

	}

}
