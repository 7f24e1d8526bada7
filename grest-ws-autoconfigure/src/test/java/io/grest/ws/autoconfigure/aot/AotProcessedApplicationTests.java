package io.grest.ws.autoconfigure.aot;

import org.junit.jupiter.api.Test;

import org.springframework.core.test.tools.CompileWithForkedClassLoader;

/**
 * An application whose context is processed ahead of time, on a real port.
 */
@CompileWithForkedClassLoader
class AotProcessedApplicationTests {

	@Test
	void servesContractsAsWithoutProcessing() {
		AotContexts.run(Desk.Application.class, (context) -> new DeskCalls(context).make());
	}

}
