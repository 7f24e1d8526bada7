package io.grest.ws.generate.asyncapi;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.TypeScriptGenerator;
import io.grest.ws.generate.TypeScriptModule;
import io.grest.ws.internal.generate.model.SecurityRules;
import io.grest.ws.protocol.PayloadCodec;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.core.annotation.AliasFor;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.ExpressionTemplateValueProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a document says of the security rules of methods.
 */
class SecurityRulesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			before    | hasRole('ADMIN')
			after     | returnObject.owner == authentication.name
			secured   | hasAnyAuthority('ROLE_A', 'ROLE_B')
			quoted    | hasAuthority('it''s')
			allowed   | hasRole('ADMIN')
			noRole    | denyAll
			denied    | denyAll
			byMeta    | hasAuthority('SCOPE_chat')
			templated | hasRole('OWNER') and {'a', 'b'}.contains(#input)
			valued    | hasRole('the root')
			named     | hasAuthority('SCOPE_read')
			inherited | isAuthenticated()
			""")
	void readsRuleOfAnnotation(String name, String rule) {
		assertThat(SecurityRules.of(method(Annotated.class, name))).containsExactly(rule);
	}

	@Test
	void readsAllKindsInOrder() {
		assertThat(SecurityRules.of(method(Annotated.class, "all"))).containsExactly("hasRole('A')",
				"hasAuthority('B')", "hasRole('C')", "returnObject != null");
	}

	@Test
	void readsNoRuleWithoutAnnotation() {
		assertThat(SecurityRules.of(method(Annotated.class, "open"))).isEmpty();
		assertThat(SecurityRules.of(method(Annotated.class, "permitted"))).isEmpty();
	}

	@Test
	void readsRulesOfInterfaceForMissingKinds() {
		assertThat(SecurityRules.of(method(Restricted.class, "open"))).containsExactly("isAuthenticated()",
				"hasRole('MEMBER')");
		assertThat(SecurityRules.of(method(Restricted.class, "stricter"))).containsExactly("hasRole('ADMIN')",
				"hasRole('MEMBER')");
		assertThat(SecurityRules.of(method(Restricted.class, "permitted"))).containsExactly("isAuthenticated()");
	}

	@ParameterizedTest
	@EnumSource
	void describesRulesOfServerMethods(Dialect dialect) {
		JsonNode operations = describe(dialect);
		JsonNode operation = operations.path("Safe.server.remove");
		assertThat(operation.path("x-grest-requires")).extracting(JsonNode::asString)
			.containsExactly("hasRole('ADMIN')", "hasAuthority('B')");
		assertThat(operation.path("description").asString())
			.isEqualTo("Requires `hasRole('ADMIN')` and `hasAuthority('B')`.");
		assertThat(operations.path("Safe.server.open").has("x-grest-requires")).isFalse();
		assertThat(operations.path("Safe.server.open").has("description")).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void describesNoRulesOfClientMethods(Dialect dialect) {
		assertThat(describe(dialect).path("Safe.client.told").has("x-grest-requires")).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void describesRulesBesideWhatIsUndescribed(Dialect dialect) {
		JsonNode operation = describe(dialect).path("Safe.server.odd");
		assertThat(operation.path("description").asString())
			.startsWith("Requires `denyAll`.\n\nNot described in full: ");
		assertThat(operation.path("x-grest-undescribed")).hasSize(1);
	}

	@Test
	void tellsRulesToNoClient() {
		TypeScriptModule module = new TypeScriptGenerator(new PayloadCodec())
			.generate(SocketContract.define("Safe", Annotated.class, SafeClient.class).path("/ws/safe").build());
		assertThat(module.typeScript() + module.javaScript()).doesNotContain("ADMIN", "SCOPE_", "Requires");
	}

	private static JsonNode describe(Dialect dialect) {
		SocketContract<?, ?> contract = SocketContract.define("Safe", SafeServer.class, SafeClient.class)
			.path("/ws/safe")
			.dialect(dialect)
			.build();
		return AsyncApiGenerator.describe("Safe", "1").contract(contract, List.of()).generate().path("operations");
	}

	private static Method method(Class<?> type, String name) {
		return Arrays.stream(type.getMethods())
			.filter((method) -> method.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	interface Parent {

		@PreAuthorize("isAuthenticated()")
		void inherited();

	}

	interface Annotated extends Parent {

		@PreAuthorize("hasRole('ADMIN')")
		void before();

		@PostAuthorize("returnObject.owner == authentication.name")
		Mono<String> after();

		@Secured({ "ROLE_A", "ROLE_B" })
		void secured();

		@Secured("it's")
		void quoted();

		@RolesAllowed("ADMIN")
		void allowed();

		@RolesAllowed({})
		void noRole();

		@DenyAll
		void denied();

		@Chatter
		void byMeta();

		@HasRole("OWNER")
		void templated(String input);

		@HasValue(Right.ROOT)
		void valued();

		@HasName(scope = "read")
		void named();

		@Override
		void inherited();

		@PostAuthorize("returnObject != null")
		@RolesAllowed("C")
		@Secured("B")
		@PreAuthorize("hasRole('A')")
		Mono<String> all();

		@PermitAll
		void permitted();

		void open();

	}

	@PreAuthorize("isAuthenticated()")
	@RolesAllowed("MEMBER")
	interface Restricted {

		void open();

		@PreAuthorize("hasRole('ADMIN')")
		void stricter();

		@PermitAll
		void permitted();

	}

	interface SafeServer {

		@PreAuthorize("hasRole('ADMIN')")
		@Secured("B")
		void remove(String text);

		void open();

		@DenyAll
		void odd(AsyncApiGeneratorTests.Odd odd);

	}

	interface SafeClient {

		@PreAuthorize("hasRole('ADMIN')")
		void told();

	}

	@Retention(RetentionPolicy.RUNTIME)
	@PreAuthorize("hasAuthority('SCOPE_chat')")
	@interface Chatter {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@PreAuthorize("hasRole('{value}') and {'a', 'b'}.contains(#input)")
	@interface HasRole {

		String value();

	}

	@Retention(RetentionPolicy.RUNTIME)
	@PreAuthorize("hasRole('{right}')")
	@interface HasRight {

		Right right();

	}

	@Retention(RetentionPolicy.RUNTIME)
	@HasRight(right = Right.NONE)
	@interface HasValue {

		@AliasFor(annotation = HasRight.class, attribute = "right")
		Right value();

	}

	@Retention(RetentionPolicy.RUNTIME)
	@PreAuthorize("hasAuthority('SCOPE_{scope}')")
	@interface HasName {

		String scope();

	}

	enum Right implements ExpressionTemplateValueProvider {

		NONE, ROOT;

		@Override
		public String getExpressionTemplateValue() {
			return "the " + name().toLowerCase(Locale.ROOT);
		}

	}

}
