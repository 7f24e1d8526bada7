package io.grest.ws.autoconfigure.browser;

import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Description of the contracts, generated at the first request. Each response names the
 * server that was requested.
 */
final class AsyncApiDocument {

	private final Mono<ObjectNode> document;

	/**
	 * Create a document.
	 * @param generator generates the document, off the event loop
	 */
	AsyncApiDocument(Supplier<ObjectNode> generator) {
		this.document = Mono.fromSupplier(generator).subscribeOn(Schedulers.boundedElastic()).cache();
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @param mediaType the media type of the response
	 * @param writer writes the document
	 * @return the response
	 */
	Mono<ServerResponse> respond(ServerRequest request, MediaType mediaType, Function<ObjectNode, byte[]> writer) {
		return this.document.map((document) -> writer.apply(servedBy(request, document)))
			.flatMap((content) -> ServedContent.respond(request, mediaType, content));
	}

	// A request of HTTP/1.0 need not have a host.
	private static ObjectNode servedBy(ServerRequest request, ObjectNode document) {
		URI uri = request.uri();
		if (uri.getRawAuthority() == null) {
			return document;
		}
		ObjectNode server = JsonNodeFactory.instance.objectNode().put("host", uri.getRawAuthority());
		String basePath = request.requestPath().contextPath().value();
		if (!basePath.isEmpty()) {
			server.put("pathname", basePath);
		}
		server.put("protocol", "https".equals(uri.getScheme()) ? "wss" : "ws");
		ObjectNode served = JsonNodeFactory.instance.objectNode();
		served.setAll(document);
		served.putObject("servers").set("default", server);
		return served;
	}

}
