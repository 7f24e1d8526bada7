package io.grest.ws.internal.security;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.util.List;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Which annotation applies to a method.
 */
class RuleReaderTests {

	private static List<String> rules(Class<?> contract, Class<?> type) {
		return RuleReader.read(Rules.method(contract, "clear"), type).stream().map(Rule::text).toList();
	}

	private static List<String> names(Class<?> contract, Class<?> type) {
		return RuleReader.read(Rules.method(contract, "clear"), type).stream().map(Rule::name).toList();
	}

	@Test
	void findsNothingWithoutAnnotation() {
		assertThat(rules(Plain.class, PlainHandler.class)).isEmpty();
		assertThat(rules(Plain.class, Plain.class)).isEmpty();
	}

	@Test
	void describesRuleOfContract() {
		assertThat(rules(Guarded.class, Guarded.class)).containsExactly("@PreAuthorize(\"hasRole('A')\")");
	}

	@Test
	void appliesRuleOfContractToClass() {
		assertThat(names(Guarded.class, GuardedHandler.class))
			.containsExactly("@PreAuthorize(\"hasRole('A')\") of Guarded.clear");
	}

	@Test
	void prefersMethodOfClass() {
		assertThat(names(Guarded.class, StricterHandler.class))
			.containsExactly("@PreAuthorize(\"hasRole('B')\") of StricterHandler.clear");
	}

	@Test
	void appliesEachKind() {
		assertThat(rules(AllKinds.class, AllKinds.class)).containsExactly("@PreAuthorize(\"permitAll\")",
				"@PostAuthorize(\"returnObject != null\")", "@Secured({\"ROLE_A\", \"ROLE_B\"})",
				"@RolesAllowed(\"C\")");
		assertThat(names(AllKinds.class, OtherKindHandler.class)).containsExactly(
				"@PreAuthorize(\"permitAll\") of AllKinds.clear",
				"@PostAuthorize(\"returnObject != null\") of AllKinds.clear",
				"@Secured({\"ROLE_A\", \"ROLE_B\"}) of AllKinds.clear", "@DenyAll of OtherKindHandler.clear");
	}

	@Test
	void readsMetaAnnotationsAndTemplates() {
		assertThat(rules(Plain.class, MetaHandler.class)).containsExactly("@PreAuthorize(\"hasRole('X')\")");
	}

	@Test
	void appliesClassToItsMethods() {
		assertThat(names(Plain.class, AnnotatedHandler.class))
			.containsExactly("@PreAuthorize(\"hasRole('A')\") of AnnotatedHandler.clear");
	}

	@Test
	void prefersMethodOfContractToClass() {
		assertThat(names(Guarded.class, AnnotatedGuardedHandler.class))
			.containsExactly("@PreAuthorize(\"hasRole('A')\") of Guarded.clear");
	}

	@Test
	void appliesContractToClassThatImplementsIt() {
		assertThat(rules(AnnotatedContract.class, AnnotatedContract.class)).containsExactly("@Secured(\"ROLE_A\")");
		assertThat(rules(AnnotatedContract.class, AnnotatedContractHandler.class))
			.containsExactly("@Secured(\"ROLE_A\")");
	}

	@Test
	void findsRuleOfInheritedContract() {
		assertThat(rules(Child.class, Child.class)).containsExactly("@PreAuthorize(\"hasRole('A')\")");
		assertThat(rules(Child.class, ChildHandler.class)).containsExactly("@PreAuthorize(\"hasRole('A')\")");
	}

	@Test
	void findsRuleOfRedeclaredMethod() {
		assertThat(names(Redeclaring.class, RedeclaringHandler.class))
			.containsExactly("@PreAuthorize(\"hasRole('R')\") of Redeclaring.clear");
	}

	@Test
	void findsRuleOfDefaultMethod() {
		assertThat(rules(WithDefault.class, WithDefaultHandler.class)).containsExactly("@PreAuthorize(\"denyAll\")");
	}

	@Test
	void findsRuleThroughBridgeMethod() {
		assertThat(names(Generic.class, GenericHandler.class))
			.containsExactly("@PreAuthorize(\"#text == 'a'\") of GenericHandler.clear");
		assertThat(names(GenericGuarded.class, GenericGuardedHandler.class))
			.containsExactly("@PreAuthorize(\"#item == 'a'\") of GenericGuarded.clear");
	}

	@Test
	void findsRuleOfInheritedMethod() {
		assertThat(names(Plain.class, InheritingHandler.class))
			.containsExactly("@PreAuthorize(\"hasRole('A')\") of Base.clear");
	}

	@Test
	void findsRuleOfContractForInheritedMethod() {
		assertThat(names(Guarded.class, InheritingGuardedHandler.class))
			.containsExactly("@PreAuthorize(\"hasRole('A')\") of Guarded.clear");
	}

