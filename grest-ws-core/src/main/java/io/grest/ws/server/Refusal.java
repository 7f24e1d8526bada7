package io.grest.ws.server;

import java.nio.charset.StandardCharsets;

import io.grest.ws.observation.UpgradeRefusal;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Refusal of an upgrade, with a body as defined by RFC 9457.
 *
 * @param reason the reason, for the metrics
 * @param status the HTTP status
 * @param detail a description of the fault for the client; never contains text of the
 * peer
 * @param cause a description of the fault and its remedy for the log, with text of the
 * peer escaped; {@code null} if there is nothing to log
 */
record Refusal(UpgradeRefusal reason, HttpStatus status, String detail, @Nullable String cause) {

	/**
	 * Create a refusal whose detail is also logged.
	 */
	Refusal(UpgradeRefusal reason, HttpStatus status, String detail) {
		this(reason, status, detail, detail);
	}

	Mono<Void> answer(ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(this.status);
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		String body = "{\"status\":" + this.status.value() + ",\"title\":\"" + this.status.getReasonPhrase()
				+ "\",\"detail\":\"" + this.detail + "\"}";
		return response
			.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body.getBytes(StandardCharsets.UTF_8))));
	}

}
