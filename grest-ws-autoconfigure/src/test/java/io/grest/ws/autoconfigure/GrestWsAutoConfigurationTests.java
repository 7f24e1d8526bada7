package io.grest.ws.autoconfigure;

import io.grest.ws.contract.MethodValidator;
import io.grest.ws.protocol.PayloadCodec;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link GrestWsAutoConfiguration}.
 */
class GrestWsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class));

	@Test
	void codecUsesTheMapperOfTheApplication() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
			.run((context) -> assertThat(json(context)).isEqualTo("{\"some_text\":\"x\"}"));
	}

	@Test
	void codecHasAMapperOfItsOwnWithoutOneOfTheApplication() {
		this.contextRunner.run((context) -> assertThat(json(context)).isEqualTo("{\"someText\":\"x\"}"));
	}

	@Test
	void codecOfTheApplicationWins() {
		PayloadCodec own = new PayloadCodec();
		this.contextRunner.withBean("own", PayloadCodec.class, () -> own)
			.run((context) -> assertThat(context.getBean(PayloadCodec.class)).isSameAs(own));
	}

	@Test
	void payloadsAreValidatedByTheValidatorOfTheApplication() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(MethodValidator.class));
	}

	@Test
	void payloadsAreNotValidatedWithoutAValidator() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(MethodValidator.class));
	}

	@Test
	void payloadsAreNotValidatedWithoutBeanValidation() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MethodValidator.class));
	}

	@Test
	void methodValidatorOfTheApplicationWins() {
		MethodValidator own = new MethodValidator(mock(Validator.class));
		this.contextRunner.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
			.withBean("own", MethodValidator.class, () -> own)
			.run((context) -> assertThat(context.getBean(MethodValidator.class)).isSameAs(own));
	}

	@Test
	void startDoesNotChooseBetweenTwoValidators() {
		this.contextRunner.withBean("one", Validator.class, () -> mock(Validator.class))
			.withBean("two", Validator.class, () -> mock(Validator.class))
			.run((context) -> assertThat(context).hasFailed());
	}

	private static String json(ApplicationContext context) {
		return context.getBean(PayloadCodec.class).mapper().writeValueAsString(new Text("x"));
	}

	record Text(String someText) {

	}

}
