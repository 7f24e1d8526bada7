package io.grest.ws.internal;

import java.util.List;
import java.util.function.Supplier;

/**
 * Code that runs while tunings are turned off.
 */
public final class TunedOff {

	private TunedOff() {
	}

	/**
	 * Create something without tunings.
	 * @param tunings the tunings to turn off meanwhile
	 */
	public static <T> T create(List<Tuning> tunings, Supplier<T> creator) {
		tunings.forEach((tuning) -> System.setProperty(tuning.property(), "false"));
		try {
			return creator.get();
		}
		finally {
			tunings.forEach((tuning) -> System.clearProperty(tuning.property()));
		}
	}

	public static <T> T create(Tuning tuning, Supplier<T> creator) {
		return create(List.of(tuning), creator);
	}

}
