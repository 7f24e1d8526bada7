package io.grest.ws.autoconfigure.aot;

import java.util.function.Consumer;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.test.tools.TestCompiler;

/**
 * Contexts that are processed ahead of time.
 */
final class AotContexts {

	private static final TestPropertyValues PROPERTIES = TestPropertyValues.of("server.port=0",
			"server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s",
			"grest.ws.browser.console=true");

	private AotContexts() {
	}

	/**
	 * Process an application.
	 * @return the hints
	 */
	static RuntimeHints hints(Class<?>... configurations) {
		TestGenerationContext generation = new TestGenerationContext(configurations[0]);
		process(generation, configurations);
		return generation.getRuntimeHints();
	}

	private static void process(TestGenerationContext generation, Class<?>... configurations) {
		AnnotationConfigReactiveWebServerApplicationContext context = new AnnotationConfigReactiveWebServerApplicationContext();
		prepare(context);
		context.register(configurations);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
	}

	/**
	 * Process an application, and run it by what is generated alone.
	 * @param application the configuration
	 * @param test the user of the running application
	 */
	static void run(Class<?> application, Consumer<ReactiveWebServerApplicationContext> test) {
		TestGenerationContext generation = new TestGenerationContext(application);
		process(generation, application);
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			try (ReactiveWebServerApplicationContext context = new ReactiveWebServerApplicationContext()) {
				prepare(context);
				initialize(compiled.getInstance(ApplicationContextInitializer.class), context);
				context.refresh();
				test.accept(context);
			}
		});
	}

	/**
	 * Run an application that is not processed.
	 * @param application the configuration
	 * @param test the user of the running application
	 */
	static void runUnprocessed(Class<?> application, Consumer<ReactiveWebServerApplicationContext> test) {
		try (AnnotationConfigReactiveWebServerApplicationContext context = new AnnotationConfigReactiveWebServerApplicationContext()) {
			prepare(context);
			context.register(application);
			context.refresh();
			test.accept(context);
		}
	}

	@SuppressWarnings("unchecked")
	private static void initialize(ApplicationContextInitializer<?> initializer,
			ConfigurableApplicationContext context) {
		((ApplicationContextInitializer<ConfigurableApplicationContext>) initializer).initialize(context);
	}

	private static void prepare(ConfigurableApplicationContext context) {
		PROPERTIES.applyTo(context);
		ConfigurationPropertySources.attach(context.getEnvironment());
	}

}
