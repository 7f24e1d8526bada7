package io.grest.ws.internal.generate.model;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Combined;
import io.grest.ws.internal.generate.model.JsonType.Dictionary;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.JsonType.Items;
import io.grest.ws.internal.generate.model.JsonType.Named;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.JsonType.Undescribed;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Types with a declaration of their own, in the order of first use. A type that is both
 * written and read has one declaration if its two forms are equal, otherwise two.
 *
 * @since 0.1.0
 */
public final class Declarations {

	// Form of a type while it is being read: only objects refer to themselves.
	private static final JsonType PENDING = new Fields(List.of());

	private static final Field MESSAGE = new Field("message", JsonType.STRING, false);

	private final boolean exact;

	private final Map<Key, JsonType> forms = new LinkedHashMap<>();

	// Keys, as written, of types whose two forms differ; complete after join().
	private final Set<Key> different = new HashSet<>();

	/**
	 * Create a set of declarations.
	 * @param exact whether to compare forms as JSON Schema does, with kinds of numbers,
	 * formats and constraints; otherwise as TypeScript does, where an optional field
	 * differs from a nullable one
	 */
	public Declarations(boolean exact) {
		this.exact = exact;
	}

	/**
	 * Return whether forms are compared as JSON Schema does.
	 * @return whether they are, otherwise as TypeScript does
	 */
	public boolean isExact() {
		return this.exact;
	}

	/**
	 * Declare a type, unless it is declared already.
	 * @param key the key of the type
	 * @param form the supplier of its form, which may refer to the type itself
	 * @return the reference to the type
	 */
	public Named declare(Key key, Supplier<JsonType> form) {
		if (!this.forms.containsKey(key)) {
			this.forms.put(key, PENDING);
			try {
				this.forms.put(key, form.get());
			}
			catch (RuntimeException ex) {
				this.forms.put(key, new Undescribed(reason(key, ex)));
				throw ex;
			}
		}
		return new Named(key);
	}

	private static String reason(Key key, RuntimeException ex) {
		return "the type " + key.type().toCanonical() + " is refused by Jackson: "
				+ ((ex instanceof JacksonException refusal) ? refusal.getOriginalMessage() : ex);
	}

	/**
	 * Return the form of a type.
	 * @param type the type
	 * @return the declared form of a reference, otherwise the type itself
	 */
	public JsonType formOf(JsonType type) {
		return (type instanceof Named named) ? this.forms.getOrDefault(named.key(), Choice.of(List.of())) : type;
	}

	/**
	 * Return the type of the data of an error frame in the envelope dialect: the fields
	 * of an object beside the message, any other value as {@code data}.
	 * @param details the type of the error's data, {@code null} if it has none
	 * @return the type with the message
	 */
	public JsonType withMessage(@Nullable JsonType details) {
		if (details == null || details.equals(JsonType.NULL)) {
			return new Fields(List.of(MESSAGE));
		}
		if (isObject(details)) {
			return new Combined(List.of(details, new Fields(List.of(MESSAGE))));
		}
		if (formOf(details) instanceof Choice choice) {
			List<JsonType> beside = choice.options().stream().filter(this::isBesideMessage).toList();
			List<JsonType> within = choice.options().stream().filter((option) -> !isBesideMessage(option)).toList();
			if (!beside.isEmpty() && !within.isEmpty()) {
				return Choice
					.of(Stream.concat(beside.stream(), Stream.of(Choice.of(within))).map(this::withMessage).toList());
			}
			if (within.isEmpty()) {
				return Choice.of(beside.stream().map(this::withMessage).toList());
			}
		}
		return new Fields(List.of(MESSAGE, new Field("data", details, false)));
	}

	private boolean isBesideMessage(JsonType type) {
		return type.equals(JsonType.NULL) || isObject(type);
	}

