package io.grest.ws.test.sample;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test kit with two contracts of the same interfaces.
 */
@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
class QualifiedTesterTests {

	@Test
	void testsContractNamedByQualifier(@Autowired @Qualifier("clockV1") SocketTester<Clock, Alarm> first,
			@Autowired @Qualifier("clockV2") SocketTester<Clock, Alarm> second) {
		first.connect().call(Clock::time).returns("one");
		second.connect().call(Clock::time).returns("two");
	}

	@Test
	void stubsContractNamedByQualifier(@Autowired @Qualifier("clockV2") SocketContract<Clock, Alarm> second) {
		try (SocketServerStub<Clock, Alarm> stub = SocketServerStub.start(second);
				SocketTester<Clock, Alarm> tester = SocketTester.bindTo(second).url(stub.url()).build()) {
			stub.when(Clock::time).answer("stub");
			tester.connect().call(Clock::time).returns("stub");
			assertThat(tester.frames()).anyMatch((frame) -> frame.path().equals("ClockV2.time"));
		}
	}

	interface Clock {

		Mono<String> time();

	}

	interface Alarm {

		void ring();

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Clocks {

		@Bean
		SocketContract<Clock, Alarm> clockV1() {
			return SocketContract.define("ClockV1", Clock.class, Alarm.class).path("/v1/clock").build();
		}

		@Bean
		SocketContract<Clock, Alarm> clockV2() {
			return SocketContract.define("ClockV2", Clock.class, Alarm.class).path("/v2/clock").build();
		}

		@Bean
		@Qualifier("clockV1")
		SocketHandler<Clock, Alarm> firstHandler() {
			return (connection) -> () -> Mono.just("one");
		}

		@Bean
		@Qualifier("clockV2")
		SocketHandler<Clock, Alarm> secondHandler() {
			return (connection) -> () -> Mono.just("two");
		}

	}

}
