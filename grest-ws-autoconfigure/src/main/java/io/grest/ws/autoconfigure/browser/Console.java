package io.grest.ws.autoconfigure.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.grest.ws.generate.TypeScriptModule;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Console for developers: a page, its modules and its style, from the class path. They
 * are not static resources of Spring Boot, which would be served by default.
 */
final class Console {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	// The page runs its own scripts only, and nothing that arrives can become HTML. It
	// frames itself, for a second client.
	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
			+ " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-src 'self'; frame-ancestors 'self';"
			+ " require-trusted-types-for 'script'; trusted-types 'none'";

	private static final String PAGE = "index.html";

	private static final List<String> FILES = List.of("answers.js", "calls.js", "connection.js", "contracts.js",
			"copies.js", "dom.js", "exchange.js", "exchanges.js", "flow.js", "form.js", "frames.js", "icon.svg",
			"json.js", "main.js", "memory.js", "payload.js", "resumption.js", "schema.js", "style.css");

	// Of the generated clients.
	private static final List<String> SHARED = List.of("runtime.js", "requests.js", "resume.js", "envelope.js");

	private static final Map<String, MediaType> TYPES = Map.of("html", text("html"), "js", text("javascript"), "css",
			text("css"), "svg", new MediaType("image", "svg+xml"));

	private final Map<String, byte[]> files;

	private final byte[] page;

	Console(boolean isDescribed, String basePath) {
		this.page = read(new ClassPathResource("console/" + PAGE, Console.class));
		this.files = FILES.stream()
			.collect(Collectors.toMap(Function.identity(),
					(name) -> read(new ClassPathResource("console/" + name, Console.class))));
		SHARED.forEach((name) -> this.files.put(name,
				Objects.requireNonNull(TypeScriptModule.sharedFile(name)).getBytes(StandardCharsets.UTF_8)));
		if (isDescribed) {
			logger.info("Console for developers at " + basePath + "/grest-ws/");
		}
		else {
			logger.warn("The console at " + basePath
					+ "/grest-ws/ has no contracts to show: set grest.ws.browser.asyncapi to true");
		}
	}

	private static MediaType text(String subtype) {
		return new MediaType("text", subtype, StandardCharsets.UTF_8);
	}

	private static byte[] read(ClassPathResource resource) {
		try {
			return resource.getContentAsByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	RouterFunction<ServerResponse> routes() {
		return ServedContent.route("/grest-ws", Console::redirect)
			.and(ServedContent.route("/grest-ws/", (request) -> respond(request, PAGE, this.page)))
			.and(ServedContent.route("/grest-ws/console/{file}", this::file));
	}

	// Links of the page are relative to its own path.
	private static Mono<ServerResponse> redirect(ServerRequest request) {
		return ServerResponse.temporaryRedirect(URI.create(request.requestPath().value() + "/")).build();
	}

	private Mono<ServerResponse> file(ServerRequest request) {
		String name = request.pathVariable("file");
		byte[] content = this.files.get(name);
		return (content != null) ? respond(request, name, content) : ServerResponse.notFound().build();
	}

	private static Mono<ServerResponse> respond(ServerRequest request, String name, byte[] content) {
		MediaType type = TYPES.getOrDefault(StringUtils.getFilenameExtension(name), MediaType.APPLICATION_OCTET_STREAM);
		return ServedContent.respond(request, type, content, (headers) -> {
			headers.set("Content-Security-Policy", POLICY);
			headers.set("Referrer-Policy", "no-referrer");
		});
	}

	/**
	 * Hints of the files, for native images.
	 */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/grest/ws/autoconfigure/browser/console/*");
		}

	}

}
