package io.grest.ws.benchmarks.server;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.tools.ToolProvider;

import org.springframework.util.Assert;

/**
 * Server of this library with a contract of many methods. The contract is generated and
 * compiled at the start, so that there are a thousand different methods.
 */
final class WideServer {

	private static final String SOURCE = """
			package wide;

			import io.grest.ws.contract.NonBlocking;
			import io.grest.ws.benchmarks.*;
			import io.grest.ws.connection.SocketConnection;
			import io.grest.ws.contract.SocketContract;
			import io.grest.ws.server.SocketHandler;
			import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
			import org.springframework.context.annotation.*;
			import reactor.core.publisher.Mono;

			@Configuration(proxyBeanMethods = false)
			@EnableAutoConfiguration
			public class WideConfiguration {

				public interface Wide {
					%s
				}

				@NonBlocking
				static class WideHandler implements SocketHandler<Wide, OrderClient>, Wide {

					public Wide connect(SocketConnection<OrderClient> connection) {
						return this;
					}

					%s

				}

				@Bean
				SocketContract<Wide, OrderClient> contract() {
					return SocketContract.define("Orders", Wide.class, OrderClient.class).path("/rpc").build();
				}

				@Bean
				WideHandler handler() {
					return new WideHandler();
				}

			}
			""";

	private WideServer() {
	}

	/**
	 * Create a configuration whose contract has methods {@code place0}, {@code place1}
	 * and so on.
	 */
	static Class<?> withMethods(int methods) throws Exception {
		Path directory = Files.createTempDirectory("wide");
		Path source = Files.createDirectories(directory.resolve("wide")).resolve("WideConfiguration.java");
		Files.writeString(source, SOURCE.formatted(each(methods, "Mono<Receipt> place%d(Order order);"),
				each(methods, "public Mono<Receipt> place%d(Order order) { return Mono.just(Receipt.of(order)); }")));
		compile(source);
		URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() },
				WideServer.class.getClassLoader());
		Thread.currentThread().setContextClassLoader(loader);
		return loader.loadClass("wide.WideConfiguration");
	}

	private static String each(int methods, String method) {
		return IntStream.range(0, methods).mapToObj(method::formatted).collect(Collectors.joining("\n"));
	}

	private static void compile(Path source) throws IOException {
		int status = ToolProvider.getSystemJavaCompiler()
			.run(null, System.err, System.err, "-proc:none", "-parameters", "-cp",
					System.getProperty("java.class.path"), source.toString());
		Assert.state(status == 0, () -> source + " does not compile");
	}

}
