package io.grest.ws.test.resume;

import reactor.core.publisher.Mono;

/**
 * What a hall may call on a client.
 */
public interface HallClient {

	void said(HallServer.Text text);

	Mono<Boolean> areYouThere();

}
