package io.grest.ws.error;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for the standard errors: types and statuses of the protocol.
 */
class StandardErrorTests {

	@ParameterizedTest
	@MethodSource("errors")
	void hasTypeAndStatusOfTheProtocol(Supplier<SocketException> plain, Function<String, SocketException> withText,
			String type, int status) {
		for (SocketException ex : List.of(plain.get(), withText.apply("text"))) {
			assertThat(ex.type()).isEqualTo(type);
			assertThat(ex.status()).isEqualTo(status);
			assertThat(ex.data()).isNull();
		}
	}

	@ParameterizedTest
	@MethodSource("errors")
	void hasADisplayMessageOnlyIfOneIsGiven(Supplier<SocketException> plain, Function<String, SocketException> withText,
			String type, int status) {
		assertThat(plain.get().displayMessage()).isEmpty();
		assertThat(withText.apply("Not today").displayMessage()).contains("Not today");
	}

	static Stream<Arguments> errors() {
		return Stream.of(row(BadRequestException::new, BadRequestException::new, "BAD_REQUEST", 400),
				row(NotAuthorizedException::new, NotAuthorizedException::new, "NOT_AUTHORIZED", 401),
				row(ForbiddenException::new, ForbiddenException::new, "FORBIDDEN", 403),
				row(NotFoundException::new, NotFoundException::new, "NOT_FOUND", 404),
				row(RouteNotFoundException::new, RouteNotFoundException::new, "ROUTE_NOT_FOUND", 404),
				row(ExistsException::new, ExistsException::new, "EXISTS", 409),
				row(PayloadTooLargeException::new, PayloadTooLargeException::new, "PAYLOAD_TOO_LARGE", 413),
				row(TooManyRequestsException::new, TooManyRequestsException::new, "TOO_MANY_REQUESTS", 429),
				row(ServerErrorException::new, ServerErrorException::new, "SERVER_ERROR", 500));
	}

	private static Arguments row(Supplier<SocketException> plain, Function<String, SocketException> withText,
			String type, int status) {
		return arguments(plain, withText, type, status);
	}

	@Test
	void aServerErrorKeepsItsCauseToThisSide() {
		IllegalStateException cause = new IllegalStateException("secret");
		ServerErrorException ex = new ServerErrorException(null, cause);
		assertThat(ex).hasCause(cause);
		assertThat(ex.data()).isNull();
		assertThat(ex.displayMessage()).isEmpty();
		assertThat(ex.getMessage()).doesNotContain("secret");
	}

	@Test
	void aServerErrorMayLackACause() {
		assertThat(new ServerErrorException("Request timeout", null)).hasNoCause();
	}

}
