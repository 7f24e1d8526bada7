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
 * A refusal before the upgrade, with a body as RFC 9457 describes it.
 *
 * @param reason why, for the metrics
 * @param status the status
 * @param detail what is wrong, for a person; text of this library only, never of the
 * peer's
 * @param cause what is wrong and what to do, for the log, cleaned; {@code null} if nobody
 * has to do anything
 */
record Refusal(UpgradeRefusal reason, HttpStatus status, String detail, @Nullable String cause) {

	/**
	 * A refusal whose detail says what to do.
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
