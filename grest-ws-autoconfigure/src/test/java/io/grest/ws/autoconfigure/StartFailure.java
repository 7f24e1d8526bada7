package io.grest.ws.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What Spring Boot tells about an application that fails to start: the description and
 * the action of its failure analysis.
 *
 * @param description what is wrong
 * @param action what to do
 */
record StartFailure(String description, String action) {

	/**
	 * Start an application that fails.
	 * @param configuration the application
	 * @param properties properties of the form {@code name=value}
	 * @return what is told
	 */
	static StartFailure of(Class<?> configuration, String... properties) {
		return of(WebApplicationType.REACTIVE, configuration, properties);
	}

	static StartFailure of(WebApplicationType type, Class<?> configuration, String... properties) {
		Recorder.latest = null;
		SpringApplication application = new SpringApplicationBuilder(configuration).web(type)
			.properties("server.port=0")
			.properties(properties)
			.build();
		assertThatException().isThrownBy(application::run);
		FailureAnalysis analysis = Recorder.latest;
		assertThat(analysis).as("failure analysis").isNotNull();
		return new StartFailure(analysis.getDescription(), analysis.getAction());
	}

	/**
	 * Registered in {@code spring.factories}, keeps what is reported.
	 */
	static class Recorder implements FailureAnalysisReporter {

		private static volatile @Nullable FailureAnalysis latest;

		@Override
		public void report(FailureAnalysis analysis) {
			latest = analysis;
		}

	}

}
