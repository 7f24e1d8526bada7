package io.grest.ws.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Page of the documentation, with its samples and links.
 *
 * @param path the path of the page, relative to the root of the project
 * @param prose the lines outside of samples
 * @param blocks the samples
 */
record MarkdownPage(Path path, List<Line> prose, List<Block> blocks) {

	private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");

	private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

	static MarkdownPage read(Path root, Path path) throws IOException {
		List<Line> prose = new ArrayList<>();
		List<Block> blocks = new ArrayList<>();
		Block open = null;
		int number = 0;
		for (String text : Files.readAllLines(root.resolve(path))) {
			Line line = new Line(++number, text);
			Matcher fence = FENCE.matcher(text);
			if (fence.matches() && open == null) {
				open = new Block(fence.group(1), new ArrayList<>());
			}
			else if (fence.matches()) {
				blocks.add(open);
				open = null;
			}
			else {
				((open != null) ? open.lines() : prose).add(line);
			}
		}
		if (open != null) {
			throw new IllegalStateException(path + " ends within a sample: close it with ```");
		}
		return new MarkdownPage(path, prose, blocks);
	}

	List<Block> blocks(String language) {
		return this.blocks.stream().filter((block) -> block.language().equals(language)).toList();
	}

	/**
	 * Return the paragraph before a sample.
	 */
	String before(Block block) {
		// The line of the fence, and one that is blank.
		int end = block.lines().get(0).number() - 2;
		StringBuilder paragraph = new StringBuilder();
		for (Line line : this.prose) {
			if (line.number() < end && line.text().isBlank()) {
				paragraph.setLength(0);
			}
			else if (line.number() < end) {
				paragraph.append(line.text()).append('\n');
			}
		}
		return paragraph.toString();
	}

	/**
	 * Return the links to files of the project, each as a separate line.
	 */
	List<Line> relativeLinks() {
		return this.prose.stream()
			.flatMap((line) -> LINK.matcher(line.text())
				.results()
				.map((link) -> new Line(line.number(), link.group(1).replaceFirst("#.*", ""))))
			.filter((link) -> !link.text().isEmpty() && !link.text().contains("://"))
			.toList();
	}

	String at(Line line) {
		return this.path + ":" + line.number();
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

	/**
	 * Line with its number.
	 */
	record Line(int number, String text) {

	}

	/**
	 * Sample of code.
	 */
	record Block(String language, List<Line> lines) {

		String text() {
			return String.join("\n", this.lines.stream().map(Line::text).toList());
		}

	}

}
