package io.grest.ws.generate.sample;

import java.util.List;

import io.grest.ws.generate.sample.Catalogue.Everything;
import io.grest.ws.generate.sample.Catalogue.HasName;
import io.grest.ws.generate.sample.Catalogue.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes and gives every type.
 */
public interface EveryTypeServer {

	Mono<Everything> echo(Everything everything);

	Mono<List<@Nullable HasName>> named(List<@Nullable String> names);

	Mono<List<Outcome>> outcomes();

}
