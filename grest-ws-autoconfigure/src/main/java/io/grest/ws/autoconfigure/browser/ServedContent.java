package io.grest.ws.autoconfigure.browser;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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
 * are the same.
 */
final class ServedContent {

	private static final Set<HttpMethod> METHODS = new LinkedHashSet<>(
			List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS));

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
		String etag = "\"" + DigestUtils.md5DigestAsHex(content) + "\"";
		return request.checkNotModified(etag)
			.switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
				.contentType(mediaType)
				.cacheControl(CacheControl.noCache())
				.eTag(etag)
				.header("X-Content-Type-Options", "nosniff")
				.headers(headers)
				.bodyValue(content)));
	}

}