	// Any JSON may be an object.
	private boolean isObject(JsonType type) {
		JsonType form = formOf(type);
		if (form instanceof Choice choice) {
			return !choice.options().isEmpty() && choice.options().stream().allMatch(this::isObject);
		}
		return form instanceof Fields || form instanceof Dictionary || form instanceof Combined
				|| form instanceof Undescribed || form.equals(JsonType.ANY);
	}

	/**
	 * Return the reasons why parts of a type are not described.
	 * @param type the type
	 * @return the reasons of the type and of all types that it refers to, without
	 * duplicates
	 */
	public Set<String> undescribed(JsonType type) {
		Set<String> reasons = new LinkedHashSet<>();
		collect(type, reasons, new HashSet<>());
		return reasons;
	}

	private void collect(JsonType type, Set<String> reasons, Set<Key> seen) {
		if (type instanceof Undescribed undescribed) {
			reasons.add(undescribed.reason());
		}
		Stream<JsonType> parts = (type instanceof Named named)
				? (seen.add(named.key()) ? Stream.of(formOf(type)) : Stream.empty()) : type.parts();
		parts.forEach((part) -> collect(part, reasons, seen));
	}

	/**
	 * Merge the declarations of types whose two forms are equal. Called once, when all
	 * types are declared. A type that refers to a type with two forms has two forms
	 * itself.
	 */
	public void join() {
		List<Key> bothWays = this.forms.keySet()
			.stream()
			.filter((key) -> key.direction() == Direction.WRITTEN && goesBothWays(key))
			.toList();
		boolean changed = true;
		while (changed) {
			changed = this.different.addAll(bothWays.stream()
				.filter((key) -> !comparable(key).equals(comparable(key.in(Direction.READ))))
				.toList());
		}
	}

	private boolean goesBothWays(Key key) {
		return this.forms.containsKey(key.in(Direction.WRITTEN)) && this.forms.containsKey(key.in(Direction.READ));
	}

	/**
	 * Return the key of the declaration of a type.
	 * @param key the key of the type
	 * @return the key as written if both forms share a declaration, otherwise the key
	 * itself
	 */
	public Key canonical(Key key) {
		Key written = key.in(Direction.WRITTEN);
		return (goesBothWays(key) && !this.different.contains(written)) ? written : key;
	}

	/**
	 * Return whether a type is written and read in different forms.
	 * @param key the key of the type
	 * @return whether it has two declarations
	 */
	public boolean hasTwoForms(Key key) {
		return this.different.contains(key.in(Direction.WRITTEN));
	}

	/**
	 * Return all declarations.
	 * @return the forms by key, each declaration once
	 */
	public Map<Key, JsonType> all() {
		Map<Key, JsonType> all = new LinkedHashMap<>();
		this.forms.keySet().stream().map(this::canonical).forEach((key) -> all.computeIfAbsent(key, this.forms::get));
		return all;
	}

	private JsonType comparable(Key key) {
		return comparable(formOf(new Named(key)));
	}

	// The order of fields and the notes are ignored.
	private JsonType comparable(JsonType type) {
		if (type instanceof Named named) {
			return new Named(canonical(named.key()));
		}
		if (type instanceof Scalar scalar) {
			return this.exact ? new Scalar(scalar.kind(), scalar.format(), null, scalar.rules())
					: Scalar.of((scalar.kind() == Kind.INTEGER) ? Kind.NUMBER : scalar.kind(), null);
		}
		if (type instanceof Fields object) {
			return new Fields(
					object.fields().stream().map(this::comparable).sorted(Comparator.comparing(Field::name)).toList(),
					(object.others() != null) ? comparable(object.others()) : null);
		}
		if (!this.exact && type instanceof Items array) {
			return new Items(comparable(array.item()));
		}
		if (!this.exact && type instanceof Dictionary map) {
			return new Dictionary(comparable(map.key()), comparable(map.value()));
		}
		return type.map(this::comparable);
	}

	private Field comparable(Field field) {
		return new Field(field.name(), comparable(field.type()),
				field.optional() || (this.exact && field.type().isNullable()));
	}

}
