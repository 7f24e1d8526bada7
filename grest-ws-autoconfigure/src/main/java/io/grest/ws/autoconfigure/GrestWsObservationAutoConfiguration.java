package io.grest.ws.autoconfigure;

import java.util.List;
import java.util.function.BiFunction;

import io.grest.ws.micrometer.ClientHandshakeConvention;
import io.grest.ws.micrometer.InboundCallConvention;
import io.grest.ws.micrometer.MicrometerObserver;
import io.grest.ws.micrometer.OutboundCallConvention;
import io.grest.ws.micrometer.ServerHandshakeConvention;
import io.grest.ws.observation.SocketObserver;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations, if there is an
 * {@code ObservationRegistry}. The registry's handlers decide what becomes of an
 * observation, a trace for instance. Nothing is observed without handlers, or with
 * handlers that only record meters, which are recorded anyway.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = { GrestWsClientAutoConfiguration.class, GrestWsServerAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "grest.ws.observations.enabled", matchIfMissing = true)
public final class GrestWsObservationAutoConfiguration {

	private static final boolean METERS_PRESENT = ClassUtils.isPresent(
			"io.micrometer.core.instrument.observation.MeterObservationHandler",
			GrestWsObservationAutoConfiguration.class.getClassLoader());

	@Bean
	@ConditionalOnMissingBean(SocketObserver.class)
	MicrometerObserver grestWsObserver(ObservationRegistry registry, ObjectProvider<ObservationHandler<?>> handlers,
			ObjectProvider<ServerHandshakeConvention> serverHandshakes,
			ObjectProvider<ClientHandshakeConvention> clientHandshakes,
			ObjectProvider<InboundCallConvention> inboundCalls, ObjectProvider<OutboundCallConvention> outboundCalls) {
		MicrometerObserver observer = new MicrometerObserver(
				makeMetersOnly(handlers) ? ObservationRegistry.NOOP : registry);
		observer = with(observer, serverHandshakes.getIfAvailable(), MicrometerObserver::serverHandshakes);
		observer = with(observer, clientHandshakes.getIfAvailable(), MicrometerObserver::clientHandshakes);
		observer = with(observer, inboundCalls.getIfAvailable(), MicrometerObserver::inboundCalls);
		return with(observer, outboundCalls.getIfAvailable(), MicrometerObserver::outboundCalls);
	}

	// With the actuator alone there are no others. An observation costs several times as
	// much as the call, and its timer would repeat the meters.
	private static boolean makeMetersOnly(ObjectProvider<ObservationHandler<?>> handlers) {
		List<ObservationHandler<?>> all = handlers.stream().toList();
		return METERS_PRESENT && !all.isEmpty() && all.stream().allMatch(MeterObservationHandler.class::isInstance);
	}

	private static <T> MicrometerObserver with(MicrometerObserver observer, @Nullable T convention,
			BiFunction<MicrometerObserver, T, MicrometerObserver> setter) {
		return (convention != null) ? setter.apply(observer, convention) : observer;
	}

}
