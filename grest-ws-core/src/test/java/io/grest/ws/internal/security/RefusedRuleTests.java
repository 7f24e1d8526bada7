package io.grest.ws.internal.security;

import java.util.List;

import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.OneWay;
import jakarta.annotation.security.RunAs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.access.prepost.PreFilter;
import org.springframework.security.authorization.method.AuthorizeReturnObject;
import org.springframework.security.authorization.method.HandleAuthorizationDenied;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.annotation.CurrentSecurityContext;
import org.springframework.security.core.parameters.P;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is refused by name, with its place and a remedy.
 */
class RefusedRuleTests {

	private final SpringCallSecurity security = Rules.security();

	private void rule(Class<?> contract, String method, Class<?> type) {
		this.security.rule(Rules.method(contract, method), type);
	}

	private String fault(String method) {
		return fault(method, Server.class);
	}

	private String fault(String method, Class<?> type) {
		return assertThatIllegalStateException().isThrownBy(() -> rule(Server.class, method, type))
			.actual()
			.getMessage();
	}

	@Test
	void refusesFilters() {
		assertThat(fault("preFilter")).isEqualTo("preFilter of " + Server.class.getName()
				+ " is annotated with @PreFilter, which is not enforced on calls of a socket: check the payload by"
				+ " @PreAuthorize, or filter it in the method");
		assertThat(fault("postFilter")).contains("@PostFilter").contains("postFilter of " + Server.class.getName());
	}

	@Test
	void refusesWrappedResultsAndOwnDenials() {
		assertThat(fault("wrapped")).contains("@AuthorizeReturnObject").contains("@PostAuthorize");
		assertThat(fault("handled")).contains("@HandleAuthorizationDenied").contains("FORBIDDEN");
	}

	@Test
	void refusesAnnotatedParameters() {
		assertThat(fault("principal")).contains("The parameter of principal").contains("@AuthenticationPrincipal");
		assertThat(fault("context")).contains("The parameter of context").contains("@CurrentSecurityContext");
	}

	@Test
	void refusesAnnotationsOfClass() {
		assertThat(fault("plain", FilteringHandler.class)).contains("plain of " + FilteringHandler.class.getName())
			.contains("@PostFilter");
		assertThat(fault("plain", RunAsHandler.class)).startsWith(RunAsHandler.class.getName() + " is annotated")
			.contains("@RunAs");
	}

	@Test
	void refusesPostAuthorizeOnMessages() {
		assertThat(fault("message"))
			.isEqualTo("@PostAuthorize(\"permitAll\") of Server.message is not enforced on a message, which has no"
					+ " result: use @PreAuthorize, or answer the call");
		assertThat(fault("oneWay")).contains("Server.oneWay is not enforced on a message");
	}

	@Test
	void acceptsPostAuthorizeOnAcknowledgedMethod() {
		assertThat(this.security.rule(Rules.method(Server.class, "acknowledged"), Server.class)).isNotNull();
	}

	@Test
	void refusesPostAuthorizeOnStreams() {
		assertThat(fault("stream")).contains("Server.stream is not enforced on a stream");
	}

	@ParameterizedTest
	@ValueSource(strings = { "readsThis", "readsTarget", "readsVariableThis" })
	void refusesTargetInContract(String method) {
		assertThat(fault(method)).contains("of Server." + method + " reads the object that implements the interface");
	}

	@Test
	void acceptsTargetInClass() {
		assertThat(this.security.rule(Rules.method(Server.class, "plain"), TargetHandler.class)).isNotNull();
	}

	@Test
	void refusesUnknownVariable() {
		assertThat(fault("unknown")).isEqualTo("@PreAuthorize(\"#inptu == null\") of Server.unknown reads #inptu, which"
				+ " is no parameter of the method: it has [#input]");
		assertThat(fault("none")).endsWith(": compile with -parameters, or annotate the parameter with @P");
	}

	@Test
	void acceptsNamesOfParameters() {
		for (String method : List.of("named", "renamed", "numbered")) {
			assertThat(this.security.rule(Rules.method(Server.class, method), Server.class)).isNotNull();
		}
	}

	@Test
	void refusesNameOfClassInContract() {
		assertThat(this.security.rule(Rules.method(Server.class, "named"), RenamingHandler.class)).isNotNull();
		assertThat(fault("plain", RenamingHandler.class)).contains("RenamingHandler.plain reads #input")
			.endsWith("it has [#other]");
	}

	@Test
	void refusesExpressionThatDoesNotParse() {
		assertThat(fault("broken")).startsWith("@PreAuthorize(\"hasRole('A'\") of Server.broken does not parse: ");
	}

	interface Server {

		Mono<String> plain(String input);

		@PreFilter("filterObject == 'a'")
		Mono<String> preFilter(List<String> input);

		@PostFilter("filterObject == 'a'")
		Mono<List<String>> postFilter();

		@AuthorizeReturnObject
		Mono<String> wrapped();

		@PreAuthorize("permitAll")
		@HandleAuthorizationDenied
		Mono<String> handled();

		Mono<String> principal(@AuthenticationPrincipal String input);

		Mono<String> context(@CurrentSecurityContext String input);

		@PostAuthorize("permitAll")
		void message(String input);

		@OneWay
		@PostAuthorize("permitAll")
		Mono<Void> oneWay(String input);

		@Acknowledged
		@PostAuthorize("permitAll")
		void acknowledged(String input);

		@PostAuthorize("permitAll")
		Flux<String> stream();

		@PreAuthorize("this.open")
		Mono<String> readsThis(String input);

		@PreAuthorize("target.open")
		Mono<String> readsTarget(String input);

		@PreAuthorize("@rules.check(#this)")
		Mono<String> readsVariableThis(String input);

		@PreAuthorize("#inptu == null")
		Mono<String> unknown(String input);

		@PreAuthorize("#input == null")
		Mono<String> none();

		@PreAuthorize("#input == 'a'")
		Mono<String> named(String input);

		@PreAuthorize("#text == 'a'")
		Mono<String> renamed(@P("text") String input);

		@PreAuthorize("#p0 == 'a' and #a0 == 'a'")
		Mono<String> numbered(String input);

		@PreAuthorize("hasRole('A'")
		Mono<String> broken(String input);

	}

	abstract static class FilteringHandler implements Server {

		@Override
		@PostFilter("permitAll")
		public Mono<String> plain(String input) {
			return Mono.just(input);
		}

	}

	@RunAs("ADMIN")
	abstract static class RunAsHandler implements Server {

		@Override
		public Mono<String> plain(String input) {
			return Mono.just(input);
		}

	}

	abstract static class TargetHandler implements Server {

		@Override
		@PreAuthorize("this.open")
		public Mono<String> plain(String input) {
			return Mono.just(input);
		}

	}

	abstract static class RenamingHandler implements Server {

		@Override
		@PreAuthorize("#input == 'a'")
		public Mono<String> plain(String other) {
			return Mono.just(other);
		}

		@Override
		public Mono<String> named(String other) {
			return Mono.just(other);
		}

	}

}
