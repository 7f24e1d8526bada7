package io.grest.ws.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Combined;
import io.grest.ws.internal.generate.model.JsonType.Dictionary;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.JsonType.Items;
import io.grest.ws.internal.generate.model.JsonType.Named;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.JsonType.Tuple;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.internal.generate.model.Literal;
import io.grest.ws.internal.generate.model.Prose;

/**
 * Writer of types as TypeScript.
 */
final class TypeText {

	private static final int WIDTH = 120;

	// Of the numbers only digits: not those such as a superscript.
	private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_$][\\p{L}\\p{Nd}_$]*");

	private final TypeNames names;

	private final LongType longs;

	TypeText(TypeNames names, LongType longs) {
		this.names = names;
		this.longs = longs;
	}

	/**
	 * Write all declarations.
	 * @param declarations the types
	 * @return the text of each
	 */
	List<String> declarations(Declarations declarations) {
		List<String> texts = new ArrayList<>();
		declarations.all().forEach((key, type) -> texts.add(declaration(key, type)));
		return texts;
	}

	private String declaration(Key key, JsonType type) {
		String name = this.names.of(key);
		String remark = this.names.remark(key);
		List<String> prose = Stream
			.concat(Prose.paragraphs(key.type().getRawClass()).stream(), Stream.ofNullable(remark))
			.toList();
		String doc = doc("", Stream.concat(prose.stream(), constants(type)).toList());
		if (type instanceof Scalar) {
			return doc("", Stream.concat(prose.stream(), notes(type, type.notes())).toList())
					+ alias(name, List.of("Branded<" + text(type) + ", " + quote(name) + ">"));
		}
		if (type instanceof Fields fields && !fields.fields().isEmpty()) {
			return doc + "export interface " + name + " " + block(fields) + "\n";
		}
		if (type.equals(JsonType.ANY)) {
			return doc + alias(name,
					List.of("string", "number", "boolean", "null", name + "[]", "{ [name: string]: " + name + " }"));
		}
		return doc + alias(name, (type instanceof Choice choice) ? choice.options().stream().map(this::text).toList()
				: List.of(text(type)));
	}

	// A member of a union has no comment that an editor shows.
	private static Stream<String> constants(JsonType type) {
		Stream<JsonType> options = (type instanceof Choice choice) ? choice.options().stream() : Stream.of(type);
		return options.filter(Literal.class::isInstance).flatMap(JsonType::notes);
	}

	/**
	 * Write a type alias.
	 * @param name the name
	 * @param options the types of its union, none for {@code never}
	 * @return the text
	 */
	String alias(String name, List<String> options) {
		String line = "export type " + name + " = " + (options.isEmpty() ? "never" : String.join(" | ", options))
				+ "\n";
		return (line.length() <= WIDTH) ? line
				: "export type " + name + " =\n  | " + String.join("\n  | ", options) + "\n";
	}

	/**
	 * Write an interface whose members are unions.
	 * @param name the name
	 * @param members the types of the union of each member
	 * @return the text
	 */
	String object(String name, Map<String, List<String>> members) {
		return members.entrySet()
			.stream()
			.map((member) -> "  " + name(member.getKey()) + ": " + String.join(" | ", member.getValue()) + "\n")
			.collect(Collectors.joining("", "export interface " + name + " {\n", "}\n"));
	}

	/**
	 * Write the body of an interface.
	 * @param object its fields
	 * @return the text, with a line for each field
	 */
	String block(Fields object) {
		return object.fields()
			.stream()
			.map((field) -> doc("  ", notes(field.type(), field.notes().stream()).toList()) + "  " + text(field) + "\n")
			.collect(Collectors.joining("", "{\n", "}"));
	}

	// A long that is exact has no remark that it is not.
	private Stream<String> notes(JsonType type, Stream<String> notes) {
		if (this.longs == LongType.NUMBER) {
			return notes;
		}
		List<String> exact = notesOf(type, true).toList();
		List<String> others = notesOf(type, false).toList();
		return notes.filter((note) -> others.contains(note) || !exact.contains(note));
	}

	private static Stream<String> notesOf(JsonType type, boolean ofLongs) {
		return (type instanceof Scalar) ? (LongShapes.isLong(type) == ofLongs) ? type.notes() : Stream.empty()
				: type.parts().flatMap((part) -> notesOf(part, ofLongs));
	}

	private String text(Field field) {
		return name(field.name()) + (field.optional() ? "?: " : ": ") + text(field.type());
	}

	/**
	 * Write a type.
	 * @param type the type
	 * @return the text, on one line
	 */
	String text(JsonType type) {
		if (LongShapes.isLong(type)) {
			return this.longs.name().toLowerCase(Locale.ROOT);
		}
		if (type instanceof Scalar scalar) {
			return (scalar.kind() == Kind.INTEGER) ? "number" : scalar.kind().word();
		}
		if (type instanceof Literal literal) {
			return literal.json();
		}
		if (type instanceof Named named) {
			return this.names.of(named.key());
		}
		if (type instanceof Items array) {
			return part(array.item()) + "[]";
		}
		if (type instanceof Tuple tuple) {
			return "[" + texts(tuple.items(), ", ") + "]";
		}
		if (type instanceof Dictionary map) {
			return (map.key() instanceof Scalar) ? "{ [name: string]: " + text(map.value()) + " }"
					: "{ [name in " + text(map.key()) + "]?: " + text(map.value()) + " }";
		}
		if (type instanceof Choice choice) {
			return choice.options().isEmpty() ? "never" : texts(choice.options(), " | ");
		}
		if (type instanceof Combined combined) {
			return combined.types().stream().map(this::part).collect(Collectors.joining(" & "));
		}
		// Types without a TypeScript shape have been refused before.
		List<Field> fields = (type instanceof Fields object) ? object.fields() : List.of();
		return fields.isEmpty() ? "Record<string, never>"
				: fields.stream().map(this::text).collect(Collectors.joining("; ", "{ ", " }"));
	}

	private String texts(List<JsonType> types, String separator) {
		return types.stream().map(this::text).collect(Collectors.joining(separator));
	}

	private String part(JsonType type) {
		return (type instanceof Choice || type instanceof Combined) ? "(" + text(type) + ")" : text(type);
	}

	/**
	 * Write a doc comment.
	 * @param indent the indentation of each line
	 * @param notes the sentences of the comment, none for no comment
	 * @return the text, empty for no comment
	 */
	String doc(String indent, List<String> notes) {
		if (notes.isEmpty()) {
			return "";
		}
		List<String> lines = notes.stream()
			.map((note) -> note.replace("*/", "*\\/").replaceAll("\\s*\\R\\s*", " "))
			.toList();
		String line = indent + "/** " + String.join(" ", lines) + " */\n";
		if (line.length() <= WIDTH && (lines.size() == 1 || lines.stream().noneMatch(TypeText::hasOwnLine))) {
			return line;
		}
		return lines.stream()
			.flatMap((note) -> wrapped(note, WIDTH - indent.length() - 3))
			.map((part) -> indent + " * " + part + "\n")
			.collect(Collectors.joining("", indent + "/**\n", indent + " */\n"));
	}

	private static Stream<String> wrapped(String note, int width) {
		Stream.Builder<String> parts = Stream.builder();
		String rest = note;
		while (rest.length() > width && rest.lastIndexOf(' ', width) > 0) {
			int end = rest.lastIndexOf(' ', width);
			parts.add(rest.substring(0, end));
			rest = rest.substring(end + 1);
		}
		return parts.add(rest).build();
	}

	// Tags, and items of lists.
	private static boolean hasOwnLine(String note) {
		return note.startsWith("@") || note.startsWith("- ");
	}

	/**
	 * Write the name of a field.
	 * @param name the name
	 * @return the name, quoted if it is not an identifier
	 */
	static String name(String name) {
		return IDENTIFIER.matcher(name).matches() ? name : quote(name);
	}

	/**
	 * Write the name of a method of an interface.
	 * @param name the name
	 * @return the name, quoted if it is not an identifier, or would be a constructor or
	 * look like one
	 */
	static String method(String name) {
		return (name.equals("new") || name.equals("constructor")) ? quote(name) : name(name);
	}

	/**
	 * Write a string literal.
	 * @param text the string
	 * @return the literal
	 */
	static String quote(String text) {
		return new tools.jackson.databind.json.JsonMapper().writeValueAsString(text);
	}

}