	@Test
	void findsRuleOfAnonymousEnumAndRecord() {
		Plain anonymous = new Plain() {

			@Override
			@DenyAll
			public Mono<String> clear(String input) {
				return Mono.empty();
			}

		};
		assertThat(rules(Plain.class, anonymous.getClass())).containsExactly("@DenyAll");
		assertThat(names(Plain.class, anonymous.getClass()).get(0)).endsWith("RuleReaderTests$1.clear");
		assertThat(rules(Plain.class, EnumHandler.ONE.getClass())).containsExactly("@DenyAll");
		assertThat(rules(Plain.class, RecordHandler.class)).containsExactly("@PermitAll");
	}

	@Test
	void findsRuleOfContractForLambda() {
		Guarded lambda = (input) -> Mono.empty();
		assertThat(rules(Guarded.class, lambda.getClass())).containsExactly("@PreAuthorize(\"hasRole('A')\")");
	}

	@Test
	void findsRulesOfClassBehindProxy() {
		Object proxy = new ProxyFactory(new StricterHandler()).getProxy();
		assertThat(Proxy.isProxyClass(proxy.getClass())).isTrue();
		assertThat(rules(Guarded.class, StricterHandler.class)).containsExactly("@PreAuthorize(\"hasRole('B')\")");
		ProxyFactory cglib = new ProxyFactory(new StricterHandler());
		cglib.setProxyTargetClass(true);
		assertThat(rules(Guarded.class, ClassUtils.getUserClass(cglib.getProxy())))
			.containsExactly("@PreAuthorize(\"hasRole('B')\")");
		assertThat(rules(Guarded.class, cglib.getProxy().getClass()))
			.containsExactly("@PreAuthorize(\"hasRole('B')\")");
	}

	@Test
	void findsRuleOfContractForUnrelatedClass() {
		assertThat(rules(Guarded.class, Object.class)).containsExactly("@PreAuthorize(\"hasRole('A')\")");
		assertThat(rules(AnnotatedContract.class, AnnotatedContract.class)).isNotEmpty();
		assertThatIllegalStateException().isThrownBy(() -> rules(Plain.class, Unrelated.class))
			.withMessageContaining("does not apply");
	}

	@Test
	void refusesEquallyNearAnnotations() {
		assertThatIllegalStateException().isThrownBy(() -> rules(Guarded.class, AmbiguousHandler.class))
			.withMessageContaining("clear of " + AmbiguousHandler.class.getName())
			.withMessageContaining("@PreAuthorize of " + Guarded.class.getName())
			.withMessageContaining("@PreAuthorize of " + OtherGuarded.class.getName());
	}

	@Test
	void refusesTwoAnnotationsOfKindOnMethod() {
		assertThatIllegalStateException().isThrownBy(() -> rules(Plain.class, TwiceHandler.class))
			.withMessageContaining("several annotations of a kind");
		assertThatIllegalStateException().isThrownBy(() -> rules(Plain.class, JsrTwiceHandler.class))
			.withMessageContaining("@RolesAllowed of")
			.withMessageContaining("@PermitAll of");
	}

	@Test
	void refusesClassThatDoesNotCoverInheritedMethod() {
		assertThatIllegalStateException().isThrownBy(() -> rules(Plain.class, AnnotatedInheritingHandler.class))
			.withMessage("@PreAuthorize of " + AnnotatedInheritingHandler.class.getName()
					+ " does not apply to clear of " + PlainBase.class.getName() + ", which "
					+ AnnotatedInheritingHandler.class.getName() + " inherits: annotate that method, or override it");
	}

	@Test
	void refusesStricterClassOverAnnotatedParent() {
		assertThatIllegalStateException().isThrownBy(() -> rules(Plain.class, StricterInheritingHandler.class))
			.withMessageContaining("@PreAuthorize of " + StricterInheritingHandler.class.getName());
	}

	@Test
	void refusesContractThatDoesNotCoverInheritedMethod() {
		assertThatIllegalStateException()
			.isThrownBy(() -> rules(AnnotatedContract.class, InheritingContractHandler.class))
			.withMessageContaining("@Secured of " + AnnotatedContract.class.getName());
		assertThatIllegalStateException().isThrownBy(() -> rules(AnnotatedChild.class, AnnotatedChild.class))
			.withMessageContaining("@PreAuthorize of " + AnnotatedChild.class.getName());
	}

	@Test
	void refusesOtherInterfaceOfInheritedMethod() {
		assertThatIllegalStateException().isThrownBy(() -> rules(Plain.class, OtherInterfaceHandler.class))
			.withMessageContaining("@PreAuthorize of " + OtherGuarded.class.getName());
	}

