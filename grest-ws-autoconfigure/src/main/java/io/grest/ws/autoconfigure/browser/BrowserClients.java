package io.grest.ws.autoconfigure.browser;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.TypeScriptGenerationException;
import io.grest.ws.generate.TypeScriptGenerator;
import io.grest.ws.generate.TypeScriptModule;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Generated clients of the contracts that the application serves, each generated at its
 * first request.
 */
final class BrowserClients {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private static final String MAP = "js.map";

	private final String directory;

	private final Map<String, ServedModule> shared = new ConcurrentHashMap<>();

	private final Mono<Map<String, Mono<TypeScriptModule>>> modules;

	/**
	 * Create the clients.
	 * @param contracts the contracts, resolved at the first request
	 * @param generator generates the clients, off the event loop
	 * @param directory the path of the clients as the server knows it
	 */
	BrowserClients(Supplier<List<SocketContract<?, ?>>> contracts, TypeScriptGenerator generator, String directory) {
		this.directory = directory;
		this.modules = Mono.fromSupplier(() -> {
			List<SocketContract<?, ?>> all = contracts.get();
			TypeScriptGenerator sharing = generator.among(all);
			Map<String, Mono<TypeScriptModule>> modules = new TreeMap<>();
			all.forEach((contract) -> modules.put(contract.name(), module(contract, sharing)));
			return modules;
		}).cache();
	}

	private static Mono<TypeScriptModule> module(SocketContract<?, ?> contract, TypeScriptGenerator generator) {
		return Mono.fromSupplier(() -> generator.generate(contract))
			.subscribeOn(Schedulers.boundedElastic())
			.doOnError(TypeScriptGenerationException.class, (ex) -> logger.error(ex.getMessage()))
			.cache();
	}

	/**
	 * Answer a request.
	 * @param request the request for a file, named by the path variables {@code name} and
	 * {@code extension}
	 * @return the response
	 */
	Mono<ServerResponse> respond(ServerRequest request) {
		String name = request.pathVariable("name");
		String extension = request.pathVariable("extension");
		Kind kind = Kind.of(extension);
		String shared = TypeScriptModule.sharedFile(name + (extension.equals(MAP) ? ".js" : "." + extension));
		if (shared != null) {
			return ServedContent.respond(request, extension.equals(MAP) ? MediaType.APPLICATION_JSON : kind.mediaType,
					served(name, extension, shared).getBytes(StandardCharsets.UTF_8));
		}
		if (extension.equals(MAP)) {
			return ServerResponse.notFound().build();
		}
		return this.modules.flatMap((modules) -> {
			Mono<TypeScriptModule> module = modules.get(name);
			return (module != null) ? respond(request, name, kind, module) : unknown(name, modules);
		});
	}

	private String served(String name, String extension, String source) {
		if (!extension.startsWith("js")) {
			return source;
		}
		ServedModule module = this.shared.computeIfAbsent(name + ".js", (file) -> ServedModule.of(file, source));
		return extension.equals(MAP) ? module.map() : module.text();
	}

	private Mono<ServerResponse> respond(ServerRequest request, String name, Kind kind, Mono<TypeScriptModule> module) {
		return module
			.flatMap((generated) -> ServedContent.respond(request, kind.mediaType,
					kind.text(generated, this.directory).getBytes(StandardCharsets.UTF_8)))
			.onErrorResume(TypeScriptGenerationException.class,
					(ex) -> problem(HttpStatus.INTERNAL_SERVER_ERROR, "The client of the contract '" + name
							+ "' cannot be generated: the log of the application says why."));
	}

	private static Mono<ServerResponse> unknown(String name, Map<String, ?> known) {
		return problem(HttpStatus.NOT_FOUND, "No contract named '" + name + "' is served here."
				+ known.keySet().stream().collect(Collectors.joining(", ", " There is: ", ".")));
	}

	private static Mono<ServerResponse> problem(HttpStatus status, String detail) {
		return ServerResponse.status(status)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyValue(ProblemDetail.forStatusAndDetail(status, detail));
	}

	/**
	 * Kind of a file.
	 */
	private enum Kind {

		JAVASCRIPT("text/javascript"), DECLARATIONS("application/typescript"), TYPESCRIPT("application/typescript");

		private final MediaType mediaType;

		Kind(String mediaType) {
			this.mediaType = new MediaType(MediaType.parseMediaType(mediaType), StandardCharsets.UTF_8);
		}

		static Kind of(String extension) {
			return switch (extension) {
				case "js" -> JAVASCRIPT;
				case "d.ts" -> DECLARATIONS;
				default -> TYPESCRIPT;
			};
		}

		String text(TypeScriptModule module, String directory) {
			return switch (this) {
				case JAVASCRIPT -> module.servedAt(directory + module.name() + ".js");
				case DECLARATIONS -> module.declarations();
				case TYPESCRIPT -> module.typeScript();
			};
		}

	}

	/**
	 * Hints of the runtime that the clients share, for native images.
	 */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/grest/ws/generate/*.js");
			hints.resources().registerPattern("io/grest/ws/generate/*.d.ts");
		}

	}

}
