package io.grest.ws.internal.security;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;

import io.grest.ws.internal.call.Caller;
import jakarta.annotation.security.DenyAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.access.annotation.Secured;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules where annotations are not on the class path.
 */
class ClassPathTests {

	private static Object call(Class<?> probe, String hidden) throws Exception {
		Class<?> type = new HidingClassLoader(hidden).loadClass(probe.getName());
		return ((Callable<?>) type.getDeclaredConstructor().newInstance()).call();
	}

	@Test
	void readsAllKinds() throws Exception {
		assertThat(call(Texts.class, "none")).isEqualTo(List.of("@Secured(\"ROLE_A\")", "@DenyAll"));
	}

	@Test
	void decidesWithoutJsr250() throws Exception {
		assertThat(call(Texts.class, "jakarta.annotation.")).isEqualTo(List.of("@Secured(\"ROLE_A\")"));
		assertThat(call(Decision.class, "jakarta.annotation.")).isEqualTo("granted");
	}

	@Test
	void decidesWithoutConfigurationAndResourceServer() throws Exception {
		assertThat(call(Decision.class, "org.springframework.security.config.")).isEqualTo("denied");
		assertThat(call(Decision.class, "org.springframework.security.oauth2.")).isEqualTo("denied");
	}

	interface Server {

		@Secured("ROLE_A")
		@DenyAll
		String clear();

	}

	public static class Texts implements Callable<List<String>> {

		@Override
		public List<String> call() throws Exception {
			return RuleReader.read(Server.class.getDeclaredMethod("clear"), Server.class)
				.stream()
				.map(Rule::text)
				.toList();
		}

	}

	public static class Decision implements Callable<String> {

		@Override
		public String call() throws Exception {
			GenericApplicationContext context = new GenericApplicationContext();
			context.refresh();
			SpringCallSecurity security = new SpringCallSecurity(context);
			Caller ann = Rules.user("ann", "ROLE_A");
			if (security.expiresAt(() -> "ann") != null) {
				return "expiring";
			}
			try {
				security.rule(Server.class.getDeclaredMethod("clear"), Server.class).check(ann);
				return "granted";
			}
			catch (RuntimeException ex) {
				return "denied";
			}
		}

	}

	/**
	 * Class loader of its own classes, without those of a package.
	 */
	private static final class HidingClassLoader extends ClassLoader {

		private final String hidden;

		HidingClassLoader(String hidden) {
			super(ClassPathTests.class.getClassLoader());
			this.hidden = hidden;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith(this.hidden)) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("io.grest.ws.") && !name.startsWith("org.springframework.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream stream = getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (stream == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = stream.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
