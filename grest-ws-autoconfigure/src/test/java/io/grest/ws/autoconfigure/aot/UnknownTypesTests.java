package io.grest.ws.autoconfigure.aot;

import io.grest.ws.autoconfigure.aot.Desk.Client;
import io.grest.ws.autoconfigure.aot.Desk.DeskSession;
import io.grest.ws.autoconfigure.aot.Desk.Line;
import io.grest.ws.autoconfigure.aot.Desk.Query;
import io.grest.ws.autoconfigure.aot.Desk.Server;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is not known ahead of time is named.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownTypesTests {

	@Test
	void namesContractWithoutQuery(CapturedOutput output) {
		RuntimeHints hints = hints(DependentContract.class);
		assertThat(output).contains("The interfaces, but no query type of the contract 'deskApi' is registered for"
				+ " native images, as it cannot be created ahead of time: its @Bean method deskApi has parameters;"
				+ " declare a static @Bean method without parameters, or register the type with"
				+ " @RegisterReflectionForBinding");
		assertThat(RuntimeHintsPredicates.reflection().onType(Line.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Query.class)).rejects(hints);
	}

	@Test
	void namesContractOfClassWithDependencies(CapturedOutput output) {
		hints(DependentConfiguration.class);
		assertThat(output).contains("no query type of the contract 'deskApi'")
			.contains("its @Bean method is not static, and its class has no constructor without parameters");
	}

	@Test
	void createsContractOfStaticMethod(CapturedOutput output) {
		RuntimeHints hints = hints(StaticContract.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(Query.class)).accepts(hints);
		assertThat(output).doesNotContain("io.grest.ws.aot");
	}

	@Test
	void namesContractOfUnknownInterfaces(CapturedOutput output) {
		hints(UntypedContract.class);
		assertThat(output).contains("Nothing of the contract 'deskApi' is registered for native images");
	}

	@Test
	void namesPayloadOfUnknownImplementations(CapturedOutput output) {
		hints(OpenPayload.class);
		assertThat(output).contains("The implementations of " + Animal.class.getName()
				+ " in ZooApi.feed are not known, and not registered for native images: seal it");
	}

	@Test
	void registersSealedImplementations(CapturedOutput output) {
		RuntimeHints hints = hints(SealedPayload.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(Tulip.class)).accepts(hints);
		assertThat(output).doesNotContain("io.grest.ws.aot");
	}

	@Test
	void namesHandlerWithUnknownClass(CapturedOutput output) {
		hints(ForeignSessions.class);
		assertThat(output).contains("The class that the handler 'foreign' returns from connect is not known");
	}

	@Test
	void registersClassCreatedByLambdaHandler(CapturedOutput output) {
		RuntimeHints hints = hints(LambdaHandler.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(DeskSession.class)).accepts(hints);
		assertThat(output).doesNotContain("io.grest.ws.aot");
	}

	@Test
	void registersClassThatConnectDeclares(CapturedOutput output) {
		RuntimeHints hints = hints(NarrowHandler.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(DeskSession.class)).accepts(hints);
		assertThat(output).doesNotContain("io.grest.ws.aot");
	}

	private static RuntimeHints hints(Class<?> configuration) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(configuration);
		TestGenerationContext generation = new TestGenerationContext(configuration);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		return generation.getRuntimeHints();
	}

	private static SocketContract<Server, Client> contract() {
		return SocketContract.define("DeskApi", Server.class, Client.class)
			.path("/ws/desk/{room}")
			.queryOnConnect(Query.class)
			.build();
	}

	interface Zoo {

		void feed(Animal animal);

	}

	interface Animal {

		String name();

	}

	interface Garden {

		Mono<Flower> pick();

	}

	sealed interface Flower permits Tulip {

	}

	record Tulip(String colour) implements Flower {

	}

	@Configuration(proxyBeanMethods = false)
	static class DependentContract {

		@Bean
		SocketContract<Server, Client> deskApi(@Value("${x:}") String path) {
			return contract();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DependentConfiguration {

		DependentConfiguration(ObjectProvider<Runnable> beans) {
		}

		@Bean
		SocketContract<Server, Client> deskApi() {
			return contract();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StaticContract {

		StaticContract(ObjectProvider<Runnable> beans) {
		}

		@Bean
		static SocketContract<Server, Client> deskApi() {
			return contract();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UntypedContract {

		@Bean
		static SocketContract<?, ?> deskApi(@Value("${x:}") String path) {
			return contract();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OpenPayload {

		@Bean
		SocketContract<Zoo, Client> zooApi() {
			return SocketContract.define("ZooApi", Zoo.class, Client.class).path("/ws/zoo").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SealedPayload {

		@Bean
		SocketContract<Garden, Client> gardenApi() {
			return SocketContract.define("GardenApi", Garden.class, Client.class).path("/ws/garden").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForeignSessions {

		@Bean
		Foreign foreign() {
			return new Foreign();
		}

	}

	static class Foreign implements SocketHandler<Server, Client> {

		@Override
		public Server connect(SocketConnection<Client> connection) {
			return Sessions.create(connection);
		}

	}

	static final class Sessions {

		private Sessions() {
		}

		static Server create(SocketConnection<Client> connection) {
			return new DeskSession(connection, "x");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LambdaHandler {

		@Bean
		SocketHandler<Server, Client> lambda() {
			return (connection) -> new DeskSession(connection, "x");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NarrowHandler {

		@Bean
		Narrow narrow() {
			return new Narrow();
		}

	}

	static class Narrow implements SocketHandler<Server, Client> {

		@Override
		public DeskSession connect(SocketConnection<Client> connection) {
			return (DeskSession) Sessions.create(connection);
		}

	}

}
