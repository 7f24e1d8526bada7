package io.grest.ws.micrometer;

import io.grest.ws.observation.ObservedMethod;
import io.grest.ws.observation.SocketMetrics;
import io.micrometer.common.KeyValue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundCallContext}.
 */
class OutboundCallContextTests {

	@Test
	void callToGroupHasNoConnection() {
		ObservedMethod method = new ObservedMethod("Api", "Api.tell", "tell", SocketMetrics.Side.SERVER, false);
		OutboundCallContext context = new OutboundCallContext(method, false, null);
		assertThat(context.getConnection()).isEmpty();
		assertThat(new OutboundCallConvention.Default().getHighCardinalityKeyValues(context))
			.contains(KeyValue.of("connection.id", "none"));
	}

}
