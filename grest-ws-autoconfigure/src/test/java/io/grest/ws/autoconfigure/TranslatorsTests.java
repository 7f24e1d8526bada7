package io.grest.ws.autoconfigure;

import java.util.List;
import java.util.Objects;

import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.error.TooManyRequestsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The translators of exceptions that are there by default.
 */
class TranslatorsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class));

	@Test
	void exceptionsWithAnHttpStatusAreTheErrorOfThatStatus() {
		this.contextRunner.run((context) -> {
			assertThat(ofStatus(context, HttpStatus.BAD_REQUEST)).isInstanceOf(BadRequestException.class);
			assertThat(ofStatus(context, HttpStatus.UNAUTHORIZED)).isInstanceOf(NotAuthorizedException.class);
			assertThat(ofStatus(context, HttpStatus.FORBIDDEN)).isInstanceOf(ForbiddenException.class);
			assertThat(ofStatus(context, HttpStatus.NOT_FOUND)).isInstanceOf(NotFoundException.class)
				.satisfies((error) -> assertThat(Objects.requireNonNull(error).displayMessage()).isEmpty());
			assertThat(ofStatus(context, HttpStatus.CONFLICT)).isInstanceOf(ExistsException.class);
			assertThat(ofStatus(context, HttpStatus.TOO_MANY_REQUESTS)).isInstanceOf(TooManyRequestsException.class);
			assertThat(ofStatus(context, HttpStatus.BAD_GATEWAY)).isNull();
		});
	}

	@Test
	void thoseOfTheApplicationComeFirst() {
		SocketExceptionTranslator own = (exception) -> new ExistsException();
		this.contextRunner.withBean("own", SocketExceptionTranslator.class, () -> own)
			.run((context) -> assertThat(ofStatus(context, HttpStatus.NOT_FOUND)).isInstanceOf(ExistsException.class));
	}

	private static @Nullable SocketException ofStatus(ApplicationContext context, HttpStatus status) {
		return translate(context, new ResponseStatusException(status, "a secret"));
	}

	private static @Nullable SocketException translate(ApplicationContext context, Throwable exception) {
		List<SocketExceptionTranslator> translators = context.getBeanProvider(SocketExceptionTranslator.class)
			.orderedStream()
			.toList();
		for (SocketExceptionTranslator translator : translators) {
			SocketException translated = translator.translate(exception);
			if (translated != null) {
				return translated;
			}
		}
		return null;
	}

}
