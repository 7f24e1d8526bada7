package io.grest.ws.internal.security;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an expression depends on.
 */
class RuleExpressionTests {

	private static RuleExpression expression(String text) {
		return new RuleExpression((SpelExpression) new SpelExpressionParser().parseExpression(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "hasRole('A')", "hasAnyAuthority('A', 'B') and !isAnonymous()", "permitAll", "denyAll()",
			"isAuthenticated() ? hasRole('A') : denyAll", "authentication.name == 'ann'",
			"principal?.username == 'ann'", "{'ann', 'bob'}.contains(authentication.name) or hasRole('A')",
			"principal.attributes['x'] matches 'a.*'", "getAuthentication().getName().startsWith('a')", "authenticated",
			"true" })
	void dependsOnCallerAlone(String text) {
		assertThat(expression(text).isOfCaller()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "#input == 1", "hasRole(#input)", "@bean.check(authentication)", "hasRole('A') and @b.x()",
			"hasPermission('x', 'read')", "T(java.time.LocalTime).now().hour > 8", "this != null", "target != null",
			"returnObject == null", "new java.util.Date().time > 0", "#root.hasRole('A')", "#fn(1)", "custom()",
			"authentication.details.matches(#input)", "principal.roles.?[#this == 'a'].size() > 0",
			"authentication.authorities.![authority].contains('A')", "{#input}.contains('a')", "principal.count++ > 1",
			"hasRole(@names.admin())", "principal = null" })
	void dependsOnMore(String text) {
		assertThat(expression(text).isOfCaller()).isFalse();
	}

	@Test
	void findsVariables() {
		assertThat(expression("#a.b(#c) and @d.e(#f, {#g}) or #h?.i[#j] == #k(1)").variables())
			.containsExactlyInAnyOrder("a", "c", "f", "g", "h", "j", "k");
		assertThat(expression("#list.?[#this == #owner]").variables()).containsExactlyInAnyOrder("list", "owner");
		assertThat(expression("#root.hasRole('A')").variables()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "this.name == 'a'", "target.name == 'a'", "@bean.check(this)", "#this.permitAll",
			"#root.this", "@bean.check(#input.name, getThis())", "#list.?[#root != null]", "#input[this]" })
	void readsTarget(String text) {
		assertThat(expression(text).readsTarget()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "#input.target == 'a'", "#input.this == 'a'", "#list.?[#this == 'a']",
			"#list.![target].contains('a')", "hasRole('target')" })
	void readsNoTarget(String text) {
		assertThat(expression(text).readsTarget()).isFalse();
	}

}
