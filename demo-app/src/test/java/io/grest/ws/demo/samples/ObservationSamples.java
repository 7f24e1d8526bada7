package io.grest.ws.demo.samples;

import java.security.Principal;

import io.grest.ws.micrometer.InboundCallContext;
import io.grest.ws.micrometer.InboundCallConvention;
import io.micrometer.common.KeyValues;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Sample of a custom convention. The demo uses the default.
 */
@Configuration(proxyBeanMethods = false)
class ObservationSamples {

	@Bean
	InboundCallConvention callsOfUsers() {
		return new InboundCallConvention.Default() {

			@Override
			public KeyValues getHighCardinalityKeyValues(InboundCallContext call) {
				String user = call.getConnection().principal().map(Principal::getName).orElse("none");
				return super.getHighCardinalityKeyValues(call).and("user", user);
			}

		};
	}

}
