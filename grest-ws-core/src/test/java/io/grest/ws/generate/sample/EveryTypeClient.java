package io.grest.ws.generate.sample;

import io.grest.ws.generate.sample.Catalogue.Everything;

/**
 * Is told every type.
 */
public interface EveryTypeClient {

	void everything(Everything everything);

}
