package io.grest.ws.micrometer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.grest.ws.internal.Loggers;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Convention of a user that falls back to the default where it throws.
 */
final class GuardedConvention<T extends Observation.Context> implements ObservationConvention<T> {

	private static final Log logger = LogFactory.getLog(Loggers.OBSERVATION);

	private final ObservationConvention<T> custom;

	private final ObservationConvention<T> fallback;

	private final AtomicBoolean hasFailed = new AtomicBoolean();

	GuardedConvention(ObservationConvention<T> custom, ObservationConvention<T> fallback) {
		this.custom = custom;
		this.fallback = fallback;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.fallback.supportsContext(context);
	}

	@Override
	public @Nullable String getName() {
		return ask(ObservationConvention::getName);
	}

	@Override
	public @Nullable String getContextualName(T context) {
		return ask((convention) -> convention.getContextualName(context));
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(T context) {
		return ask((convention) -> convention.getLowCardinalityKeyValues(context));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(T context) {
		return ask((convention) -> convention.getHighCardinalityKeyValues(context));
	}

	private <V> V ask(Function<ObservationConvention<T>, V> question) {
		try {
			return question.apply(this.custom);
		}
		catch (RuntimeException ex) {
			if (this.hasFailed.compareAndSet(false, true)) {
				logger.error(this.custom.getClass().getName() + " failed: the default convention for "
						+ this.fallback.getName() + " is used instead. Only the first failure is logged", ex);
			}
			return question.apply(this.fallback);
		}
	}

}
