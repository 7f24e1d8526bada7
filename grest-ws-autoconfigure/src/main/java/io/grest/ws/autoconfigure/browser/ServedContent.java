package io.grest.ws.autoconfigure.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import reactor.core.publisher.Mono;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Content that a browser caches and revalidates. The response is a 304 while the bytes
 * are the same. It is compressed if the browser accepts that, whether or not the web
 * server compresses.
 */
final class ServedContent {

	private static final Set<HttpMethod> METHODS = new LinkedHashSet<>(
			List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS));

	// A shorter content fits into one packet anyway.
	private static final int MIN_COMPRESSED = 1024;

	// The coding in a list, unless its weight is zero: RFC 9110, section 12.5.3.
	private static final Pattern GZIP = Pattern
		.compile("(^|,)\\s*gzip\\s*(;\\s*q=(?!0(\\.0*)?\\s*(,|$))[^,]*)?\\s*(,|$)", Pattern.CASE_INSENSITIVE);

	private ServedContent() {
	}

	/**
	 * Route GET, HEAD, which the web server answers without the body, and OPTIONS, which
	 * lists them.
	 * @param path a pattern
	 * @param handler answers GET and HEAD
	 * @return the routes, to be {@linkplain RouterFunction#and joined}
	 */
	static RouterFunction<ServerResponse> route(String path, HandlerFunction<ServerResponse> handler) {
		return RouterFunctions.route()
			.GET(path, handler)
			.HEAD(path, handler)
			.OPTIONS(path, (request) -> ServerResponse.ok().allow(METHODS).build())
			.build();
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @param mediaType the type of the content
	 * @param content the content
	 * @return the answer, 304 if the browser has the content
	 */
	static Mono<ServerResponse> respond(ServerRequest request, MediaType mediaType, byte[] content) {
		return respond(request, mediaType, content, (headers) -> {
		});
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @param mediaType the type of the content
	 * @param content the content
	 * @param headers adds headers
	 * @return the answer, 304 if the browser has the content
	 */
	static Mono<ServerResponse> respond(ServerRequest request, MediaType mediaType, byte[] content,
			Consumer<HttpHeaders> headers) {
		boolean compressed = content.length >= MIN_COMPRESSED && acceptsGzip(request);
		String etag = "\"" + DigestUtils.md5DigestAsHex(content) + (compressed ? "-gzip" : "") + "\"";
		return request.checkNotModified(etag)
			.switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
				.contentType(mediaType)
				.cacheControl(CacheControl.noCache())
				.eTag(etag)
				.varyBy(varying(request))
				.header("X-Content-Type-Options", "nosniff")
				.headers((all) -> encoding(all, compressed))
				.headers(headers)
				.bodyValue(compressed ? gzip(content) : content)));
	}

	// Those of this response replace what a filter has set.
	private static String[] varying(ServerRequest request) {
		Set<String> names = new LinkedHashSet<>(request.exchange().getResponse().getHeaders().getVary());
		names.add(HttpHeaders.ACCEPT_ENCODING);
		return names.toArray(String[]::new);
	}

	private static boolean acceptsGzip(ServerRequest request) {
		return request.headers()
			.header(HttpHeaders.ACCEPT_ENCODING)
			.stream()
			.anyMatch((value) -> GZIP.matcher(value).find());
	}

	private static void encoding(HttpHeaders headers, boolean compressed) {
		if (compressed) {
			headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
		}
	}

	private static byte[] gzip(byte[] content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 2);
		try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
			out.write(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

}
