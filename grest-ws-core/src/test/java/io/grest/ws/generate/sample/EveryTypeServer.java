package io.grest.ws.generate.sample;

import java.util.List;

import io.grest.ws.generate.sample.Catalogue.Everything;
import io.grest.ws.generate.sample.Catalogue.Outcome;
import reactor.core.publisher.Mono;

/**
 * Takes and gives every type.
 */
public interface EveryTypeServer {

	Mono<Everything> echo(Everything everything);

	Mono<List<Outcome>> outcomes();

}
