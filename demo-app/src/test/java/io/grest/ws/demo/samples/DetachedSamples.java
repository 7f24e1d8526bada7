package io.grest.ws.demo.samples;

import io.grest.ws.contract.After;
import io.grest.ws.contract.Item;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.topic.Sockets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Code of the documentation about streams that outlive a connection.
 */
final class DetachedSamples {

	private DetachedSamples() {
	}

	static SocketContract<AssistantServer, AssistantClient> assistantApi() {
		return SocketContract.define("AssistantApi", AssistantServer.class, AssistantClient.class)
			.path("/ws/assistant/{user}")
			.build();
	}

	static SocketContract<NewsServer, NewsClient> newsApi() {
		return SocketContract.define("NewsApi", NewsServer.class, NewsClient.class).path("/ws/news").build();
	}

	public interface NewsServer {

		Flux<Item<Headline>> headlines(NewsQuery query);

	}

	public record NewsQuery(String section, @After @Nullable String after) {

	}

	public interface NewsClient {

	}

	public record Headline(String text) {

	}

	interface News {

		Flux<Row> following(String section, @Nullable String after);

	}

	record Row(long number, Headline headline) {

	}

	static final class NewsService implements NewsServer {

		private final News news;

		NewsService(News news) {
			this.news = news;
		}

		@Override
		public Flux<Item<Headline>> headlines(NewsQuery query) {
			return this.news.following(query.section(), query.after())
				.map((row) -> new Item<>(Long.toString(row.number()), row.headline()));
		}

	}

	public interface AssistantServer {

		Flux<Item<String>> answer(Question question);

		Mono<Void> stop(String id);

	}

	public record Question(String id, String text, @After @Nullable String after) {

	}

	public interface AssistantClient {

	}

	interface Model {

		Flux<String> answer(String text);

	}

	static final class Assistant implements AssistantServer {

		private final Sockets<AssistantClient> sockets;

		private final Model model;

		private final String user;

		Assistant(Sockets<AssistantClient> sockets, Model model, String user) {
			this.sockets = sockets;
			this.model = model;
			this.user = user;
		}

		@Override
		public Flux<Item<String>> answer(Question question) {
			return this.sockets.stream(this.user, question.id(), String.class)
				.startOrJoin(question.after(), () -> this.model.answer(question.text()));
		}

		@Override
		public Mono<Void> stop(String id) {
			return this.sockets.stream(this.user, id, String.class).stop();
		}

	}

}