	@Test
	void ignoresOverloadAndOtherMethods() {
		assertThat(rules(Plain.class, OverloadHandler.class)).isEmpty();
	}

	interface Plain {

		Mono<String> clear(String input);

	}

	@FunctionalInterface
	interface Guarded {

		@PreAuthorize("hasRole('A')")
		Mono<String> clear(String input);

	}

	interface OtherGuarded {

		@PreAuthorize("hasRole('O')")
		Mono<String> clear(String input);

	}

	interface AllKinds {

		@PreAuthorize("permitAll")
		@PostAuthorize("returnObject != null")
		@Secured({ "ROLE_A", "ROLE_B" })
		@RolesAllowed("C")
		Mono<String> clear(String input);

	}

	@Secured("ROLE_A")
	interface AnnotatedContract {

		Mono<String> clear(String input);

	}

	interface Child extends Guarded {

	}

	@PreAuthorize("hasRole('A')")
	interface AnnotatedChild extends Plain {

	}

	interface Redeclaring extends Guarded {

		@Override
		@PreAuthorize("hasRole('R')")
		Mono<String> clear(String input);

	}

	interface WithDefault extends Plain {

		@Override
		@PreAuthorize("denyAll")
		default Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	interface Generic<T> {

		Mono<String> clear(T item);

	}

	interface GenericGuarded<T> {

		@PreAuthorize("#item == 'a'")
		Mono<String> clear(T item);

	}

	@Retention(RetentionPolicy.RUNTIME)
	@PreAuthorize("hasRole('{role}')")
	@interface Needs {

		String role();

	}

	static class PlainHandler implements Plain {

		@Override
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class GuardedHandler implements Guarded {

		@Override
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class StricterHandler implements Guarded {

		@Override
		@PreAuthorize("hasRole('B')")
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class OtherKindHandler implements AllKinds {

		@Override
		@DenyAll
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class MetaHandler implements Plain {

		@Override
		@Needs(role = "X")
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	@PreAuthorize("hasRole('A')")
	static class AnnotatedHandler implements Plain {

		@Override
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	@PreAuthorize("hasRole('C')")
	static class AnnotatedGuardedHandler implements Guarded {

		@Override
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class AnnotatedContractHandler implements AnnotatedContract {

		@Override
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class ChildHandler extends GuardedHandler implements Child {

	}

	static class RedeclaringHandler implements Redeclaring {

		@Override
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class WithDefaultHandler implements WithDefault {

	}

	static class GenericHandler implements Generic<String> {

		@Override
		@PreAuthorize("#text == 'a'")
		public Mono<String> clear(String text) {
			return Mono.just(text);
		}

	}

	static class GenericGuardedHandler implements GenericGuarded<String> {

		@Override
		public Mono<String> clear(String text) {
			return Mono.just(text);
		}

	}

	static class Base {

		@PreAuthorize("hasRole('A')")
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class PlainBase {

		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	@PreAuthorize("hasRole('BASE')")
	static class AnnotatedBase {

		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class InheritingHandler extends Base implements Plain {

	}

	static class InheritingGuardedHandler extends PlainBase implements Guarded {

	}

	static class InheritingContractHandler extends PlainBase implements AnnotatedContract {

	}

	@PreAuthorize("hasRole('A')")
	static class AnnotatedInheritingHandler extends PlainBase implements Plain {

	}

	@PreAuthorize("hasRole('STRICT')")
	static class StricterInheritingHandler extends AnnotatedBase implements Plain {

	}

	static class OtherInterfaceHandler extends PlainBase implements Plain, OtherGuarded {

	}

	@PreAuthorize("hasRole('A')")
	static class Unrelated {

	}

	static class AmbiguousHandler implements Guarded, OtherGuarded {

		@Override
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class TwiceHandler implements Plain {

		@Override
		@Needs(role = "X")
		@PreAuthorize("hasRole('A')")
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class JsrTwiceHandler implements Plain {

		@Override
		@RolesAllowed("A")
		@PermitAll
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

	}

	static class OverloadHandler implements Plain {

		@Override
		public Mono<String> clear(String input) {
			return Mono.just(input);
		}

		@DenyAll
		public Mono<String> clear(Integer input) {
			return Mono.empty();
		}

		@DenyAll
		public Mono<String> other(String input) {
			return Mono.empty();
		}

	}

	enum EnumHandler implements Plain {

		ONE {

			@Override
			@DenyAll
			public Mono<String> clear(String input) {
				return Mono.empty();
			}

		}

	}

	record RecordHandler(String name) implements Plain {

		@Override
		@PermitAll
		public Mono<String> clear(String input) {
			return Mono.empty();
		}

	}

}
