package io.grest.ws.autoconfigure.aot;

import java.util.List;

import io.grest.ws.autoconfigure.aot.Desk.Circle;
import io.grest.ws.autoconfigure.aot.Desk.Client;
import io.grest.ws.autoconfigure.aot.Desk.Colour;
import io.grest.ws.autoconfigure.aot.Desk.DeskHandler;
import io.grest.ws.autoconfigure.aot.Desk.DeskSession;
import io.grest.ws.autoconfigure.aot.Desk.Desks;
import io.grest.ws.autoconfigure.aot.Desk.Free;
import io.grest.ws.autoconfigure.aot.Desk.FullException;
import io.grest.ws.autoconfigure.aot.Desk.Line;
import io.grest.ws.autoconfigure.aot.Desk.LowerValidator;
import io.grest.ws.autoconfigure.aot.Desk.Pager;
import io.grest.ws.autoconfigure.aot.Desk.Query;
import io.grest.ws.autoconfigure.aot.Desk.Radius;
import io.grest.ws.autoconfigure.aot.Desk.Seat;
import io.grest.ws.autoconfigure.aot.Desk.Server;
import io.grest.ws.autoconfigure.aot.Desk.Shape;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.call.ForwardingHandler;
import io.grest.ws.internal.call.MessageRecorder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

class ContractHintsTests {

	private static final ReflectionHintsPredicates REFLECTION = RuntimeHintsPredicates.reflection();

	private static RuntimeHints hints;

	@BeforeAll
	static void process() {
		hints = AotContexts.hints(Desk.Application.class);
	}

	@Test
	void registersProxiesOfBothInterfaces() {
		for (Class<?> type : List.of(Server.class, Client.class, Pager.class, Desks.class)) {
			assertThat(RuntimeHintsPredicates.proxies().forInterfaces(type)).accepts(hints);
		}
	}

	@Test
	void registersProxiesOfClientsAndTestKit() {
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(ForwardingHandler.class, Client.class))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(MessageRecorder.class, Client.class)).accepts(hints);
	}

	@Test
	void registersMethodsInheritedOnesToo() throws Exception {
		assertThat(REFLECTION.onMethodInvocation(Server.class.getMethod("note", Line.class))).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Desks.class.getMethod("echo", Object.class))).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Client.class.getMethod("noted", Line.class))).accepts(hints);
	}

	@Test
	void registersPayloadsAndWhatTheyContain() throws Exception {
		assertRecord(Line.class);
		assertRecord(Desk.Choice.class);
		assertThat(REFLECTION.onType(Colour.class)).accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(Line.class.getDeclaredMethod("text"))).accepts(hints);
	}

	@Test
	void registersNamedImplementationsOfPayload() {
		assertThat(REFLECTION.onType(Shape.class)).accepts(hints);
		assertRecord(Circle.class);
		assertRecord(Radius.class);
	}

	@Test
	void registersQuery() {
		assertRecord(Query.class);
	}

	@Test
	void registersErrorsAndTheirData() {
		assertConstructors(FullException.class);
		assertRecord(Free.class);
		assertRecord(Seat.class);
	}

	@Test
	void registersStandardErrors() {
		assertConstructors(NotFoundException.class);
		assertConstructors(ValidationException.class);
		assertRecord(Issue.class);
	}

	@Test
	void registersConstraintsOfPayloads() {
		assertConstructors(LowerValidator.class);
		assertThat(REFLECTION.onMethodInvocation(Desk.Lower.class, "message")).accepts(hints);
		assertThat(REFLECTION.onType(Line.class).withMemberCategory(MemberCategory.ACCESS_DECLARED_FIELDS))
			.accepts(hints);
	}

	@Test
	void registersHandlerAndWhatItReturns() {
		assertThat(REFLECTION.onType(DeskHandler.class)).accepts(hints);
		assertThat(REFLECTION.onType(DeskSession.class)).accepts(hints);
	}

	@Test
	void registersResources() {
		for (String name : List.of("io/grest/ws/generate/runtime.js", "io/grest/ws/generate/runtime.d.ts",
				"io/grest/ws/generate/streams.js", "io/grest/ws/generate/streams.d.ts",
				"io/grest/ws/generate/shared.js", "io/grest/ws/generate/shared.d.ts", "io/grest/ws/generate/resume.js",
				"io/grest/ws/generate/resume.d.ts", "io/grest/ws/generate/again.js", "io/grest/ws/generate/requests.js",
				"io/grest/ws/generate/envelope.d.ts", "io/grest/ws/autoconfigure/browser/console/index.html",
				"io/grest/ws/autoconfigure/browser/console/main.js")) {
			assertThat(getClass().getClassLoader().getResource(name)).isNotNull();
			assertThat(RuntimeHintsPredicates.resource().forResource(name)).accepts(hints);
		}
	}

	@Test
	void registersProperties() throws Exception {
		Class<?> properties = Class.forName("io.grest.ws.autoconfigure.GrestWsProperties");
		assertConstructors(properties);
		for (Class<?> nested : properties.getDeclaredClasses()) {
			assertConstructors(nested);
		}
	}

	private static void assertRecord(Class<?> type) {
		assertThat(type).isRecord();
		assertConstructors(type);
	}

	private static void assertConstructors(Class<?> type) {
		assertThat(REFLECTION.onType(type)).accepts(hints);
		assertThat(type.getDeclaredConstructors())
			.allSatisfy((constructor) -> assertThat(REFLECTION.onConstructorInvocation(constructor)).accepts(hints));
	}

}
