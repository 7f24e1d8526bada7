package io.grest.ws.internal.call;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Check for annotations that Spring applies to beans only. A handler of calls is an
 * object of a class of the user, on which Spring would ignore them in silence.
 */
final class IgnoredAnnotations {

	private static final Set<String> OF_BEANS = Set.of("org.springframework.transaction.annotation.Transactional",
			"jakarta.transaction.Transactional", "org.springframework.scheduling.annotation.Async",
			"org.springframework.cache.annotation.Cacheable", "org.springframework.cache.annotation.CachePut",
			"org.springframework.cache.annotation.CacheEvict", "org.springframework.cache.annotation.Caching",
			"org.springframework.resilience.annotation.Retryable",
			"org.springframework.resilience.annotation.ConcurrencyLimit");

	private static final Set<String> OF_SECURITY = Set.of("org.springframework.security.access.prepost.PreAuthorize",
			"org.springframework.security.access.prepost.PostAuthorize",
			"org.springframework.security.access.prepost.PreFilter",
			"org.springframework.security.access.prepost.PostFilter",
			"org.springframework.security.authorization.method.AuthorizeReturnObject",
			"org.springframework.security.authorization.method.HandleAuthorizationDenied",
			"org.springframework.security.access.annotation.Secured", "jakarta.annotation.security.RolesAllowed",
			"jakarta.annotation.security.PermitAll", "jakarta.annotation.security.DenyAll");

	// Classes that have none of them.
	private static final ClassValue<Boolean> CHECKED = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			check(type);
			return true;
		}

	};

	// Classes that ask for no security.
	private static final ClassValue<Boolean> OPEN = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			check(type, OF_SECURITY,
					", which nothing enforces here: on a server, build it with .security(SocketSecurity.of("
							+ "applicationContext)); on a client, remove it, as a server that calls has no authorities");
			return true;
		}

	};

	private IgnoredAnnotations() {
	}

	/**
	 * Refuse a class with such an annotation, unless it is a proxy of Spring or woven by
	 * AspectJ, which apply them.
	 * @param handler the class
	 * @throws IllegalStateException if there is one, with the place and the remedy
	 */
	static void refuse(Class<?> handler) {
		CHECKED.get(handler);
	}

	/**
	 * Refuse a class or an interface that asks for security, where there is none.
	 * @param type the class of a handler, not one of a proxy, or an interface of a
	 * contract
	 * @throws IllegalStateException if it does, with the place and the remedy
	 */
	static void refuseSecurity(Class<?> type) {
		OPEN.get(type);
	}

	private static void check(Class<?> handler) {
		if (Proxy.isProxyClass(handler) || ClassUtils.getUserClass(handler) != handler || isWoven(handler)) {
			return;
		}
		check(handler, OF_BEANS,
				", which Spring applies to beans only: the object that connect returns is none. Return a bean of"
						+ " scope prototype, or move the annotation to a bean that the object calls");
	}

	private static void check(Class<?> type, Set<String> annotations, String remedy) {
		check(type, type.getName(), annotations, remedy);
		for (Method method : type.getMethods()) {
			check(method, method.getName() + " of " + type.getName(), annotations, remedy);
		}
	}

	private static boolean isWoven(Class<?> handler) {
		return Stream.concat(Arrays.stream(handler.getDeclaredMethods()), Arrays.stream(handler.getDeclaredFields()))
			.anyMatch((member) -> member.getName().startsWith("ajc$"));
	}

	private static void check(AnnotatedElement element, String name, Set<String> annotations, String remedy) {
		MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY)
			.stream()
			.map(MergedAnnotation::getType)
			.filter((type) -> annotations.contains(type.getName()))
			.findFirst()
			.ifPresent(
					(type) -> Assert.state(false, () -> name + " is annotated with @" + type.getSimpleName() + remedy));
	}

}
