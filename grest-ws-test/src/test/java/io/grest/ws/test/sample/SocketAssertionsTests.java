package io.grest.ws.test.sample;

import java.time.Duration;
import java.util.Map;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.wire.RecordedFrame;
import org.junit.jupiter.api.Test;

import static io.grest.ws.test.assertion.SocketAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Assertions on frames and connections, and testers that are made by hand.
 */
class SocketAssertionsTests {

	private final SocketContract<OtherService.Server, OtherService.Client> contract = new OtherConfiguration()
		.otherApi();

	@Test
	void assertsOnFramesAndConnection() {
		try (SocketTester<OtherService.Server, OtherService.Client> tester = SocketTester.bindTo(this.contract)
			.server(SocketServer.of(this.contract, new OtherService()).build())
			.build()) {
			tester.connect().send(OtherService.Server::ping).expect(OtherService.Client::pong).times(1);
			assertThat(tester.connection()).isOpen();
			RecordedFrame last = tester.frames().get(tester.frames().size() - 1);
			assertThat(last).hasType(FrameType.MSG).hasPath("OtherApi.pong").hasId("").hasPayload("");
			tester.sendText("r:OtherApi.none:x;y=1:{}");
			tester.log().await((frame) -> frame.text().startsWith("s:"), Duration.ofSeconds(5));
			RecordedFrame answer = tester.frames().get(tester.frames().size() - 1);
			assertThat(answer).hasType(FrameType.RES)
				.hasPayloadMatching(Map.of("type", "ROUTE_NOT_FOUND", "statusCode", 404));
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> assertThat(answer).hasPayloadMatching("{\"statusCode\":405}"))
				.withMessageContaining("statusCode is 404 and not 405");
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> assertThat(answer).hasPath("OtherApi.pong"))
				.withMessageContaining("OtherApi.none");
			tester.disconnect();
			assertThat(tester.connection()).closesWith(1000).closes();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(tester.connection()).isOpen())
				.withMessageContaining("to be open");
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> assertThat(tester.connection()).closesWith(4000))
				.withMessageContaining("1000");
		}
	}

	@Test
	void testsRunningServer() {
		try (SocketServerStub<OtherService.Server, OtherService.Client> server = SocketServerStub.start(this.contract);
				SocketTester<OtherService.Server, OtherService.Client> tester = SocketTester.bindTo(this.contract)
					.url(server.url())
					.build()) {
			tester.connect().send(OtherService.Server::ping);
			server.expect(OtherService.Server::ping).times(1);
		}
	}

	@Test
	void reportsRefusedUpgradeAsError() {
		try (SocketServerStub<OtherService.Server, OtherService.Client> server = SocketServerStub.start(this.contract);
				SocketTester<OtherService.Server, OtherService.Client> tester = SocketTester.bindTo(this.contract)
					.url(server.url() + "/elsewhere")
					.build()) {
			tester.connectFails(NotFoundException.class);
		}
	}

	@Test
	void reportsServerThatViolatesContract() {
		try (SocketServerStub<OtherService.Server, OtherService.Client> server = SocketServerStub.start(this.contract);
				SocketTester<OtherService.Server, OtherService.Client> tester = SocketTester.bindTo(this.contract)
					.url(server.url())
					.build()) {
			tester.connect();
			server.awaitClients(1);
			server.connections().get(0).send("OtherApi.unknown", null);
			assertThatExceptionOfType(AssertionError.class).isThrownBy(tester::verify)
				.withMessageContaining("sent a message whose path names no method of the contract")
				.withMessageContaining("<-- m:OtherApi.unknown::");
			tester.reset();
		}
	}

	@Test
	void refusesTesterWithoutServer() {
		assertThatIllegalStateException().isThrownBy(() -> SocketTester.bindTo(this.contract).build().connect())
			.withMessageContaining("url(...)");
	}

}
