package io.grest.ws.generate.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a Java type is in JSON, as Jackson writes or reads it: the model that clients in
 * TypeScript and schemas are written from.
 *
 * @since 0.1.0
 */
public sealed interface JsonType {

	/**
	 * Any string.
	 */
	JsonType STRING = Scalar.of(Kind.STRING, null);

	/**
	 * Any number.
	 */
	JsonType NUMBER = Scalar.of(Kind.NUMBER, null);

	/**
	 * Any whole number.
	 */
	JsonType INTEGER = Scalar.of(Kind.INTEGER, null);

	/**
	 * The value {@code null}.
	 */
	JsonType NULL = Scalar.of(Kind.NULL, null);

	/**
	 * Any JSON.
	 */
	JsonType ANY = new Anything();

	/**
	 * The type or {@code null}.
	 * @return the union of both
	 */
	default JsonType orNull() {
		return Choice.of(List.of(this, NULL));
	}

	/**
	 * Whether {@code null} is a value of the type.
	 * @return whether it is, as far as the type itself says so
	 */
	default boolean isNullable() {
		return equals(NULL);
	}

	/**
	 * The type under constraints.
	 * @param rules the constraints
	 * @return the type, with those that its kind can have
	 */
	default JsonType limit(Rules rules) {
		return this;
	}

	/**
	 * Change the types that this one is made of.
	 * @param change what becomes of each
	 * @return the type made of the changed ones
	 */
	default JsonType map(UnaryOperator<JsonType> change) {
		return this;
	}

	/**
	 * The types that this one is made of.
	 * @return the types, without what references lead to
	 */
	default Stream<JsonType> parts() {
		return Stream.empty();
	}

	/**
	 * What its user should know and its form does not tell.
	 * @return the notes of the type and of its elements
	 */
	default Stream<String> notes() {
		return Stream.empty();
	}

	/**
	 * A value that is not made of others.
	 *
	 * @param kind the kind of JSON
	 * @param format the format that JSON Schema knows, or {@code base64}
	 * @param note what else a value obeys
	 * @param rules its constraints
	 */
	record Scalar(Kind kind, @Nullable String format, @Nullable String note, Rules rules) implements JsonType {

		/**
		 * A value without constraints.
		 * @param kind the kind of JSON
		 * @param format the format that JSON Schema knows
		 * @return the type
		 */
		public static Scalar of(Kind kind, @Nullable String format) {
			return new Scalar(kind, format, null, Rules.NONE);
		}

		@Override
		public JsonType limit(Rules rules) {
			return new Scalar(this.kind, this.format, this.note, this.rules.and(rules));
		}

		@Override
		public Stream<String> notes() {
			return Stream.ofNullable(this.note);
		}

	}

	/**
	 * One value.
	 *
	 * @param json the value as it is written
	 */
	record Literal(String json) implements JsonType {

	}

	/**
	 * Any JSON.
	 */
	record Anything() implements JsonType {

	}

	/**
	 * A type of which it is not known what it is in JSON.
	 *
	 * @param reason why, with the place of the type and a remedy
	 */
	record Undescribed(String reason) implements JsonType {

	}

	/**
	 * An array.
	 *
	 * @param item the type of its items
	 * @param rules its constraints
	 */
	record Items(JsonType item, Rules rules) implements JsonType {

		/**
		 * An array of any length.
		 * @param item the type of its items
		 */
		public Items(JsonType item) {
			this(item, Rules.NONE);
		}

		@Override
		public JsonType limit(Rules rules) {
			return new Items(this.item, this.rules.and(rules));
		}

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return new Items(change.apply(this.item), this.rules);
		}

		@Override
		public Stream<JsonType> parts() {
			return Stream.of(this.item);
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
	record Tuple(List<JsonType> items) implements JsonType {

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return new Tuple(this.items.stream().map(change).toList());
		}

		@Override
		public Stream<JsonType> parts() {
			return this.items.stream();
		}

	}

	/**
	 * An object with names that are not known beforehand.
	 *
	 * @param key the type of the names: a string, or those that may occur
	 * @param value the type of the values
	 * @param rules its constraints
	 */
	record Dictionary(JsonType key, JsonType value, Rules rules) implements JsonType {

		/**
		 * An object of any size.
		 * @param key the type of the names
		 * @param value the type of the values
		 */
		public Dictionary(JsonType key, JsonType value) {
			this(key, value, Rules.NONE);
		}

		@Override
		public JsonType limit(Rules rules) {
			return new Dictionary(this.key, this.value, this.rules.and(rules));
		}

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return new Dictionary(change.apply(this.key), change.apply(this.value), this.rules);
		}

		@Override
		public Stream<JsonType> parts() {
			return Stream.of(this.key, this.value);
		}

		@Override
		public Stream<String> notes() {
			return this.value.notes();
		}

	}

	/**
	 * One of several types, or no value at all.
	 *
	 * @param options the types, each once
	 */
	record Choice(List<JsonType> options) implements JsonType {

		/**
		 * One of several types, or the type itself if there is one only.
		 * @param options the types
		 * @return the union
		 */
		public static JsonType of(List<JsonType> options) {
			Set<JsonType> distinct = options.stream()
				.flatMap((option) -> (option instanceof Choice choice) ? choice.options().stream() : Stream.of(option))
				.collect(Collectors.toCollection(LinkedHashSet::new));
			return (distinct.size() == 1) ? distinct.iterator().next() : new Choice(new ArrayList<>(distinct));
		}

		@Override
		public boolean isNullable() {
			return this.options.stream().anyMatch(JsonType::isNullable);
		}

		@Override
		public JsonType limit(Rules rules) {
			return of(
					this.options.stream().map((option) -> option.equals(NULL) ? option : option.limit(rules)).toList());
		}

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return of(this.options.stream().map(change).toList());
		}

		@Override
		public Stream<JsonType> parts() {
			return this.options.stream();
		}

		@Override
		public Stream<String> notes() {
			return this.options.stream().flatMap(JsonType::notes);
		}

	}

	/**
	 * Several types at once.
	 *
	 * @param types the types
	 */
	record Combined(List<JsonType> types) implements JsonType {

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return new Combined(this.types.stream().map(change).toList());
		}

		@Override
		public Stream<JsonType> parts() {
			return this.types.stream();
		}

	}

	/**
	 * An object with fields.
	 *
	 * @param fields the fields
	 * @param others the type of what has other names, {@code null} if nothing has
	 */
	record Fields(List<Field> fields, @Nullable JsonType others) implements JsonType {

		/**
		 * An object with these fields only.
		 * @param fields the fields
		 */
		public Fields(List<Field> fields) {
			this(fields, null);
		}

		@Override
		public Stream<JsonType> parts() {
			return Stream.concat(this.fields.stream().map(Field::type), Stream.ofNullable(this.others));
		}

	}

	/**
	 * A type that has a declaration.
	 *
	 * @param key which
	 */
	record Named(Key key) implements JsonType {

	}

}
