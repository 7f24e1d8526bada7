package io.grest.ws.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.grest.ws.demo.MarkdownPage.Block;
import io.grest.ws.demo.MarkdownPage.Line;

/**
 * Source file that a sample may be copied from. Blank lines, Javadoc, package and import
 * statements are ignored, and so is the indentation of the sample as a whole.
 *
 * @param path the file, from the root of the project
 * @param lines the lines that are compared
 */
record SampleCode(Path path, List<Line> lines) {

	private static final Set<String> LEFT_OUT = Set.of("// ...", "...");

	static List<SampleCode> readAll(Path root, List<Path> directories, String suffix) throws IOException {
		List<SampleCode> all = new ArrayList<>();
		for (Path directory : directories) {
			try (Stream<Path> files = Files.walk(root.resolve(directory))) {
				for (Path file : files.filter((file) -> file.toString().endsWith(suffix)).sorted().toList()) {
					all.add(new SampleCode(root.relativize(file), counting(Files.readAllLines(file))));
				}
			}
		}
		return all;
	}

	private static List<Line> counting(List<String> texts) {
		List<Line> lines = new ArrayList<>();
		boolean javadoc = false;
		int number = 0;
		for (String text : texts) {
			number++;
			String code = text.strip();
			javadoc |= code.startsWith("/**");
			if (!javadoc && !code.isEmpty() && !code.startsWith("package ") && !code.startsWith("import ")) {
				lines.add(new Line(number, text.replace("\t", "    ").stripTrailing()));
			}
			javadoc &= !code.endsWith("*/");
		}
		return lines;
	}

	/**
	 * Find a sample.
	 * @return the longest match in any file
	 */
	static Match find(Block block, List<SampleCode> all) {
		List<Line> wanted = counting(block.lines().stream().map(Line::text).toList()).stream()
			.map((line) -> new Line(block.lines().get(line.number() - 1).number(), line.text()))
			.toList();
		return all.stream()
			.map((code) -> code.match(wanted))
			.max(Comparator.comparingInt((match) -> match.complete() ? Integer.MAX_VALUE : match.matched()))
			.orElseThrow();
	}

	private Match match(List<Line> wanted) {
		Match best = new Match(this, wanted, 0, null);
		for (int start = 0; start < this.lines.size() && !best.complete(); start++) {
			best = longer(best, match(wanted, 0, start, indent(this.lines.get(start)) - indent(wanted.get(0))));
		}
		return best;
	}

	private Match match(List<Line> wanted, int from, int start, int shift) {
		int next = start;
		for (int i = from; i < wanted.size(); i++) {
			if (LEFT_OUT.contains(wanted.get(i).text().strip())) {
				return matchLater(wanted, i + 1, next, shift);
			}
			Line found = (next < this.lines.size()) ? this.lines.get(next) : null;
			if (found == null || !found.text().strip().equals(wanted.get(i).text().strip())
					|| indent(found) - indent(wanted.get(i)) != shift) {
				return new Match(this, wanted, i, found);
			}
			next++;
		}
		return new Match(this, wanted, wanted.size(), null);
	}

	private Match matchLater(List<Line> wanted, int from, int start, int shift) {
		Match best = new Match(this, wanted, from, null);
		for (int later = start; later < this.lines.size() && !best.complete(); later++) {
			best = longer(best, match(wanted, from, later, shift));
		}
		return best;
	}

	private static Match longer(Match a, Match b) {
		return (b.matched() > a.matched()) ? b : a;
	}

	private static int indent(Line line) {
		return line.text().length() - line.text().stripLeading().length();
	}

	/**
	 * Match of a sample in one file.
	 *
	 * @param code the file
	 * @param wanted the lines of the sample that are compared
	 * @param matched the number of lines found in the file, from the first on
	 * @param instead the line of the file in place of the next one, or {@code null}
	 */
	record Match(SampleCode code, List<Line> wanted, int matched, Line instead) {

		boolean complete() {
			return this.matched == this.wanted.size();
		}

		Line firstDifference() {
			return this.wanted.get(this.matched);
		}

	}

}
