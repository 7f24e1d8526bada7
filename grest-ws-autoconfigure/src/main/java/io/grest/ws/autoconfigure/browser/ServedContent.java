package io.grest.ws.autoconfigure.browser;

import java.util.function.Consumer;

import reactor.core.publisher.Mono;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Content that a browser keeps and asks anew for: with the same bytes it is told that
 * nothing has changed.
 */
final class ServedContent {

	private ServedContent() {
	}

	/**
	 * Match requests for content: {@code HEAD} wherever {@code GET} is answered.
	 * @param pattern of the path
	 * @return the predicate
	 */
	static RequestPredicate at(String pattern) {
		return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(pattern));
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
