package io.grest.ws.test.autoconfigure;

import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Listener that verifies and resets the testers after each test. A test that has already
 * failed is not verified.
 */
class SocketTesterEndListener extends AbstractTestExecutionListener {

	/**
	 * Return the lowest precedence, which is the first after a test: before mocks are
	 * reset and the context is closed.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			testContext.getApplicationContext()
				.getBeanProvider(SocketTesters.class)
				.ifAvailable((testers) -> testers.finish(testContext.getTestException() == null));
		}
	}

}
