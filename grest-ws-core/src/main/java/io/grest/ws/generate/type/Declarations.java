package io.grest.ws.generate.type;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.grest.ws.generate.type.TsType.Direction;
import io.grest.ws.generate.type.TsType.Field;
import io.grest.ws.generate.type.TsType.Fields;
import io.grest.ws.generate.type.TsType.Key;
import io.grest.ws.generate.type.TsType.Named;
import io.grest.ws.generate.type.TsType.Plain;

/**
 * The types that get a declaration of their own, in the order of first use. A type that
 * goes both ways gets one declaration if its two forms are equal, otherwise two.
 *
 * @since 0.1.0
 */
public final class Declarations {

	// What a type is while its form is being read: only objects refer to themselves.
	private static final TsType PENDING = new Fields(List.of());

	private final Map<Key, TsType> forms = new LinkedHashMap<>();

	// Types that go both ways in different forms, as written; complete after join().
	private final Set<Key> different = new HashSet<>();

	/**
	 * Declare a type, unless it is already.
	 * @param key the type
	 * @param form its form, which may refer to the type itself
	 * @return the reference to it
	 */
	Named declare(Key key, Supplier<TsType> form) {
		if (!this.forms.containsKey(key)) {
			this.forms.put(key, PENDING);
			this.forms.put(key, form.get());
		}
		return new Named(key);
	}

	/**
	 * The form of a type.
	 * @param type the type
	 * @return what it is declared as, the type itself if it is no reference
	 */
	TsType formOf(TsType type) {
		return (type instanceof Named named) ? this.forms.getOrDefault(named.key(), TsType.NEVER) : type;
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
	public Map<Key, TsType> all() {
		Map<Key, TsType> all = new LinkedHashMap<>();
		this.forms.keySet().stream().map(this::canonical).forEach((key) -> all.computeIfAbsent(key, this.forms::get));
		return all;
	}

	private TsType comparable(Key key) {
		return comparable(formOf(new Named(key)));
	}

	// The order of fields, and what notes say, make no difference.
	private TsType comparable(TsType type) {
		if (type instanceof Named named) {
			return new Named(canonical(named.key()));
		}
		if (type instanceof Plain plain) {
			return new Plain(plain.text(), null);
		}
		if (type instanceof Fields object) {
			return new Fields(object.fields()
				.stream()
				.map((field) -> new Field(field.name(), comparable(field.type()), field.optional(), List.of()))
				.sorted(Comparator.comparing(Field::name))
				.toList());
		}
		return type.map(this::comparable);
	}

}
