package io.grest.ws.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Goal of a figure, as a ratio to that of another server in the same round.
 *
 * @param figure the figure
 * @param of the server with the goal
 * @param to the server to compare with
 * @param ratio the ratio
 * @param atLeast whether the ratio is a minimum and not a maximum
 */
record Goal(Figure figure, String of, String to, double ratio, boolean atLeast) {

	private static final String OURS = "grest-metrics";

	static List<Goal> of(RpcScenario wide, RpcScenario narrow, List<FanOutScenario> fans, IdleScenario idle,
			List<PayloadScenario> payloads, List<OpenLoadScenario> loads) {
		List<Goal> goals = new ArrayList<>(List.of(atLeast(wide.answers(), OURS, "netty", 0.9),
				atLeast(wide.answers(), OURS, "webflux", 1.05), atLeast(wide.answers(), OURS, "rsocket", 3.5),
				atLeast(wide.answers(), OURS, "stomp", 9), atLeast(narrow.answers(), OURS, "webflux", 1.1),
				atMost(LatencyScenario.P50, OURS, "webflux", 1.1), atMost(LatencyScenario.P99, OURS, "webflux", 1.1),
				atMost(wide.cpu(), OURS, "netty", 1.15), atLeast(SetUpScenario.SET_UP, OURS, "webflux", 2),
				atMost(idle.heap(), "grest", "webflux", 1),
				atLeast(ClientScenario.CALLS, ClientScenario.SOCKET_CLIENT, ClientScenario.RAW, 0.8)));
		for (FanOutScenario fan : fans) {
			goals.add(atLeast(fan.deliveries(), OURS, "netty", 0.9));
			goals.add(atLeast(fan.deliveries(), OURS, "webflux", 1.3));
		}
		payloads.forEach((payload) -> goals.add(atLeast(payload.answers(), "grest", "webflux", 1)));
		loads.forEach((load) -> goals.add(atMost(load.p999(), "grest", "webflux", 1.1)));
		return goals;
	}

	private static Goal atLeast(Figure figure, String of, String to, double ratio) {
		return new Goal(figure, of, to, ratio, true);
	}

	private static Goal atMost(Figure figure, String of, String to, double ratio) {
		return new Goal(figure, of, to, ratio, false);
	}

	boolean isMet(Results results) {
		double measured = results.ratio(this.figure, this.of, this.to);
		return this.atLeast ? measured >= this.ratio : measured <= this.ratio;
	}

	String text() {
		return String.format(Locale.ROOT, "%s %s of %s", this.atLeast ? "at least" : "at most", this.ratio, this.to);
	}

}
