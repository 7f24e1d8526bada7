package io.grest.ws.autoconfigure.browser;

import java.util.List;
import java.util.function.BiFunction;

import io.grest.ws.server.AllowedOrigins;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Content that pages of the origins whose sockets are accepted may read, too: a module is
 * loaded from another origin only if its server says so. Pages of other origins are
 * refused.
 */
final class SharedContent implements BiFunction<ServerRequest, HandlerFunction<ServerResponse>, Mono<ServerResponse>> {

	private final AllowedOrigins origins;

	/**
	 * Share content.
	 * @param origins the origins, those of pages that may connect
	 */
	SharedContent(AllowedOrigins origins) {
		this.origins = origins;
	}

	@Override
	public Mono<ServerResponse> apply(ServerRequest request, HandlerFunction<ServerResponse> handler) {
		HttpHeaders headers = request.exchange().getResponse().getHeaders();
		// Of each response, also of a 304, so that a cache does not answer other origins.
		headers.setVary(List.of(HttpHeaders.ORIGIN, HttpHeaders.ACCEPT_ENCODING));
		String origin = request.exchange().getRequest().getHeaders().getOrigin();
		if (origin == null) {
			return handler.handle(request);
		}
		if (!this.origins.allow(request.exchange().getRequest())) {
			return ServerResponse.status(HttpStatus.FORBIDDEN)
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.bodyValue(ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN,
						"Pages of this origin may not load clients, as they may not connect"));
		}
		headers.setAccessControlAllowOrigin(origin);
		headers.setAccessControlExposeHeaders(List.of(HttpHeaders.ETAG));
		return handler.handle(request);
	}

}
