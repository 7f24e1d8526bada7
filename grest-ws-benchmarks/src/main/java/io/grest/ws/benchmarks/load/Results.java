package io.grest.ws.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measured values of all rounds.
 */
final class Results {

	private final Map<Figure, Map<String, List<Double>>> measured = new LinkedHashMap<>();

	void add(Figure figure, String contestant, double value) {
		this.measured.computeIfAbsent(figure, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(contestant, (key) -> new ArrayList<>())
			.add(value);
	}

	Set<Figure> figures() {
		return this.measured.keySet();
	}

	/**
	 * Return the median of all rounds, or {@code NaN} if there is none.
	 */
	double median(Figure figure, String contestant) {
		return median(rounds(figure, contestant));
	}

	/**
	 * Return the median of the ratios of two contestants, one ratio for each round.
	 */
	double ratio(Figure figure, String of, String to) {
		List<Double> numerators = rounds(figure, of);
		List<Double> denominators = rounds(figure, to);
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < Math.min(numerators.size(), denominators.size()); i++) {
			ratios.add(numerators.get(i) / denominators.get(i));
		}
		return median(ratios);
	}

	private List<Double> rounds(Figure figure, String contestant) {
		return this.measured.getOrDefault(figure, Map.of()).getOrDefault(contestant, List.of());
	}

	private static double median(List<Double> values) {
		if (values.isEmpty()) {
			return Double.NaN;
		}
		List<Double> sorted = values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

}
