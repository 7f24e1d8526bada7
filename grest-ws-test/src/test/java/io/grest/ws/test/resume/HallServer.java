package io.grest.ws.test.resume;

import reactor.core.publisher.Mono;

/**
 * What a client may call in a hall.
 */
public interface HallServer {

	Mono<String> echo(Text text);

	Mono<Boolean> askBack();

	void whisper(Text text);

	void publish(Text text);

	void leave();

	record Text(String value) {

	}

}
