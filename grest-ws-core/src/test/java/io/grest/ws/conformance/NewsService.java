package io.grest.ws.conformance;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

/**
 * Does what the cases of {@link NewsApi} say that it does.
 */
final class NewsService implements SocketHandler<NewsApi.Server, NewsApi.Client> {

	@Override
	public NewsApi.Server connect(SocketConnection<NewsApi.Client> connection) {
		if ("news".equals(connection.query(NewsApi.Query.class).refuse())) {
			throw new ForbiddenException();
		}
		return new NewsApi.Server() {

			@Override
			public Mono<NewsApi.Headline> latest(NewsApi.Latest request) {
				if (request.topic().equals("missing")) {
					return Mono.error(new NotFoundException());
				}
				NewsApi.Headline headline = new NewsApi.Headline(request.topic());
				connection.remote().headline(headline);
				return Mono.just(headline);
			}

			@Override
			public Mono<NewsApi.Survey> survey() {
				return connection.remote().opinion().map(NewsApi.Survey::new);
			}

		};
	}

}
