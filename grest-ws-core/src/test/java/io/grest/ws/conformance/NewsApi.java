package io.grest.ws.conformance;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The contract beside the chat, on one connection.
 */
public final class NewsApi {

	/**
	 * At the path of {@link ChatApi#BOTH}.
	 */
	public static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("NewsApi", Server.class, Client.class)
		.path(ChatApi.BOTH.path())
		.queryOnConnect(Query.class)
		.build();

	private NewsApi() {
	}

	/**
	 * What a client may call.
	 */
	interface Server {

		/**
		 * Sends the caller a headline, and answers its title.
		 */
		Mono<Headline> latest(Latest request) throws NotFoundException;

		/**
		 * Asks the client its opinion, and answers that.
		 */
		Mono<Survey> survey();

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		void headline(Headline headline);

		Mono<String> opinion();

	}

	record Latest(@NotBlank String topic) {

	}

	record Headline(@NotNull String title) {

	}

	record Survey(String opinion) {

	}

	/**
	 * Query of the connection.
	 *
	 * @param lang the language
	 * @param refuse {@code news} to be refused by the handler
	 */
	record Query(@Size(max = 2) @Nullable String lang, @Nullable String refuse) {

	}

}
