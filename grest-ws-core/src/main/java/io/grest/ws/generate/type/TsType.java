package io.grest.ws.generate.type;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * A type of TypeScript: what there is of JSON, and names.
 *
 * @since 0.1.0
 */
public sealed interface TsType {

	/**
	 * Any string.
	 */
	TsType STRING = new Plain("string", null);

	/**
	 * Any number.
	 */
	TsType NUMBER = new Plain("number", null);

	/**
	 * Either truth value.
	 */
	TsType BOOLEAN = new Plain("boolean", null);

	/**
	 * The value {@code null}.
	 */
	TsType NULL = new Plain("null", null);

	/**
	 * No value at all.
	 */
	TsType NEVER = new Plain("never", null);

	/**
	 * A type that may be {@code null} as well.
	 * @return the union of both
	 */
	default TsType orNull() {
		return Choice.of(List.of(this, NULL));
	}

	/**
	 * Change the types that this one is made of.
	 * @param change what becomes of each
	 * @return the type made of the changed ones
	 */
	default TsType map(UnaryOperator<TsType> change) {
		return this;
	}

	/**
	 * What its user should know and its form does not tell.
	 * @return the notes of the type and of its elements
	 */
	default Stream<String> notes() {
		return Stream.empty();
	}

	/**
	 * A type that the language has, or a literal.
	 *
	 * @param text how it is written
	 * @param note what else a value obeys
	 */
	record Plain(String text, @Nullable String note) implements TsType {

		@Override
		public Stream<String> notes() {
			return Stream.ofNullable(this.note);
		}

	}

	/**
	 * An array.
	 *
	 * @param item the type of its items
	 */
	record Items(TsType item) implements TsType {

		@Override
		public TsType map(UnaryOperator<TsType> change) {
			return new Items(change.apply(this.item));
		}

		@Override
		public Stream<String> notes() {
			return this.item.notes();
		}

	}

	/**
	 * An array of fixed length.
	 *
	 * @param items the types of its items
	 */
	record Tuple(List<TsType> items) implements TsType {

		@Override
		public TsType map(UnaryOperator<TsType> change) {
			return new Tuple(this.items.stream().map(change).toList());
		}

	}

	/**
	 * An object with names that are not known beforehand.
	 *
	 * @param key the type of the names: a string, or those that may occur
	 * @param value the type of the values
	 */
	record Dictionary(TsType key, TsType value) implements TsType {

		@Override
		public TsType map(UnaryOperator<TsType> change) {
			return new Dictionary(change.apply(this.key), change.apply(this.value));
		}

		@Override
		public Stream<String> notes() {
			return this.value.notes();
		}

	}

	/**
	 * One of several types.
	 *
	 * @param options the types, each once
	 */
	record Choice(List<TsType> options) implements TsType {

		/**
		 * One of several types, or the type itself if there is one only.
		 * @param options the types
		 * @return the union
		 */
		public static TsType of(List<TsType> options) {
			Set<TsType> distinct = options.stream()
				.flatMap((option) -> (option instanceof Choice choice) ? choice.options().stream() : Stream.of(option))
				.collect(Collectors.toCollection(LinkedHashSet::new));
			return (distinct.size() == 1) ? distinct.iterator().next() : new Choice(new ArrayList<>(distinct));
		}

		@Override
		public TsType map(UnaryOperator<TsType> change) {
			return of(this.options.stream().map(change).toList());
		}

		@Override
		public Stream<String> notes() {
			return this.options.stream().flatMap(TsType::notes);
		}

	}

	/**
	 * Several types at once.
	 *
	 * @param parts the types
	 */
	record Combined(List<TsType> parts) implements TsType {

		@Override
		public TsType map(UnaryOperator<TsType> change) {
			return new Combined(this.parts.stream().map(change).toList());
		}

	}

	/**
	 * An object with fields.
	 *
	 * @param fields the fields
	 */
	record Fields(List<Field> fields) implements TsType {

		/**
		 * An object with one field.
		 * @param name the name of the field
		 * @param type its type
		 * @return the object
		 */
		public static Fields of(String name, TsType type) {
			return new Fields(List.of(new Field(name, type, false, List.of())));
		}

	}

	/**
	 * A type that has a declaration.
	 *
	 * @param key which
	 */
	record Named(Key key) implements TsType {

	}

	/**
	 * A field of an object.
	 *
	 * @param name its name in JSON
	 * @param type its type
	 * @param optional whether it may be missing
	 * @param notes what its user should know
	 */
	record Field(String name, TsType type, boolean optional, List<String> notes) {

	}

	/**
	 * What a declaration is made for.
	 *
	 * @param type the Java type
	 * @param direction whether Java writes it or reads it
	 * @param variant tells several forms of one type apart, empty for the usual one
	 */
	record Key(JavaType type, Direction direction, String variant) {

		/**
		 * The same, gone the other way.
		 * @param direction whether Java writes it or reads it
		 * @return the key
		 */
		public Key in(Direction direction) {
			return new Key(this.type, direction, this.variant);
		}

	}

	/**
	 * Which way a value goes.
	 */
	enum Direction {

		/**
		 * Java writes it, the client reads it.
		 */
		WRITTEN,

		/**
		 * The client writes it, Java reads it.
		 */
		READ

	}

}
