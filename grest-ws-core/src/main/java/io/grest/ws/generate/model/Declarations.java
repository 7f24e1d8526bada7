package io.grest.ws.generate.model;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.generate.model.JsonType.Choice;
import io.grest.ws.generate.model.JsonType.Dictionary;
import io.grest.ws.generate.model.JsonType.Fields;
import io.grest.ws.generate.model.JsonType.Items;
import io.grest.ws.generate.model.JsonType.Named;
import io.grest.ws.generate.model.JsonType.Scalar;
import io.grest.ws.generate.model.JsonType.Undescribed;
import tools.jackson.core.JacksonException;

/**
 * The types that get a declaration of their own, in the order of first use. A type that
 * goes both ways gets one declaration if its two forms are equal, otherwise two.
 *
 * @since 0.1.0
 */
public final class Declarations {

	// What a type is while its form is being read: only objects refer to themselves.
	private static final JsonType PENDING = new Fields(List.of());

	private final boolean exact;

	private final Map<Key, JsonType> forms = new LinkedHashMap<>();

	// Types that go both ways in different forms, as written; complete after join().
	private final Set<Key> different = new HashSet<>();

	/**
	 * Create a set of declarations.
	 * @param exact whether two forms are equal only if they are so to JSON Schema, which
	 * has kinds of numbers, formats, and constraints; otherwise if they are to
	 * TypeScript, where a field that may be missing differs from one that may be
	 * {@code null}
	 */
	public Declarations(boolean exact) {
		this.exact = exact;
	}

	/**
	 * Declare a type, unless it is already.
	 * @param key the type
	 * @param form its form, which may refer to the type itself
	 * @return the reference to it
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
	 * The form of a type.
	 * @param type the type
	 * @return what it is declared as, the type itself if it is no reference
	 */
	public JsonType formOf(JsonType type) {
		return (type instanceof Named named) ? this.forms.getOrDefault(named.key(), Choice.of(List.of())) : type;
	}

	/**
	 * Find what is not described.
	 * @param type a type
	 * @return the reasons, of the type and all that it refers to, each once
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
	 * End the declaring: find out which types need one declaration only. Those that refer
	 * to types of two forms have two forms themselves.
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
	 * The declaration that a reference leads to.
	 * @param key a type
	 * @return the type by which it is declared
	 */
	public Key canonical(Key key) {
		Key written = key.in(Direction.WRITTEN);
		return (goesBothWays(key) && !this.different.contains(written)) ? written : key;
	}

	/**
	 * Whether a type goes both ways in different forms.
	 * @param key a type
	 * @return whether there are two declarations of it
	 */
	public boolean hasTwoForms(Key key) {
		return this.different.contains(key.in(Direction.WRITTEN));
	}

	/**
	 * All declarations.
	 * @return the forms, each type once
	 */
	public Map<Key, JsonType> all() {
		Map<Key, JsonType> all = new LinkedHashMap<>();
		this.forms.keySet().stream().map(this::canonical).forEach((key) -> all.computeIfAbsent(key, this.forms::get));
		return all;
	}

	private JsonType comparable(Key key) {
		return comparable(formOf(new Named(key)));
	}

	// The order of fields, and what notes say, make no difference.
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
